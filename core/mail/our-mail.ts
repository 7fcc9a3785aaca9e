import type { InThread } from "./thread.ts";

/** A mail of ours, to one address; an answer, or one that begins an exchange. */
export type OurMail = Partial<InThread> & {
  to: string;
  subject: string;
  /** Where what the receiver answers goes: to the one fax that the mail is about. */
  answersTo?: string;
  text: string;
  files?: MailFile[];
};

/** What is attached to it. */
export type MailFile = { name: string; contentType: string; bytes: Uint8Array };

/** Ours, for what is said of a message itself and for nobody to answer. */
export const replyAddress = (domain: string): string => `fax@${domain}`;
