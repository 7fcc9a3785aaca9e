import type { Mailbox } from "../../core/mailbox/mailbox.ts";

/** A change of a mailbox is seen this much later, at most: the price of not asking the table each time. */
const keptMs = 60_000;

/** Lists all mailboxes at most once a minute; a list that could not be read is not kept. */
export function keptMailboxes(list: () => Promise<Mailbox[]>, now: () => number): () => Promise<Mailbox[]> {
  let kept: { mailboxes: Mailbox[]; until: number } | undefined;
  return async () => {
    const at = now();
    if (!kept || kept.until <= at) kept = { mailboxes: await list(), until: at + keptMs };
    return kept.mailboxes;
  };
}
