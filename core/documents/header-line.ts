import { isCovered } from "./flow/scripts.ts";

/** Height of the band that holds the header line, points: added above the content. */
export const bandPt = 20;
/** Letters of the header line: clear at 98 rows an inch, too. */
export const headerSizePt = 9;
export const headerMarginPt = 24;

export type HeaderLine = {
  /** When it is sent, epoch ms, and the sender's IANA time zone. */
  at: number;
  timeZone: string;
  senderName: string;
  senderNumber: string;
  language: "en" | "es" | "fr" | "de";
};

const pageWords = {
  en: ["Page", "of"],
  es: ["Página", "de"],
  fr: ["Page", "sur"],
  de: ["Seite", "von"],
} as const;

/** The header line of one page, in its three parts from left to right. */
export type HeaderTexts = { left: string; middle: string; right: string };

/**
 * What 47 CFR 68.318(d) asks for on every page: date and time it is sent, who sends it, the sending number; and the
 * page, which the trade adds.
 */
export function headerTexts(line: HeaderLine, page: number, pages: number): HeaderTexts {
  const [word, of] = pageWords[line.language];
  // A name that no font can show is left out: the number still says who sends.
  const name = isCovered(line.senderName) ? line.senderName.replace(/\s+/g, " ").trim() : "";
  return {
    left: sentAt(line.at, line.timeZone),
    middle: [name, line.senderNumber].filter((part) => part !== "").join("   "),
    right: `${word} ${page} ${of} ${pages}`,
  };
}

/** `2026-11-24 17:05 EST`: the same in every language, the zone named as its people do. */
function sentAt(at: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZoneName: "short",
  }).formatToParts(at);
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.find((part) => part.type === type)?.value ?? "";
  return `${of("year")}-${of("month")}-${of("day")} ${of("hour")}:${of("minute")} ${of("timeZoneName")}`;
}
