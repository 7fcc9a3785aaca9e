import type { Refusal, RefusalReason } from "../refusal.ts";

/**
 * Why it was refused and what the operator can do. Words of ours alone: the sentence stored with a refusal may quote the
 * message, and whoever wrote that must not speak to the operator.
 */
export type RefusalWords = { why: string; mend: string };

const again = "have it sent again";

const ofReason: Record<
  Exclude<RefusalReason, "sender_not_allowed" | "recipient_not_understood">,
  RefusalWords
> = {
  sender_not_verified: {
    why: "Nothing proves that the mail came from this sender (DMARC, or SPF of the same domain).",
    mend: "If it was not forged, have SPF and DMARC published for the sender's domain.",
  },
  spam_or_virus: {
    why: "The mail server took the mail for spam, or for a virus.",
    mend: `If the sender is known, ${again} in another mail.`,
  },
  country_not_allowed: {
    why: "The number is in a country that is not allowed.",
    mend: `To allow it, add the country to allowedCountries in the settings and deploy; then ${again}.`,
  },
  number_not_allowed: {
    why: "The number is premium-rate, and never called.",
    mend: "Have it sent to another number.",
  },
  daily_limit_reached: {
    why: "The day had as many faxes as maxFaxesPerDay allows.",
    mend: `If so many are meant, raise maxFaxesPerDay in the settings and deploy; then ${again}.`,
  },
  document_missing: {
    why: "Nothing in it can be faxed.",
    mend: "Have it sent again with a PDF, a picture, text or an office document.",
  },
  document_too_large: { why: "It is too large.", mend: "Have it sent again in parts." },
  attachment_skipped: {
    why: "Attachments that cannot be faxed were left out; the rest was taken.",
    mend: "If they matter, have them sent again as PDF.",
  },
  message_unreadable: {
    why: "It cannot be read, or be made a fax.",
    mend: "The full record says why; have it sent again as PDF.",
  },
};

/** `sender`: as settings name it, where it may stand in the digest unchanged. */
export function wordsOfRefusal(
  { reason, door }: Pick<Refusal, "reason" | "door">,
  sender: string | undefined,
  mailDomain: string,
): RefusalWords {
  switch (reason) {
    case "sender_not_allowed":
      return {
        why: "The sender is neither in mail.allowedSenders nor of a mailbox.",
        mend:
          sender === undefined
            ? "If it may fax, add its address, as the full record has it, to mail.allowedSenders in the settings and deploy, or to a mailbox."
            : `If it may fax, add "${sender}" to mail.allowedSenders in the settings and deploy, or to a mailbox.`,
      };
    case "recipient_not_understood":
      return {
        why: "No fax number can be read from where it was to go.",
        mend:
          door === "mail"
            ? `Have it sent to <fax number>@${mailDomain}.`
            : "Put documents under drop/<fax number>/; a raw message names its numbers in To.",
      };
    default:
      return ofReason[reason];
  }
}
