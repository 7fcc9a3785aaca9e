import type { CoverLanguage } from "./cover/cover-kinds.ts";
import { isCovered } from "./flow/scripts.ts";

/** Height of the band that holds the header line, points: added above the content. */
export const bandPt = 20;
/** Letters of the header line: clear at 98 rows an inch, too. */
export const headerSizePt = 9;
export const headerMarginPt = 24;

/** Who sends, for the header lines of a fax; when, is written at each call (`sent-time.ts`). */
export type HeaderLine = {
  senderName: string;
  senderNumber: string;
  language: CoverLanguage;
};

const pageWords: Record<CoverLanguage, [word: string, of: string]> = {
  en: ["Page", "of"],
  es: ["Página", "de"],
  fr: ["Page", "sur"],
  de: ["Seite", "von"],
};

/** What the header line of one page says, from left to right after the time. */
export type HeaderTexts = { name: string; number: string; page: string };

/**
 * What 47 CFR 68.318(d) asks for on every page beside the time: who sends it, and the sending number; and the page,
 * which the trade adds.
 */
export function headerTexts(line: HeaderLine, page: number, pages: number): HeaderTexts {
  const [word, of] = pageWords[line.language];
  // A name that no font can show is left out: the number still says who sends.
  const name = isCovered(line.senderName) ? line.senderName.replace(/\s+/g, " ").trim() : "";
  return { name, number: line.senderNumber, page: `${word} ${page} ${of} ${pages}` };
}
