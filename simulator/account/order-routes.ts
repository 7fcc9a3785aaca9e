import { FieldReader } from "../http/field-reader.ts";
import type { Answer, Exchange, Route } from "../http/incoming-http.ts";
import { parameterFault, wholeNumber } from "../http/list-page.ts";
import { notFound, Refusal } from "../http/refusal.ts";
import { readJson } from "../http/request-fields.ts";
import { findNumber } from "./account.ts";
import { isoNow, type AccountDeps } from "./account-deps.ts";
import { inventory, type AvailableNumber } from "./inventory.ts";
import { newOrder } from "./number-order.ts";
import { newPhoneNumber } from "./phone-number.ts";

const maxBytes = 64 * 1024;
const maxResults = 250;
/** US dollars. */
export const numberPrice = "1.00";

/** `/v2/available_phone_numbers` and `/v2/number_orders`. */
export const orderRoutes = (deps: AccountDeps): Route[] => [
  {
    method: "GET",
    path: /^\/v2\/available_phone_numbers\/?$/,
    maxBytes: 0,
    handle: ({ query }) => search(deps, query),
  },
  { method: "POST", path: /^\/v2\/number_orders\/?$/, maxBytes, handle: (exchange) => order(deps, exchange) },
  {
    method: "GET",
    path: /^\/v2\/number_orders\/([^/]+)$/,
    maxBytes: 0,
    handle({ params: [id = ""] }) {
      const found = deps.store.account.orders.get(id);
      if (!found) throw notFound();
      return { status: 200, json: { data: found } };
    },
  },
];

const available = ({ store, connection }: AccountDeps): AvailableNumber[] =>
  inventory(connection.from).filter(({ phoneNumber }) => !findNumber(store.account, phoneNumber));

function search(deps: AccountDeps, query: URLSearchParams): Answer {
  const limit = wholeNumber(query, "filter[limit]", maxResults, maxResults);
  const asked = [...query].filter(([name]) => name.startsWith("filter["));
  const found = asked.reduce(
    (numbers, [name, value]) => numbers.filter(filterFor(name, value)),
    available(deps),
  );
  const data = found.slice(0, limit).map(wire);
  const meta = { total_results: found.length, best_effort_results: 0 };
  return { status: 200, json: { data, meta, metadata: meta } };
}

/** A list of features comes as `fax,voice`, or as `filter[features][]` once for each. */
function filterFor(name: string, value: string): (number: AvailableNumber) => boolean {
  switch (name) {
    case "filter[limit]":
      return () => true;
    case "filter[features]":
    case "filter[features][]":
      return ({ features }) => value.split(",").every((feature) => features.includes(feature));
    case "filter[country_code]":
      return ({ country }) => country === value;
    case "filter[national_destination_code]":
      return ({ areaCode }) => areaCode === value;
    case "filter[phone_number_type]":
      return () => value === "local";
    case "filter[phone_number][contains]":
      return ({ phoneNumber }) => phoneNumber.includes(value);
    default:
      throw parameterFault("10015", name, "is not supported");
  }
}

const wire = ({ phoneNumber, country, areaCode, features }: AvailableNumber) => ({
  record_type: "available_phone_number",
  phone_number: phoneNumber,
  vanity_format: "",
  best_effort: false,
  quickship: true,
  reservable: true,
  features: features.map((name) => ({ name })),
  region_information: [
    { region_type: "country_code", region_name: country },
    { region_type: "rate_center", region_name: areaCode },
  ],
  cost_information: { upfront_cost: numberPrice, monthly_cost: numberPrice, currency: "USD" },
});

function order(deps: AccountDeps, exchange: Exchange): Answer {
  const { account } = deps.store;
  const reader = new FieldReader(readJson(exchange), false);
  const connection = reader.text("connection_id", 64);
  if (connection !== undefined && !account.applications.has(connection)) {
    reader.fault("10017", "connection_id", "is no connection of this account");
  }
  const reference = reader.text("customer_reference", 255);
  const forSale = new Set(available(deps).map(({ phoneNumber }) => phoneNumber));
  const wanted = reader.parts("phone_numbers").map((part) => {
    const number = part.required("phone_number");
    // A number of the list is sold once: the second mention finds it gone.
    if (number !== undefined && !forSale.delete(number)) {
      part.fault("10015", "phone_number", "is not available");
    }
    return number ?? "";
  });
  if (wanted.length === 0) reader.fault("10004", "phone_numbers", "is required and cannot be blank");
  if (reader.faults.length > 0) throw new Refusal(422, reader.faults);
  const now = isoNow(deps);
  const numbers = wanted.map((number) => newPhoneNumber(number, connection ?? null, "number_order", now));
  for (const number of numbers) account.numbers.set(number.id, number);
  const filled = newOrder(
    numbers,
    {
      ...(connection === undefined ? {} : { connection_id: connection }),
      ...(reference === undefined ? {} : { customer_reference: reference }),
    },
    now,
  );
  account.orders.set(filled.id, filled);
  deps.store.changed();
  return { status: 200, json: { data: filled } };
}
