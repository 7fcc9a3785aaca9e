import type { InboundFax } from "../fax.ts";
import { timeInZone } from "../zoned-time.ts";
import { addressOfFax } from "./commands.ts";
import type { MailFile, OurMail } from "./our-mail.ts";

/** How the pages come to the members: attached, or by a link that is good until a time (epoch ms). */
export type PagesByMail = { file: MailFile } | { link: string; until: number };

export type Reception = {
  fax: InboundFax;
  mailboxName: string;
  /** IANA. */
  timeZone: string;
  /** Of our mail addresses. */
  domain: string;
};

/** The mail about a fax that came in; what is answered to it is faxed back. */
export function mailOfReception({ fax, ...box }: Reception, to: string, pages: PagesByMail): OurMail {
  const count = fax.pageCount ?? fax.document?.pages;
  const counted = count === undefined ? "" : `, ${count} ${count === 1 ? "page" : "pages"}`;
  const from = fax.from || "a withheld number";
  const parts = [
    [
      `A fax came in to ${box.mailboxName} (${fax.to}).`,
      `From: ${from}`,
      `Received: ${timeOf(fax, box)}`,
    ].join("\n"),
    ...(fax.partialContent ? ["The call broke off: pages may be missing."] : []),
    "file" in pages
      ? "The pages are attached."
      : `The pages are here until ${timeInZone(pages.until, box.timeZone, "minute")}; whoever has the link can read them:\n${pages.link}`,
    ...(fax.from ? ["What you answer to this mail, and attach to it, is faxed back."] : []),
  ];
  return {
    to,
    subject: `Fax from ${from}${counted}`,
    answersTo: addressOfFax(fax.id, box.domain),
    text: `${parts.join("\n\n")}\n`,
    ...("file" in pages ? { files: [pages.file] } : {}),
  };
}

/** Says that a fax came in, and nothing of health: neither number nor page. */
export const noticeOfReception = (reception: Reception, to: string): OurMail => ({
  to,
  subject: "A fax came in",
  text: `A fax came in to ${reception.mailboxName} at ${timeOf(reception.fax, reception)}.\nIts id is ${reception.fax.id}.\n`,
});

const timeOf = (fax: InboundFax, { timeZone }: Pick<Reception, "timeZone">): string =>
  timeInZone(fax.createdAt, timeZone, "minute");
