import { Refusal, type ErrorCode } from "./refusal.ts";

export type PageMeta = {
  page_number: number;
  page_size: number;
  total_pages: number;
  total_results: number;
};
export type Page<T> = { items: T[]; meta: PageMeta };

/** Reads a filter's value, and may refuse it; answers which items meet it. */
export type Filter<T> = (value: string, parameter: string) => (item: T) => boolean;
export type Filters<T> = Record<string, Filter<T>>;

export type ListRules<T> = {
  filters: Filters<T>;
  /** What one may sort by; `-` before the word turns the order around. */
  sorts?: Record<string, (item: T) => string>;
  maxSize?: number;
};

const defaultPageSize = 20;
const usualMaxPageSize = 250;
const maxPageNumber = 1_000_000;

/**
 * One page of the items that meet every filter, in the order given unless the query sorts.
 * Throws a 422 `Refusal` that names the parameter for a filter, a sort or a page the list does not have.
 */
export function listPage<T>(items: T[], query: URLSearchParams, rules: ListRules<T>): Page<T> {
  const number = wholeNumber(query, "page[number]", 1, maxPageNumber);
  const size = wholeNumber(query, "page[size]", defaultPageSize, rules.maxSize ?? usualMaxPageSize);
  const asked = [...query].filter(([name]) => /^(filter|page|sort)(\[|$)/.test(name));
  let found = items;
  for (const [name, value] of asked) {
    if (name === "page[number]" || name === "page[size]") continue;
    if (name === "sort" && rules.sorts) {
      found = sorted(found, value, rules.sorts);
      continue;
    }
    const filter = rules.filters[name];
    if (!filter) throw parameterFault("10015", name, "is not supported");
    found = found.filter(filter(value, name));
  }
  return {
    items: found.slice((number - 1) * size, number * size),
    meta: {
      page_number: number,
      page_size: size,
      total_pages: Math.ceil(found.length / size),
      total_results: found.length,
    },
  };
}

function sorted<T>(items: T[], order: string, sorts: Record<string, (item: T) => string>): T[] {
  const word = order.replace(/^-/, "");
  const keyOf = Object.hasOwn(sorts, word) ? sorts[word] : undefined;
  if (!keyOf) throw parameterFault("10032", "sort", `must be one of ${Object.keys(sorts).join(", ")}`);
  const ascending = items.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0));
  return order.startsWith("-") ? ascending.reverse() : ascending;
}

/** Meets items whose text is the value. */
export const equals =
  <T>(of: (item: T) => string | null): Filter<T> =>
  (value) =>
  (item) =>
    of(item) === value;

/** As `equals`, for a field with few words; any other value is refused. */
export const oneOf =
  <T>(words: string[], of: (item: T) => string): Filter<T> =>
  (value, parameter) => {
    if (!words.includes(value)) throw parameterFault("10032", parameter, `must be ${words.join(" or ")}`);
    return (item) => of(item) === value;
  };

/** Meets items whose text holds the value, whatever the case. */
export const contains =
  <T>(minLength: number, of: (item: T) => string): Filter<T> =>
  (value, parameter) => {
    if (value.length < minLength) {
      throw parameterFault("10025", parameter, `needs at least ${minLength} characters`);
    }
    return (item) => of(item).toLowerCase().includes(value.toLowerCase());
  };

const comparisons = {
  gte: (time: number, limit: number) => time >= limit,
  gt: (time: number, limit: number) => time > limit,
  lte: (time: number, limit: number) => time <= limit,
  lt: (time: number, limit: number) => time < limit,
};

/** `filter[field][gte]` and its like; `timeOf` answers epoch milliseconds. */
export const timeFilters = <T>(
  field: string,
  operators: (keyof typeof comparisons)[],
  timeOf: (item: T) => number,
): Filters<T> =>
  Object.fromEntries(
    operators.map((operator) => [
      `filter[${field}][${operator}]`,
      (value: string, parameter: string) => {
        const limit = /^\d{4}-\d\d-\d\d/.test(value) ? Date.parse(value) : NaN;
        if (Number.isNaN(limit)) {
          throw parameterFault("10015", parameter, "must be an ISO 8601 date and time");
        }
        return (item: T) => comparisons[operator](timeOf(item), limit);
      },
    ]),
  );

/** A whole number of the query from 1 to `max`, or the fallback where it is not given. */
export function wholeNumber(query: URLSearchParams, name: string, fallback: number, max: number): number {
  const text = query.get(name);
  if (text === null) return fallback;
  if (!/^-?\d{1,9}$/.test(text)) throw parameterFault("10026", name, "must be a whole number");
  const number = Number(text);
  if (number < 1 || number > max) throw parameterFault("10033", name, `must be from 1 to ${max}`);
  return number;
}

export const parameterFault = (code: ErrorCode, parameter: string, what: string, status = 422): Refusal =>
  new Refusal(status, [{ code, detail: `The '${parameter}' parameter ${what}.`, source: { parameter } }]);
