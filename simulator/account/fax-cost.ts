import { hasEnded, type CarrierFax } from "../fax/carrier-fax.ts";

/** List prices in US dollars; the carrier's documents leave open what of a failed call is billed. */
const pagePrice = 0.007;
const minutePrice = { outbound: 0.005, inbound: 0.0032 };

/** What a fax that has ended costs: its pages if they arrived, and its call by the second either way. */
export function faxCost(fax: CarrierFax): number {
  if (!hasEnded(fax)) return 0;
  const pages = fax.status === "failed" ? 0 : (fax.pages ?? 0);
  return pages * pagePrice + ((fax.callSeconds ?? 0) / 60) * minutePrice[fax.direction];
}

/** The price of a minute, as a detail record shows it. */
export const rateOf = (fax: CarrierFax): string => minutePrice[fax.direction].toFixed(4);
