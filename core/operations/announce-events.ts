import { newDelivery, type Delivery } from "../events/delivery.ts";
import { wants, type Endpoint } from "../events/endpoint.ts";
import { telnyxBody } from "../events/event-body.ts";
import { eventsOf, type FaxEvent } from "../events/fax-events.ts";
import { ownEndpointId } from "../events/own-endpoint.ts";
import type { Fax } from "../fax.ts";
import type { TableChange } from "../relay.ts";

export type AnnounceDeps = {
  now: () => number;
  listEndpoints: () => Promise<Endpoint[]>;
  /** Writes a delivery that is not there yet; one that is there is left as it is. */
  putDelivery: (delivery: Delivery) => Promise<unknown>;
};

const atOnce = 10;

/**
 * Writes down, for every endpoint, each event it is to hear of: from then on it is told by whoever reads what was
 * written. Read twice, the same changes make the same deliveries.
 */
export async function announceEvents(deps: AnnounceDeps, changes: TableChange[]): Promise<void> {
  const events = changes.flatMap((change) =>
    change.item === "fax"
      ? eventsOf(change.before, change.after).map((event) => ({ event, own: hasOwn(change.after) }))
      : [],
  );
  if (events.length === 0) return;
  const endpoints = await deps.listEndpoints();
  const now = deps.now();
  const deliveries = events.flatMap(({ event, own }) =>
    [
      ...hearersAmong(endpoints, event),
      ...(own && carrierHasWordFor(event) ? [ownEndpointId(event.faxId)] : []),
    ].map((id) => newDelivery(id, event, now)),
  );
  for (let start = 0; start < deliveries.length; start += atOnce) {
    await Promise.all(deliveries.slice(start, start + atOnce).map((one) => deps.putDelivery(one)));
  }
}

const hasOwn = (fax: Fax | undefined): boolean =>
  fax?.direction === "outbound" && fax.hearers?.includes("url") === true;

const hearersAmong = (endpoints: Endpoint[], event: FaxEvent): string[] =>
  endpoints
    .filter((endpoint) => wants(endpoint, event.type))
    .filter(({ format }) => format === "standard" || carrierHasWordFor(event))
    .map(({ id }) => id);

const carrierHasWordFor = (event: FaxEvent): boolean =>
  telnyxBody(event, { clientState: "", webhookUrl: "" }, { attempt: 1, deliveredTo: "" }) !== undefined;
