import { hasEnded, type CarrierFax } from "../fax/carrier-fax.ts";
import type { Answer, Route } from "../http/incoming-http.ts";
import { equals, listPage, oneOf, parameterFault, timeFilters, type ListRules } from "../http/list-page.ts";
import { userId } from "../webhooks/wire-event.ts";
import type { AccountDeps } from "./account-deps.ts";
import { faxCost, rateOf } from "./fax-cost.ts";
import { numberPrice } from "./order-routes.ts";

/** US dollars on a new account. */
const openingBalance = 100;
const maxPageSize = 50;

/** `/v2/balance` and `/v2/detail_records`: what the faxes cost. */
export const billingRoutes = (deps: AccountDeps): Route[] => [
  { method: "GET", path: /^\/v2\/balance\/?$/, maxBytes: 0, handle: () => balance(deps) },
  {
    method: "GET",
    path: /^\/v2\/detail_records\/?$/,
    maxBytes: 0,
    handle: ({ query }) => detailRecords(deps, query),
  },
];

function balance({ store }: AccountDeps): Answer {
  const faxes = [...store.faxes.values()].reduce((sum, fax) => sum + faxCost(fax), 0);
  const orders = [...store.account.orders.values()];
  const numbers = orders.reduce((sum, order) => sum + order.phone_numbers_count * Number(numberPrice), 0);
  const left = (openingBalance - faxes - numbers).toFixed(2);
  const data = {
    record_type: "balance",
    balance: left,
    credit_limit: "0.00",
    available_credit: left,
    pending: "0.00",
    currency: "USD",
  };
  return { status: 200, json: { data } };
}

/** The carrier's record types; this account has records of faxes only. */
const recordTypes =
  `ai-voice-assistant amd call-control conference conference-participant embedding fax inference
  inference-speech-to-text media_storage media-streaming messaging noise-suppression recording sip-trunking
  siprec-client stt tts verify webrtc wireless`.split(/\s+/);

const rules = (now: number): ListRules<CarrierFax> => ({
  filters: {
    "filter[record_type]": oneOf(recordTypes, () => "fax"),
    "filter[date_range]": (value, parameter) => within(value, parameter, now),
    "filter[direction]": oneOf(["inbound", "outbound"], (fax) => fax.direction),
    "filter[status]": equals((fax) => fax.status),
    "filter[id]": equals((fax) => fax.id),
    "filter[connection_id]": equals((fax) => fax.connectionId),
    "filter[cli]": equals((fax) => fax.from),
    "filter[cld]": equals((fax) => fax.to),
    ...timeFilters<CarrierFax>("created_at", ["gte", "gt", "lte", "lt"], (fax) => fax.createdAt),
  },
  sorts: { created_at: (fax) => new Date(fax.createdAt).toISOString() },
  maxSize: maxPageSize,
});

const dayMs = 24 * 3_600_000;

/** `today`, `yesterday` or `last_N_days`, in UTC. */
function within(value: string, parameter: string, now: number): (fax: CarrierFax) => boolean {
  const days = /^last_(\d{1,3})_days$/.exec(value)?.[1];
  const today = Math.floor(now / dayMs) * dayMs;
  if (value === "today") return (fax) => fax.createdAt >= today;
  if (value === "yesterday") return (fax) => fax.createdAt >= today - dayMs && fax.createdAt < today;
  if (days !== undefined) return (fax) => fax.createdAt >= today - Number(days) * dayMs;
  throw parameterFault("10015", parameter, "must be today, yesterday or last_N_days", 400);
}

function detailRecords({ clock, store }: AccountDeps, query: URLSearchParams): Answer {
  const known = rules(clock.now().getTime());
  if (!query.has("filter[record_type]")) {
    throw parameterFault("10004", "filter[record_type]", "is required", 400);
  }
  const unknown = [...query.keys()].find((name) => name.startsWith("filter[") && !known.filters[name]);
  if (unknown !== undefined) throw parameterFault("10015", unknown, "is no field of these records", 400);
  const ended = [...store.faxes.values()].filter((fax) => hasEnded(fax)).reverse();
  const { items, meta } = listPage(ended, query, known);
  const startOf = new Map(store.calls.map((call) => [call.faxId, call.startedAt]));
  const data = items.map((fax) => record(fax, startOf.get(fax.id) ?? fax.createdAt));
  return { status: 200, json: { data, meta } };
}

const record = (fax: CarrierFax, startedAt: number) => ({
  record_type: "fax",
  id: fax.id,
  direction: fax.direction,
  status: fax.status,
  cli: fax.from,
  cld: fax.to,
  connection_id: fax.connectionId,
  page_count: fax.status === "failed" ? 0 : (fax.pages ?? 0),
  call_sec: fax.callSeconds ?? 0,
  rate: rateOf(fax),
  cost: faxCost(fax).toFixed(4),
  currency: "USD",
  created_at: new Date(fax.createdAt).toISOString(),
  started_at: new Date(startedAt).toISOString(),
  finished_at: new Date(fax.updatedAt).toISOString(),
  user_id: userId,
});
