import { openMails, sendMail } from "../../adapters/aws/send-mail.ts";
import { writeMail } from "../../adapters/mail/write-mail.ts";
import { replyAddress, type OurMail } from "../../core/mail/our-mail.ts";
import { report } from "./log.ts";

/** Sends mails of ours from the mail domain. What is refused for good is logged and done; what may pass is thrown. */
export function openPostOffice(domain: string): (mail: OurMail) => Promise<void> {
  const mails = openMails();
  const from = replyAddress(domain);
  return async (mail) => {
    const refusal = await sendMail(mails, { from, to: mail.to, raw: await writeMail(mail, from) });
    if (refusal !== undefined) report("mail_refused", { error: refusal });
  };
}
