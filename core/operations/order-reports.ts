import { hasEnded, isReportDue } from "../mailbox/reports-due.ts";
import type { Mailbox } from "../mailbox/mailbox.ts";
import type { ReportMessage } from "../messages.ts";
import type { TableChange } from "../relay.ts";

export type OrderReportsDeps = {
  listMailboxes: () => Promise<Mailbox[]>;
  order: (messages: ReportMessage[]) => Promise<unknown>;
};

/** Orders a report of each fax that has ended and that somebody is to hear of by mail. Repeats are harmless. */
export async function orderReports(deps: OrderReportsDeps, changes: TableChange[]): Promise<void> {
  const ended = changes.flatMap((change) =>
    change.item === "fax" && hasEnded(change.before, change.after) ? [change.after] : [],
  );
  if (ended.length === 0) return;
  const mailboxes = await deps.listMailboxes();
  const due = ended.filter((fax) => isReportDue(fax, mailboxes));
  if (due.length > 0) await deps.order(due.map(({ id }) => ({ reportOn: id })));
}
