import type { ListRow, Rejection, RejectionCode } from "./broadcast-list.ts";
import { isPremiumRate } from "./fax-number.ts";
import { readNumber } from "./numbering-plan.ts";

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
