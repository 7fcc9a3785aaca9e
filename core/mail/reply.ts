import type { FaxEstimate } from "../rates.ts";
import { addressOfFax } from "./commands.ts";
import type { OurMail } from "./our-mail.ts";
import type { MailReceipt } from "./receipt.ts";
import { answering, threadOf } from "./thread.ts";

/** What became of a mail for one of its recipients. */
export type Outcome =
  | {
      kind: "accepted";
      number: string;
      faxId: string;
      documents: number;
      hasCover: boolean;
      /** Where its pages could be looked at. */
      estimate?: FaxEstimate;
    }
  | { kind: "refused"; address: string; detail: string }
  /** A command about this fax was carried out. */
  | { kind: "told"; faxId: string; text: string };

/** `leftOut`: a sentence about attachments that are in no fax. */
export type Outcomes = { recipients: Outcome[]; leftOut?: string };

/**
 * The answer to a mail, or undefined where none is due: to programs, lists and bounces nobody answers, so that two
 * programs never answer each other. Whether the sender is known and proven is judged before.
 */
export function replyTo(
  receipt: MailReceipt,
  { recipients, leftOut }: Outcomes,
  domain: string,
): OurMail | undefined {
  const { from, source, isAutomatic } = receipt;
  const isOurs = from.endsWith(`@${domain.toLowerCase()}`);
  if (isAutomatic || isOurs || source === "" || isNobody(from) || isNobody(source)) return undefined;
  const parts = [...recipients.map(wordsOf), ...(leftOut === undefined ? [] : [leftOut])];
  if (parts.length === 0) return undefined;
  const fax = onlyFax(recipients);
  const answersTo = fax && addressOfFax(fax.faxId, domain);
  if (fax?.kind === "accepted") parts.push(howToCommand);
  return {
    to: from,
    ...(answersTo === undefined ? {} : { answersTo }),
    ...answering(threadOf(receipt)),
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
  const { number, faxId, documents, hasCover, estimate } = outcome;
  const count = documents === 1 ? "one document" : `${documents} documents`;
  const cover = hasCover ? ", after a cover page" : ", without a cover page";
  const pages = estimate ? `, ${pagesOf(estimate)}` : "";
  const price = estimate?.price
    ? `\nIt is likely to cost ${estimate.price.amount} ${estimate.price.currency}.`
    : "";
  return `Your fax to ${number} was accepted: ${count}${cover}${pages}.${price}\nIts id is ${faxId}.`;
}

const pagesOf = ({ pages }: FaxEstimate): string =>
  pages === 1 ? "one page in all" : `${pages} pages in all`;
