import type { CarrierFax } from "./carrier-fax.ts";
import type { Flavour } from "./options.ts";
import { Refusal, type ErrorCode } from "./refusal.ts";

export type FaxPage = {
  faxes: CarrierFax[];
  meta: { page_number: number; page_size: number; total_pages: number; total_results: number };
};

const defaultPageSize = 20;
const maxPageSize = 250;
const maxPageNumber = 1_000_000;

type Filter = (fax: CarrierFax, value: string, parameter: string) => boolean;

/** Faxes are created on whole seconds, as the wire shows them. */
const secondOf = (fax: CarrierFax): number => Math.floor(fax.createdAt / 1000) * 1000;

const filters: Record<string, Filter> = {
  "filter[created_at][gte]": (fax, value, name) => secondOf(fax) >= timeOf(value, name),
  "filter[created_at][gt]": (fax, value, name) => secondOf(fax) > timeOf(value, name),
  "filter[created_at][lte]": (fax, value, name) => secondOf(fax) <= timeOf(value, name),
  "filter[created_at][lt]": (fax, value, name) => secondOf(fax) < timeOf(value, name),
  "filter[direction][eq]": (fax, value) => fax.direction === value,
  "filter[from][eq]": (fax, value) => fax.from === value,
  "filter[to][eq]": (fax, value) => fax.to === value,
};

/** One page of the faxes that meet every filter. Throws a 422 `Refusal` for a filter the carrier does not have. */
export function listFaxes(
  faxes: Iterable<CarrierFax>,
  query: URLSearchParams,
  order: Flavour["listOrder"],
): FaxPage {
  const number = wholeNumber(query, "page[number]", 1, maxPageNumber);
  const size = wholeNumber(query, "page[size]", defaultPageSize, maxPageSize);
  const asked = [...query].filter(([name]) => /^(filter|page|sort)(\[|$)/.test(name));
  for (const [name, value] of asked) {
    if (name === "page[number]" || name === "page[size]") continue;
    if (!filters[name]) throw parameterFault("10015", name, "is not supported");
    if (name.startsWith("filter[created_at]")) timeOf(value, name);
    if (name === "filter[direction][eq]" && value !== "inbound" && value !== "outbound") {
      throw parameterFault("10032", name, "must be inbound or outbound");
    }
  }
  const found = [...faxes].filter(
    (fax) => !fax.isDeleted && asked.every(([name, value]) => filters[name]?.(fax, value, name) ?? true),
  );
  if (order === "newest_first") found.reverse();
  return {
    faxes: found.slice((number - 1) * size, number * size),
    meta: {
      page_number: number,
      page_size: size,
      total_pages: Math.ceil(found.length / size),
      total_results: found.length,
    },
  };
}

function timeOf(value: string, parameter: string): number {
  const time = /^\d{4}-\d\d-\d\d/.test(value) ? Date.parse(value) : NaN;
  if (Number.isNaN(time)) throw parameterFault("10015", parameter, "must be an ISO 8601 date and time");
  return time;
}

function wholeNumber(query: URLSearchParams, name: string, fallback: number, max: number): number {
  const text = query.get(name);
  if (text === null) return fallback;
  if (!/^-?\d{1,9}$/.test(text)) throw parameterFault("10026", name, "must be a whole number");
  const number = Number(text);
  if (number < 1 || number > max) throw parameterFault("10033", name, `must be from 1 to ${max}`);
  return number;
}

const parameterFault = (code: ErrorCode, parameter: string, what: string): Refusal =>
  new Refusal(422, [{ code, detail: `The '${parameter}' parameter ${what}.`, source: { parameter } }]);
