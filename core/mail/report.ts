import type { OutboundFax } from "../fax.ts";
import { addressOfFax, standOf } from "./commands.ts";
import type { MailFile, OurMail } from "./our-mail.ts";
import { answering, type MailThread } from "./thread.ts";

/** Whom a report is for: the sender, in the exchange that the fax came by, or a member of its mailbox. */
export type ReportTo = { to: string; thread?: MailThread };

/** The mail about a fax that has ended. */
export function reportOnEnd(
  fax: OutboundFax,
  { to, thread }: ReportTo,
  receipt: MailFile | undefined,
  domain: string,
): OurMail {
  const parts = [
    `Your fax to ${fax.to}:\n${standOf(fax)}`,
    ...(receipt ? ["Its receipt, with every call, is attached."] : []),
    ...(fax.document ? ["Answer this mail with RESEND to send it again."] : []),
  ];
  return {
    to,
    answersTo: addressOfFax(fax.id, domain),
    ...(thread ? answering(thread) : { subject: `Fax to ${fax.to}: ${fax.status}` }),
    text: `${parts.join("\n\n")}\n`,
    ...(receipt ? { files: [receipt] } : {}),
  };
}

/** The same for members of a mailbox whose mails say nothing of health: neither number nor page. */
export const noticeOfEnd = (fax: OutboundFax, to: string, mailboxName: string): OurMail => ({
  to,
  subject: `A fax was ${fax.status}`,
  text: `A fax of ${mailboxName} was ${fax.status}.\nIts id is ${fax.id}.\n`,
});
