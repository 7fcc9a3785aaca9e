import { FieldReader } from "../http/field-reader.ts";
import type { Answer, Exchange, Route } from "../http/incoming-http.ts";
import { equals, listPage, oneOf, parameterFault, type Filter, type ListRules } from "../http/list-page.ts";
import { notFound, Refusal } from "../http/refusal.ts";
import { readJson } from "../http/request-fields.ts";
import type { Account } from "./account.ts";
import { isoNow, type AccountDeps } from "./account-deps.ts";
import { numberStatuses, type PhoneNumber } from "./phone-number.ts";

const maxBytes = 64 * 1024;
const member = /^\/v2\/phone_numbers\/([^/]+)$/;

/** Part of the number, at least three digits; anything but digits finds nothing, as the carrier documents. */
const byDigits: Filter<PhoneNumber> = (value, parameter) => {
  if (value.length < 3) throw parameterFault("10025", parameter, "needs at least 3 digits");
  return (number) => /^\d+$/.test(value) && number.phone_number.includes(value);
};

const rules = (account: Account): ListRules<PhoneNumber> => ({
  filters: {
    "filter[phone_number]": byDigits,
    "filter[connection_id]": equals((number) => number.connection_id),
    "filter[country_iso_alpha2]": equals((number) => number.country_iso_alpha2),
    "filter[status]": oneOf([...numberStatuses], (number) => number.status),
  },
  sorts: {
    purchased_at: (number) => number.purchased_at,
    phone_number: (number) => number.phone_number,
    connection_name: (number) => wireNumber(account, number).connection_name ?? "",
  },
});

/** `/v2/phone_numbers`: what the account has; it is bought through `/v2/number_orders`. */
export const numberRoutes = (deps: AccountDeps): Route[] => [
  {
    method: "GET",
    path: /^\/v2\/phone_numbers\/?$/,
    maxBytes: 0,
    handle({ query }) {
      const { account } = deps.store;
      const { items, meta } = listPage([...account.numbers.values()], query, rules(account));
      return { status: 200, json: { data: items.map((number) => wireNumber(account, number)), meta } };
    },
  },
  {
    method: "GET",
    path: member,
    maxBytes: 0,
    handle: (exchange) => answer(deps, find(deps, exchange)),
  },
  { method: "PATCH", path: member, maxBytes, handle: (exchange) => update(deps, exchange) },
  {
    method: "DELETE",
    path: member,
    maxBytes,
    handle(exchange) {
      const number = find(deps, exchange);
      deps.store.account.numbers.delete(number.id);
      deps.store.changed();
      return answer(deps, { ...number, status: "deleted" });
    },
  },
];

/** The number with the name of its application. */
export const wireNumber = (account: Account, number: PhoneNumber) => ({
  ...number,
  connection_name:
    number.connection_id === null
      ? null
      : (account.applications.get(number.connection_id)?.application_name ?? null),
});

const answer = ({ store }: AccountDeps, number: PhoneNumber): Answer => ({
  status: 200,
  json: { data: wireNumber(store.account, number) },
});

function find({ store }: AccountDeps, { params: [id = ""] }: Exchange): PhoneNumber {
  const number = store.account.numbers.get(id);
  if (!number) throw notFound();
  return number;
}

function update(deps: AccountDeps, exchange: Exchange): Answer {
  const before = find(deps, exchange);
  const { account } = deps.store;
  const reader = new FieldReader(readJson(exchange), false);
  const connection = reader.text("connection_id", 64);
  if (connection !== undefined && !account.applications.has(connection)) {
    reader.fault("10017", "connection_id", "is no connection of this account");
  }
  const after: PhoneNumber = {
    ...before,
    connection_id: reader.changed("connection_id", before.connection_id, connection, null),
    customer_reference: reader.changed(
      "customer_reference",
      before.customer_reference,
      reader.text("customer_reference", 255),
      null,
    ),
    external_pin: reader.changed("external_pin", before.external_pin, reader.text("external_pin", 20), null),
    tags: reader.changed("tags", before.tags, reader.texts("tags"), []),
    updated_at: isoNow(deps),
  };
  if (reader.faults.length > 0) throw new Refusal(422, reader.faults);
  account.numbers.set(after.id, after);
  deps.store.changed();
  return answer(deps, after);
}
