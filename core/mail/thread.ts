import type { MailReceipt } from "./receipt.ts";

/** The exchange that a mail belongs to: what is written about its faxes later belongs to it, too. */
export type MailThread = {
  /** Of the mail; empty where it had none. */
  subject: string;
  /** Its Message-ID; missing where it had none. */
  messageId?: string;
  /** Earlier messages, oldest first. */
  references: string[];
};

/** As many as a fax remembers: mail programs need the last of them. */
const keptReferences = 5;

export const threadOf = ({ subject, messageId, hasMessageId, references }: MailReceipt): MailThread => ({
  subject,
  ...(hasMessageId ? { messageId } : {}),
  references: references.slice(-keptReferences),
});

/** What makes a mail an answer in an exchange. */
export type InThread = {
  subject: string;
  /** The Message-ID that it answers; missing where the message had none. */
  inReplyTo?: string;
  references: string[];
};

export const answering = ({ subject, messageId, references }: MailThread): InThread => ({
  subject: /^re:/i.test(subject) ? subject : `Re: ${subject || "your fax"}`,
  ...(messageId === undefined
    ? { references }
    : { inReplyTo: messageId, references: [...references, messageId] }),
});
