import * as v from "valibot";

const amount = v.pipe(v.number(), v.minValue(0), v.maxValue(100));
const rate = v.strictObject({ perPage: v.optional(amount), perMinute: v.optional(amount) });

/** The settings' `rates`: what the carrier charges for a page and a minute, where it differs by country (ISO 3166). */
export const ratesBody = v.strictObject({
  currency: v.optional(
    v.pipe(v.string(), v.regex(/^[A-Z]{3}$/, "must be an ISO 4217 code such as USD")),
    "USD",
  ),
  perPage: amount,
  perMinute: amount,
  /** Calls are charged by so many seconds, the last of them in full. */
  billedSeconds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(60)), 60),
  byCountry: v.optional(
    v.record(v.pipe(v.string(), v.regex(/^[A-Z]{2}$/, "must be an ISO 3166 code such as GB")), rate),
    {},
  ),
});
export type Rates = v.InferOutput<typeof ratesBody>;

/** An amount of money as a decimal text, to a hundredth of a cent. */
export type Price = { amount: string; currency: string };

/** What a fax is likely to be: its pages, a cover among them, and what one call costs, where the rates are known. */
export type FaxEstimate = { pages: number; price?: Price };

/**
 * What a fax is likely to cost whose pages take so many seconds each and whose call takes so many in all: one call,
 * delivered; and what each page adds to that. `country`: ISO 3166.
 */
export function pricesOf(
  rates: Rates,
  country: string,
  pageSeconds: number[],
  callSeconds: number,
): { whole: Price; pages: Price[] } {
  const { currency, billedSeconds } = rates;
  const { perPage = rates.perPage, perMinute = rates.perMinute } = rates.byCountry[country] ?? {};
  const price = (pages: number, seconds: number): Price => ({
    amount: (pages * perPage + (seconds / 60) * perMinute).toFixed(4),
    currency,
  });
  return {
    whole: price(pageSeconds.length, Math.ceil(callSeconds / billedSeconds) * billedSeconds),
    pages: pageSeconds.map((seconds) => price(1, seconds)),
  };
}
