import type { OutboundFax } from "../fax.ts";
import { addressOfFax, standOf } from "./commands.ts";
import type { MailFile, OurMail } from "./our-mail.ts";
import { answering, type MailThread } from "./thread.ts";

/** The mail about a fax that has ended, to whoever sent it by mail, in the exchange that it came by. */
export function reportOnEnd(
  fax: OutboundFax,
  sender: { to: string; thread: MailThread },
  receipt: MailFile | undefined,
  domain: string,
): OurMail {
  const parts = [
    `Your fax to ${fax.to}:\n${standOf(fax)}`,
    ...(receipt ? ["Its receipt, with every call, is attached."] : []),
    ...(fax.document ? ["Answer this mail with RESEND to send it again."] : []),
  ];
  return {
    to: sender.to,
    answersTo: addressOfFax(fax.id, domain),
    ...answering(sender.thread),
    text: `${parts.join("\n\n")}\n`,
    ...(receipt ? { files: [receipt] } : {}),
  };
}
