import { listMailboxes } from "../../adapters/aws/mailboxes.ts";
import type { Table } from "../../adapters/aws/table.ts";
import type { ListMailboxes } from "../../core/mailbox/mailbox.ts";
import { keptAMinute } from "./kept-a-minute.ts";

/** All mailboxes, read once a minute; one that is asked for and not among them was made since, and is looked for anew. */
export function keptMailboxes(table: Table): ListMailboxes {
  const kept = keptAMinute(() => listMailboxes(table), Date.now);
  return async (wantedId) => {
    const mailboxes = await kept.read();
    if (wantedId === undefined || mailboxes.some(({ id }) => id === wantedId)) return mailboxes;
    kept.forget();
    return kept.read();
  };
}
