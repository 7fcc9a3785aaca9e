import MailComposer from "nodemailer/lib/mail-composer/index.js";
import type { Reply } from "../../core/mail/reply.ts";

/** The answer as a raw message; its headers say that a program wrote it, so that no other program answers. */
export const writeReply = (reply: Reply, from: string): Promise<Buffer> =>
  new MailComposer({
    from: { name: "Fax", address: from },
    to: reply.to,
    subject: reply.subject,
    ...(reply.answersTo === undefined ? {} : { replyTo: reply.answersTo }),
    ...(reply.inReplyTo === undefined ? {} : { inReplyTo: reply.inReplyTo }),
    references: reply.references,
    text: reply.text,
    headers: { "Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All" },
  })
    .compile()
    .build();
