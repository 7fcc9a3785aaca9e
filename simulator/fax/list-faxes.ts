import { equals, listPage, oneOf, timeFilters, type ListRules, type Page } from "../http/list-page.ts";
import type { Flavour } from "../options.ts";
import type { CarrierFax } from "./carrier-fax.ts";

/** Faxes are created on whole seconds, as the wire shows them. */
const secondOf = (fax: CarrierFax): number => Math.floor(fax.createdAt / 1000) * 1000;

const rules: ListRules<CarrierFax> = {
  filters: {
    ...timeFilters("created_at", ["gte", "gt", "lte", "lt"], secondOf),
    "filter[direction][eq]": oneOf(["inbound", "outbound"], (fax) => fax.direction),
    "filter[from][eq]": equals((fax) => fax.from),
    "filter[to][eq]": equals((fax) => fax.to),
  },
};

/** One page of the faxes that meet every filter. Throws a 422 `Refusal` for a filter the carrier does not have. */
export function listFaxes(
  faxes: CarrierFax[],
  query: URLSearchParams,
  order: Flavour["listOrder"],
): Page<CarrierFax> {
  return listPage(order === "newest_first" ? faxes.toReversed() : faxes, query, rules);
}
