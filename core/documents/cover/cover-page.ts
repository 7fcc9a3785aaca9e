import type { FormField } from "../engines.ts";
import { breakable, type Picture } from "../flow/blocks.ts";
import { coverTemplate } from "./cover-template.ts";
import type { CoverKind, CoverLanguage } from "./cover-kinds.ts";
import { coverWords } from "./cover-words.ts";

/** What a cover page says; everything but the numbers may be missing. */
export type CoverFields = {
  toName?: string;
  toNumber: string;
  fromName?: string;
  fromNumber: string;
  subject?: string;
  message?: string;
  /** All pages of the fax, the cover among them. */
  pages: number;
  /** Epoch ms and IANA time zone. */
  at: number;
  timeZone: string;
  logo?: Picture;
};

export type Cover = {
  kind: CoverKind;
  language: CoverLanguage;
  /** The user's own page, in place of a built-in one: HTML with `{{to}}`, `{{subject}}` and so on, */
  ownTemplate?: string;
  /** or a PDF form with fields of these names. */
  ownForm?: { bytes: Uint8Array; fields: FormField[] };
};

/** The day as a reader of the language writes it: 24 November 2026. The same pages an hour later are the same. */
export const coverDate = ({ at, timeZone }: CoverFields, language: CoverLanguage): string =>
  new Intl.DateTimeFormat(language === "en" ? "en-US" : language, {
    timeZone,
    year: "numeric",
    month: "long",
    day: "numeric",
  }).format(at);

/** Program and data of a built-in cover page, for the typesetter; it adds paper and fonts. */
export function coverJob(cover: Cover, fields: CoverFields): { program: string; data: object; text: string } {
  const words = coverWords[cover.language];
  const rows: [string, string[]][] = [
    [words.to, lines(fields.toName, fields.toNumber)],
    [words.from, lines(fields.fromName, fields.fromNumber)],
    [words.date, [coverDate(fields, cover.language)]],
    [words.pages, [String(fields.pages)]],
    ...(fields.subject ? [[words.subject, lines(fields.subject)] satisfies [string, string[]]] : []),
  ];
  const message = (fields.message ?? "").replace(/\r\n?/g, "\n").trim();
  const data = {
    words,
    language: cover.language,
    rows,
    message: message === "" ? [] : message.split(/\n{2,}/).map((part) => part.split("\n").map(breakable)),
    logo: fields.logo !== undefined,
    banner: { plain: "", confidential: words.confidential, urgent: words.urgent }[cover.kind],
    notice: cover.kind === "confidential" ? words.notice : "",
  };
  return { program: coverTemplate, data, text: JSON.stringify(rows) + message };
}

const lines = (...values: (string | undefined)[]): string[] =>
  values.filter((value) => value !== undefined && value !== "").map((value) => breakable(value ?? ""));

/** What a page of the user's own has places for, by name. */
export const coverValues = (fields: CoverFields, language: CoverLanguage): Record<string, string> => ({
  to: lines(fields.toName, fields.toNumber).join(" "),
  to_name: fields.toName ?? "",
  to_number: fields.toNumber,
  from: lines(fields.fromName, fields.fromNumber).join(" "),
  from_name: fields.fromName ?? "",
  from_number: fields.fromNumber,
  subject: fields.subject ?? "",
  message: (fields.message ?? "").replace(/\r\n?/g, "\n"),
  pages: String(fields.pages),
  date: coverDate(fields, language),
});

/** Fills the user's own template; what is filled in is text, never markup. Unknown names stay empty. */
export function fillOwnTemplate(template: string, fields: CoverFields, language: CoverLanguage): string {
  const values = coverValues(fields, language);
  const logo = fields.logo
    ? `<img src="data:image/${fields.logo.format};base64,${Buffer.from(fields.logo.bytes).toString("base64")}">`
    : "";
  return template.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) =>
    name === "logo" ? logo : escaped(values[name] ?? "").replace(/\r\n?|\n/g, "<br>"),
  );
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
