import type { ApiKey } from "../api-key.ts";
import { ourNumber, type Fax } from "../fax.ts";
import type { ListMailboxes } from "./mailbox.ts";

/** Which of our numbers' faxes a key may see and act on; undefined: all faxes, whatever their number. */
export type Reach = string[] | undefined;

/** A key of a mailbox reaches what is its numbers'; where the mailbox is gone, nothing. */
export async function reachOf(key: Pick<ApiKey, "mailboxId">, listMailboxes: ListMailboxes): Promise<Reach> {
  if (key.mailboxId === undefined) return undefined;
  return (await listMailboxes(key.mailboxId)).find(({ id }) => id === key.mailboxId)?.numbers ?? [];
}

/** By our number of the fax. */
export const isInReach = (fax: Pick<Fax, "direction" | "from" | "to">, reach: Reach): boolean =>
  reach === undefined || reach.includes(ourNumber(fax));
