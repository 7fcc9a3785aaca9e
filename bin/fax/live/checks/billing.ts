import { text, type Fields } from "../../fields.ts";
import { listOf } from "../../fields.ts";
import { nothing, type LiveCheck, type LiveResult } from "../live-check.ts";

export const billingCheck: LiveCheck = {
  name: "billing",
  question: "What does a failed attempt cost?",
  assumes: "Its minutes, and no page fee.",
  sends: nothing,
  run: async ({ carrier }) => {
    const query = new URLSearchParams({ "filter[record_type]": "fax", "page[size]": "50" });
    const path = `/detail_records?${query}`;
    return judgeBilling(listOf((await carrier({ method: "GET", path, isRepeatable: true }))["data"]));
  },
};

/** List price of one page, US dollars. */
const pageFee = 0.007;

export function judgeBilling(records: Fields[]): LiveResult {
  const failed = records.filter((record) => !["delivered", "received", ""].includes(text(record, "status")));
  if (failed.length === 0) {
    return {
      found: "No failed fax is on record yet; records come some minutes late: run this again later.",
      verdict: "open",
    };
  }
  const costs = failed.map((record) => Number(text(record, "cost")) || 0);
  const billed = costs.filter((cost) => cost > 0);
  const highest = Math.max(0, ...costs);
  return {
    found: `${billed.length} of ${failed.length} failed faxes were billed, $${highest.toFixed(4)} at most.`,
    verdict: highest >= pageFee ? "differs" : "as assumed",
  };
}
