import type { FileKind } from "../../core/documents/tell-kind.ts";

/** What is to become of a message, as its writer would expect. */
export type Expected = {
  /** For each recipient, in order: `accepted +13125550148`, `refused document_missing`, `told stop`. */
  outcomes?: string[];
  /** The documents of each fax, in order: the very bytes, or what kind of file the text becomes. */
  documents: (Buffer | FileKind)[];
  /** The cover page, in full; missing: none. */
  cover?: { subject?: string; message?: string; to_name?: string };
  /** Types of what is named as left out. */
  leftOut?: string[];
  reply: ExpectedReply | "nobody";
};

/** Who is answered, and in which thread. */
export type ExpectedReply = { to: string; inReplyTo?: string; references: string[] };

/** A message as one of our users' programs writes it; the envelope where it is not Ann's to the one number. */
export type RealMessage = {
  name: string;
  raw: () => Buffer;
  envelope?: { from?: string; to?: string[] };
  expected: Expected;
};

export const ann = "ann@clinic.example";
export const oneNumber = "13125550148@fax.example.com";

/** An answer to Ann in the thread of her message. */
export const answerTo = (messageId: string, ...earlier: string[]): ExpectedReply => ({
  to: ann,
  inReplyTo: messageId,
  references: [...earlier, messageId],
});

/** An answer to a message that has no Message-ID. */
export const answerAlone = (to: string): ExpectedReply => ({ to, references: [] });
