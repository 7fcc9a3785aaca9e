import { invalid } from "../errors.ts";
import { maxPageSize } from "./list-query.ts";

/** Pages of lists whose length is known: any page may be asked for. */
export type PlainPage = { pageNumber: number; pageSize: number };

/** A broadcast's counts are read one broadcast at a time, so its pages are shorter. */
export const maxBroadcastPageSize = 50;
const maxPageNumber = 100_000;

/** `page[number]` and `page[size]`. Throws a 422 `Problem` that names what is wrong. */
export const readPlainPage = (query: URLSearchParams): PlainPage => ({
  pageNumber: wholeNumber(query, "page[number]", 1, maxPageNumber),
  pageSize: wholeNumber(query, "page[size]", 20, maxPageSize),
});

/** `page[size]` and `page[after]` of the list of broadcasts; `after` is the place that an earlier page ended at. */
export function readBroadcastPage(query: URLSearchParams): { pageSize: number; after: string | undefined } {
  const cursor = query.get("page[after]");
  return {
    pageSize: wholeNumber(query, "page[size]", 20, maxBroadcastPageSize),
    after: cursor === null ? undefined : readPlace(cursor),
  };
}

function readPlace(cursor: string): string {
  const place = Buffer.from(cursor, "base64url").toString("latin1");
  if (/^listed#\d{4}-\d\d-\d\dT[\d:.]{12}Z#brd_[0-9a-f]{16}$/.test(place)) return place;
  throw invalid("10032", "Invalid value", "page[after] takes meta.next of an earlier answer.", {
    parameter: "page[after]",
  });
}

/** A parameter that is a whole number from 1 to `most`. Throws a 422 `Problem`. */
export function wholeNumber(query: URLSearchParams, name: string, usual: number, most: number): number {
  const text = query.get(name);
  if (text === null) return usual;
  const value = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (value >= 1 && value <= most) return value;
  throw invalid("10033", "Value out of range", `${name} must be a whole number from 1 to ${most}.`, {
    parameter: name,
  });
}
