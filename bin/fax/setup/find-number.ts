import { RequestError } from "../failures.ts";
import { fieldsOf, listOf, text, type Fields } from "../fields.ts";
import type { HttpClient } from "../http-client.ts";
import type { Offer } from "./plan.ts";

/**
 * A number that can take faxes and can be ordered now: the wanted one if the carrier has it, else any of the country
 * and area. Throws where there is none.
 */
export async function findNumber(
  carrier: HttpClient,
  wish: { country: string; areaCode: string | undefined; wanted: string },
): Promise<Offer> {
  const common = { "filter[features]": "fax", "filter[country_code]": wish.country };
  const exact =
    wish.wanted === "" || wish.areaCode
      ? []
      : await search(carrier, { ...common, "filter[phone_number][contains]": wish.wanted.slice(1) });
  const wanted = exact.find(({ number }) => number === wish.wanted);
  if (wanted) return wanted;
  const area = wish.areaCode ? { "filter[national_destination_code]": wish.areaCode } : {};
  const [any] = await search(carrier, { ...common, ...area });
  if (any) return any;
  throw new RequestError(
    `The carrier offers no fax number in ${wish.areaCode ? `the area ${wish.areaCode} of ` : ""}${wish.country} now; try another --area-code.`,
  );
}

async function search(carrier: HttpClient, filters: Record<string, string>): Promise<Offer[]> {
  const query = new URLSearchParams({ ...filters, "filter[limit]": "10" });
  const answer = await carrier({
    method: "GET",
    path: `/available_phone_numbers?${query}`,
    isRepeatable: true,
  });
  return listOf(answer["data"])
    .map(offerOf)
    .filter(({ number }) => number !== "");
}

function offerOf(entry: Fields): Offer {
  const cost = fieldsOf(entry["cost_information"]);
  return {
    number: text(entry, "phone_number"),
    monthlyCost: text(cost, "monthly_cost"),
    upfrontCost: text(cost, "upfront_cost"),
  };
}
