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

/** What a fax of so many pages, whose call takes so many seconds, is likely to cost; one call, delivered. */
export function priceOf(rates: Rates, country: string, pages: number, seconds: number): Price {
  const { perPage = rates.perPage, perMinute = rates.perMinute } = rates.byCountry[country] ?? {};
  const billed = Math.ceil(seconds / rates.billedSeconds) * rates.billedSeconds;
  return { amount: (pages * perPage + (billed / 60) * perMinute).toFixed(4), currency: rates.currency };
}
