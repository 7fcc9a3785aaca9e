import * as v from "valibot";
import { expect, it } from "vitest";
import { pricesOf, ratesBody } from "../../core/rates.ts";

const rates = v.parse(ratesBody, {
  perPage: 0.007,
  perMinute: 0.005,
  byCountry: { GB: { perMinute: 0.02 }, MX: { perPage: 0 } },
});

it.each([
  ["a page within a minute", "US", 1, 26.4, "0.0120"],
  ["the minute that is begun, in full", "US", 3, 60.1, "0.0310"],
  ["a country with other minutes", "GB", 1, 60, "0.0270"],
  ["a country whose pages are free", "MX", 9, 60, "0.0050"],
])("a call is charged by pages and minutes: %s", (_what, country, pages, seconds, amount) => {
  const pageSeconds = Array.from({ length: pages }, () => 10);
  expect(pricesOf(rates, country, pageSeconds, seconds).whole).toEqual({ amount, currency: "USD" });
});

it("or by shorter spans", () => {
  expect(pricesOf({ ...rates, billedSeconds: 6 }, "US", [], 61).whole.amount).toBe("0.0055");
});

it("a page adds its own charge and its seconds", () => {
  expect(pricesOf(rates, "US", [12, 120], 146).pages.map(({ amount }) => amount)).toEqual([
    "0.0080",
    "0.0170",
  ]);
});
