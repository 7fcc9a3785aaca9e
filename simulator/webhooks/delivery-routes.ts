import type { Route } from "../http/incoming-http.ts";
import { contains, listPage, oneOf, timeFilters, type ListRules } from "../http/list-page.ts";
import { notFound } from "../http/refusal.ts";
import type { Store } from "../store.ts";
import type { WebhookDelivery } from "./delivery-log.ts";

const rules: ListRules<WebhookDelivery> = {
  filters: {
    "filter[status][eq]": oneOf(["delivered", "failed"], (delivery) => delivery.status),
    "filter[event_type]": (value) => {
      const types = value.split(",");
      return ({ webhook }) => types.includes(webhook.event_type);
    },
    "filter[webhook][contains]": contains(1, ({ webhook }) => JSON.stringify(webhook)),
    "filter[attempts][contains]": contains(1, ({ attempts }) => JSON.stringify(attempts)),
    ...timeFilters("started_at", ["gte", "lte"], ({ started_at }) => Date.parse(started_at)),
    ...timeFilters("finished_at", ["gte", "lte"], ({ finished_at }) => Date.parse(finished_at)),
  },
};

/** `/v2/webhook_deliveries`: every delivery that was tried, newest first. */
export const deliveryRoutes = ({ store }: { store: Store }): Route[] => [
  {
    method: "GET",
    path: /^\/v2\/webhook_deliveries\/?$/,
    maxBytes: 0,
    handle({ query }) {
      const { items, meta } = listPage([...store.deliveries.values()].reverse(), query, rules);
      return { status: 200, json: { data: items, meta } };
    },
  },
  {
    method: "GET",
    path: /^\/v2\/webhook_deliveries\/([^/]+)$/,
    maxBytes: 0,
    handle({ params: [id = ""] }) {
      const delivery = store.deliveries.get(id);
      if (!delivery) throw notFound();
      return { status: 200, json: { data: delivery } };
    },
  },
];
