import type { ApiKey } from "../api-key.ts";
import type { Fax } from "../fax.ts";
import type { Mailbox } from "./mailbox.ts";

/** Which of our numbers' faxes a key may see and act on; undefined: all faxes, whatever their number. */
export type Reach = string[] | undefined;

/** A key of a mailbox reaches what is its numbers'; where the mailbox is gone, nothing. */
export async function reachOf(
  key: Pick<ApiKey, "mailboxId">,
  listMailboxes: () => Promise<Mailbox[]>,
): Promise<Reach> {
  if (key.mailboxId === undefined) return undefined;
  return (await listMailboxes()).find(({ id }) => id === key.mailboxId)?.numbers ?? [];
}

/** By our number of the fax: the one it came in on, or is sent from. */
export const isInReach = (fax: Pick<Fax, "direction" | "from" | "to">, reach: Reach): boolean =>
  reach === undefined || reach.includes(fax.direction === "inbound" ? fax.to : fax.from);
