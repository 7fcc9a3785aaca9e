/** A broadcast's list as it is kept: numbers in lines of one length, and the rows that make no fax. */

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
