import MailComposer from "nodemailer/lib/mail-composer/index.js";
import type { OurMail } from "../../core/mail/our-mail.ts";

/**
 * A mail of ours as a raw message; its headers say that a program wrote it, in answer or on its own, so that no other
 * program answers.
 */
export const writeMail = (mail: OurMail, from: string): Promise<Buffer> =>
  new MailComposer({
    // Lines of a message end so (RFC 5322, 2.3), also those of its text.
    newline: "windows",
    from: { name: "Fax", address: from },
    to: mail.to,
    subject: mail.subject,
    ...(mail.answersTo === undefined ? {} : { replyTo: mail.answersTo }),
    ...(mail.inReplyTo === undefined ? {} : { inReplyTo: mail.inReplyTo }),
    ...(mail.references === undefined ? {} : { references: mail.references }),
    text: mail.text,
    attachments: (mail.files ?? []).map(({ name, contentType, bytes }) => ({
      filename: name,
      contentType,
      content: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    })),
    headers: {
      "Auto-Submitted": mail.references ? "auto-replied" : "auto-generated",
      "X-Auto-Response-Suppress": "All",
    },
  })
    .compile()
    .build();
