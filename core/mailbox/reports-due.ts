import { isClosed, ourNumber, type Fax } from "../fax.ts";
import { mailboxOfNumber, type Mailbox } from "./mailbox.ts";

/** Whether a change is the end of a fax, or its arrival: what mails tell of. */
export const hasEnded = (before: Fax | undefined, after: Fax | undefined): after is Fax =>
  after !== undefined &&
  after.deletedAt === undefined &&
  isClosed(after.status) &&
  !(before && isClosed(before.status));

/**
 * The members who hear by mail of a fax that has ended, by the rules of its mailbox. Not of one of thousands: how a
 * broadcast ended, the broadcast itself tells.
 */
export function membersToTell(fax: Fax, mailboxes: Mailbox[]): string[] {
  const mailbox = mailboxOfNumber(mailboxes, ourNumber(fax));
  if (!mailbox || (fax.direction === "outbound" && fax.broadcastId !== undefined)) return [];
  const { received, delivered, failed } = mailbox.notify;
  const isTold =
    fax.direction === "inbound"
      ? fax.status === "received" && received !== "off"
      : (fax.status === "delivered" && delivered) || (fax.status === "failed" && failed);
  return isTold ? mailbox.members : [];
}

/** Whether anybody hears by mail of a fax that has ended: whoever sent it by mail, or members of its mailbox. */
export const isReportDue = (fax: Fax, mailboxes: Mailbox[]): boolean =>
  (fax.direction === "outbound" && fax.hearers?.includes("mail") === true) ||
  membersToTell(fax, mailboxes).length > 0;
