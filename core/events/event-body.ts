import type { EventType, FaxEvent } from "./fax-events.ts";

/** What is known of a fax only from its request. */
export type OwnFacts = { clientState: string; webhookUrl: string };

/** An event as Standard Webhooks would have it: `type`, `timestamp`, `data`. */
export const standardBody = (event: FaxEvent, own: OwnFacts) => ({
  ...envelopeOf(event),
  data: { ...event.fax, client_state: own.clientState, webhook_url: own.webhookUrl },
});

/** The same without some fields of the fax, for who cannot know them or take them. */
export const bodyWithout = (event: FaxEvent, fields: readonly string[]) => ({
  ...envelopeOf(event),
  data: Object.fromEntries(Object.entries(event.fax).filter(([name]) => !fields.includes(name))),
});

const envelopeOf = (event: FaxEvent) => ({
  type: event.type,
  timestamp: iso(event.at),
  id: event.id,
  sequence: event.sequence,
});

/** The carrier's own words for what it tells of, too; it knows no others. */
const telnyxTypes: Partial<Record<EventType, { type: string; status: string }>> = {
  "fax.preparing": { type: "fax.queued", status: "queued" },
  "fax.queued": { type: "fax.media.processed", status: "media.processed" },
  "fax.sending": { type: "fax.sending.started", status: "sending" },
  "fax.delivered": { type: "fax.delivered", status: "delivered" },
  "fax.failed": { type: "fax.failed", status: "failed" },
  "fax.receiving": { type: "fax.receiving.started", status: "receiving" },
  "fax.received": { type: "fax.received", status: "received" },
};

/** An event as the carrier writes its own; undefined for one that it has no word for. */
export function telnyxBody(event: FaxEvent, own: OwnFacts, meta: { attempt: number; deliveredTo: string }) {
  const word = event.isFirst && event.type === "fax.queued" ? telnyxTypes["fax.preparing"] : wordOf(event);
  if (!word) return undefined;
  const { fax } = event;
  const has = (name: string) => fax[name] !== null && fax[name] !== undefined && fax[name] !== "";
  const facts = (...names: string[]) =>
    Object.fromEntries(names.filter(has).map((name) => [name, fax[name]] as const));
  return {
    data: {
      record_type: "event",
      id: uuidOf(event.id),
      event_type: word.type,
      occurred_at: iso(event.at).replace("Z", "000Z"),
      payload: {
        fax_id: event.faxId,
        ...facts("connection_id", "direction", "from", "to"),
        status: word.status,
        ...(word.status === "delivered" || word.status === "received"
          ? facts("page_count", "call_duration_secs", "partial_content")
          : {}),
        ...(word.status === "failed" ? facts("failure_reason", "internal_failure_reason") : {}),
        ...(fax["direction"] === "inbound" ? facts("caller_id") : {}),
        ...(own.clientState === "" ? {} : { client_state: own.clientState }),
      },
    },
    meta: { attempt: meta.attempt, delivered_to: meta.deliveredTo },
  };
}

/** A call that is made again is no news to a program that knows one call per fax. */
function wordOf(event: FaxEvent) {
  const attempts = event.fax["attempts"];
  const isRedial = event.type !== "fax.delivered" && event.type !== "fax.failed" && hasCalledBefore(attempts);
  return isRedial ? undefined : telnyxTypes[event.type];
}

const hasCalledBefore = (attempts: unknown): boolean =>
  Array.isArray(attempts) && attempts.some((one: { ended_at?: unknown }) => one.ended_at !== null);

/** The carrier's event ids are UUIDs. */
const uuidOf = (eventId: string): string =>
  eventId.replace(/^evt_(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-8$3-8$4-$5");

const iso = (ms: number): string => new Date(ms).toISOString();
