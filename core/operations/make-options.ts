import type { CoverOrder } from "../documents/cover/cover-layout.ts";
import type { CoverLanguage } from "../documents/cover/cover-kinds.ts";
import type { HeaderLine } from "../documents/header-line.ts";
import type { CoverBody, PageWishes } from "../page-wishes.ts";
import type { MakeOptions } from "./make-document.ts";

/** The installation's header lines: who sends, where a fax does not say, and the zone that times are told in. */
export type HeaderRule = { senderName: string; timeZone: string };

/**
 * How a fax's pages are made: on the paper and in the words of the country called, with header lines unless the
 * settings turn them off (`header` missing). `now`: epoch ms.
 */
export function makeOptions(
  wishes: PageWishes,
  header: HeaderRule | undefined,
  country: string,
  now: number,
): MakeOptions {
  const language = languageOf(country);
  const timeZone = wishes.timeZone ?? header?.timeZone ?? "UTC";
  const sender = { ...wishes, name: wishes.name ?? header?.senderName ?? "" };
  return {
    country,
    ...(header ? { header: headerLine(sender, language) } : {}),
    ...(wishes.pageSize ? { pageSize: wishes.pageSize } : {}),
    ...(wishes.optimizeFor ? { optimizeFor: wishes.optimizeFor } : {}),
    ...(wishes.isMade ? { isMade: true } : {}),
    ...(wishes.cover ? { cover: coverOrder(wishes.cover, sender, { language, now, timeZone }) } : {}),
  };
}

type Sender = PageWishes & { name: string };

const headerLine = ({ from, name }: Sender, language: CoverLanguage): HeaderLine => ({
  senderName: name,
  senderNumber: from,
  language,
});

function coverOrder(
  cover: CoverBody,
  { from, name, to = "" }: Sender,
  on: { language: CoverLanguage; now: number; timeZone: string },
): CoverOrder {
  return {
    cover: {
      kind: cover.template ?? "plain",
      language: cover.language ?? on.language,
      ...(cover.html === undefined ? {} : { ownTemplate: cover.html }),
    },
    fields: {
      toNumber: to,
      fromNumber: from,
      fromName: cover.from_name ?? name,
      ...(cover.to_name === undefined ? {} : { toName: cover.to_name }),
      ...(cover.subject === undefined ? {} : { subject: cover.subject }),
      ...(cover.message === undefined ? {} : { message: cover.message }),
      at: on.now,
      timeZone: on.timeZone,
    },
  };
}

const languages: Record<Exclude<CoverLanguage, "en">, string> = {
  de: "AT CH DE LI",
  es: "AR BO CL CO CR CU DO EC ES GT HN MX NI PA PE PR PY SV UY VE",
  fr: "BE FR GP LU MC MQ RE",
};

/** The language that most people of a country (ISO 3166) read, of those that we have words in. */
function languageOf(country: string): CoverLanguage {
  for (const language of ["de", "es", "fr"] as const) {
    if (languages[language].split(" ").includes(country)) return language;
  }
  return "en";
}
