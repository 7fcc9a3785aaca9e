import { isPremiumRate } from "./fax-number.ts";
import { readNumber } from "./numbering-plan.ts";

/** A broadcast has at most so many numbers, and an uploaded list at most this size. */
export const maxNumbers = 100_000;
export const maxListBytes = 10 * 1024 * 1024;

/** One row of a list as it was written; `row` from 1, as a spreadsheet counts. */
export type ListRow = { row: number; value: string };

/** Why a row makes no fax. */
export const rejectionCodes = [
  "number_missing",
  "number_not_understood",
  "country_not_allowed",
  "number_not_allowed",
] as const;
export type RejectionCode = (typeof rejectionCodes)[number];
export type Rejection = ListRow & { why: RejectionCode };

const sentences: Record<RejectionCode, string> = {
  number_missing: "The row has no fax number.",
  number_not_understood:
    "This is not a fax number: write it as +13125550148, or as people of the installation's country write it.",
  country_not_allowed: "The settings do not allow faxes to this number's country.",
  number_not_allowed: "Premium-rate numbers are never called.",
};
export const explainRejection = (code: RejectionCode): string => sentences[code];

export type NumberRules = { country: string; allowedCountries: string[] };
export type CleanList = { rows: number; numbers: string[]; rejections: Rejection[]; duplicates: number };

/** A rejected value is kept this long: enough to find the row again. */
const maxKeptValue = 60;
/** Numbers as people write them, with the dashes and spaces that word processors put in. */
const written = /^\+?[\d().\-/ \u00a0\u2009\u202f\u2010-\u2015]{4,40}$/;
const oddSpaces = /[\u00a0\u2009\u202f]/g;
const oddDashes = /[\u2010-\u2015]/g;

/** Makes of rows the numbers to call, each once, and says of every other row why it makes no fax. */
export function cleanNumbers(rows: Iterable<ListRow>, rules: NumberRules): CleanList {
  const seen = new Set<string>();
  const list: CleanList = { rows: 0, numbers: [], rejections: [], duplicates: 0 };
  for (const { row, value } of rows) {
    list.rows++;
    const read = readRow(value, rules);
    if ("why" in read) {
      list.rejections.push({ row, value: value.trim().slice(0, maxKeptValue), why: read.why });
    } else if (seen.has(read.number)) {
      list.duplicates++;
    } else {
      seen.add(read.number);
      list.numbers.push(read.number);
    }
  }
  return list;
}

function readRow(value: string, rules: NumberRules): { number: string } | { why: RejectionCode } {
  const text = value.trim();
  if (text === "") return { why: "number_missing" };
  if (!written.test(text)) return { why: "number_not_understood" };
  const plain = text.replace(oddSpaces, " ").replace(oddDashes, "-");
  const read = readNumber(plain, rules.country);
  if (!read) return { why: "number_not_understood" };
  if (!read.country || !rules.allowedCountries.includes(read.country)) return { why: "country_not_allowed" };
  return isPremiumRate(read.number) ? { why: "number_not_allowed" } : { number: read.number };
}

/** Each number takes a line of this many bytes, so that any part of the list can be read by its place. */
export const lineBytes = 17;

export const writeNumbers = (numbers: string[]): Uint8Array =>
  Buffer.from(numbers.map((number) => `${number.padEnd(lineBytes - 1)}\n`).join(""), "latin1");

export const readNumbers = (bytes: Uint8Array): string[] =>
  Buffer.from(bytes)
    .toString("latin1")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

/** The HTTP range of `count` lines from `place` (from 0). */
export const rangeOfLines = (place: number, count: number): string =>
  `bytes=${place * lineBytes}-${(place + count) * lineBytes - 1}`;

export const writeRejections = (rejections: Rejection[]): Uint8Array =>
  Buffer.from(rejections.map((rejection) => `${JSON.stringify(rejection)}\n`).join(""));

/** The rejections of one page; `pageNumber` from 1. */
export const readRejections = (bytes: Uint8Array, pageNumber: number, pageSize: number): Rejection[] =>
  Buffer.from(bytes)
    .toString("utf8")
    .split("\n")
    .slice((pageNumber - 1) * pageSize, pageNumber * pageSize)
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Rejection);
