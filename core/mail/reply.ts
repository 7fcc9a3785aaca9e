import { addressOfFax } from "./commands.ts";
import type { MailReceipt } from "./receipt.ts";

/** What became of a mail for one of its recipients. */
export type Outcome =
  | { kind: "accepted"; number: string; faxId: string; documents: number; hasCover: boolean }
  | { kind: "refused"; address: string; detail: string }
  /** A command about this fax was carried out. */
  | { kind: "told"; faxId: string; text: string };

/** `leftOut`: a sentence about attachments that are in no fax. */
export type Outcomes = { recipients: Outcome[]; leftOut?: string };

export type Reply = {
  to: string;
  subject: string;
  /** Where what the sender answers goes: to the one fax that the mail is about. */
  answersTo?: string;
  /** The Message-ID that it answers; missing where the message had none. */
  inReplyTo?: string;
  references: string[];
  text: string;
};

/** Ours, for what is said of a message itself and for nobody to answer. */
export const replyAddress = (domain: string): string => `fax@${domain}`;

/**
 * The answer to a mail, or undefined where none is due: to programs, lists and bounces nobody answers, so that two
 * programs never answer each other. Whether the sender is known and proven is judged before.
 */
export function replyTo(
  { from, source, subject, messageId, hasMessageId, references, isAutomatic }: MailReceipt,
  { recipients, leftOut }: Outcomes,
  domain: string,
): Reply | undefined {
  const isOurs = from.endsWith(`@${domain.toLowerCase()}`);
  if (isAutomatic || isOurs || source === "" || isNobody(from) || isNobody(source)) return undefined;
  const parts = [...recipients.map(wordsOf), ...(leftOut === undefined ? [] : [leftOut])];
  if (parts.length === 0) return undefined;
  const fax = onlyFax(recipients);
  const answersTo = fax && addressOfFax(fax.faxId, domain);
  if (fax?.kind === "accepted") parts.push(howToCommand);
  return {
    to: from,
    subject: /^re:/i.test(subject) ? subject : `Re: ${subject || "your fax"}`,
    ...(answersTo === undefined ? {} : { answersTo }),
    ...(hasMessageId ? { inReplyTo: messageId } : {}),
    references: hasMessageId ? [...references, messageId] : references,
    text: `${parts.join("\n\n")}\n`,
  };
}

const isNobody = (address: string): boolean =>
  /^(mailer-daemon|postmaster|no-?reply|do-?not-?reply)@/i.test(address);

const howToCommand =
  "Answer this mail with STOP to cancel the fax while it waits, or with STATUS to hear how it stands.";

/** The fax, where the mail made or was about one alone. */
function onlyFax(outcomes: Outcome[]): Exclude<Outcome, { kind: "refused" }> | undefined {
  const [first, ...others] = outcomes.filter((outcome) => outcome.kind !== "refused");
  return others.length === 0 ? first : undefined;
}

function wordsOf(outcome: Outcome): string {
  if (outcome.kind === "told") return outcome.text;
  if (outcome.kind === "refused") return `No fax was made for ${outcome.address}.\n${outcome.detail}`;
  const { number, faxId, documents, hasCover } = outcome;
  const count = documents === 1 ? "one document" : `${documents} documents`;
  const cover = hasCover ? ", after a cover page" : ", without a cover page";
  return `Your fax to ${number} was accepted: ${count}${cover}.\nIts id is ${faxId}.`;
}
