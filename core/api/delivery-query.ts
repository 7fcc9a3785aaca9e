import * as v from "valibot";
import { invalid } from "../errors.ts";
import { deliveryStatuses, readDeliveryId, type DeliveryStatus } from "../events/delivery.ts";
import { maxPageSize } from "./list-query.ts";
import { wholeNumber } from "./page-query.ts";

export type DeliveryQuery = { pageSize: number; after?: string; status?: DeliveryStatus };

/** `page[size]`, `page[after]` and `filter[status]` of an endpoint's deliveries. Throws a 422 `Problem`. */
export function readDeliveryQuery(query: URLSearchParams): DeliveryQuery {
  const after = query.get("page[after]");
  const status = query.get("filter[status]");
  if (after !== null && !readDeliveryId(after))
    throw notOurs("page[after]", "takes meta.next of an earlier answer");
  const known = deliveryStatuses.find((one) => one === status);
  if (status !== null && !known)
    throw notOurs("filter[status]", `must be one of ${deliveryStatuses.join(", ")}`);
  return {
    pageSize: wholeNumber(query, "page[size]", 20, maxPageSize),
    ...(after === null ? {} : { after }),
    ...(known ? { status: known } : {}),
  };
}

const notOurs = (parameter: string, why: string) =>
  invalid("10032", "Invalid value", `The '${parameter}' parameter ${why}.`, { parameter });

const time = v.pipe(
  v.string("10026|must be an ISO 8601 time"),
  v.check((text) => !Number.isNaN(Date.parse(text)), "10026|must be an ISO 8601 time"),
);

/** Body of `POST /v2/webhook_endpoints/{id}/actions/replay`. */
export const replayBody = v.object({
  since: time,
  until: v.optional(time),
  status: v.optional(v.picklist(deliveryStatuses, `10032|must be one of ${deliveryStatuses.join(", ")}`)),
  after: v.optional(
    v.pipe(
      v.string("10026|must be a string"),
      v.check((text) => readDeliveryId(text) !== undefined, "10032|takes next of an earlier answer"),
    ),
  ),
});
