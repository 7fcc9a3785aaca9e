import * as v from "valibot";
import { attemptOfCallLink } from "./keys-in-bucket.ts";
import { fromClientState, inboundFaxId } from "./ids.ts";

/**
 * The carrier's webhook as it arrives (Telnyx, `POST` body `{data: {event_type, id, occurred_at, payload}}`).
 * Only what we use is named; anything else is let through untouched.
 */
const text = v.pipe(v.string(), v.maxLength(4096));
const optionalText = v.optional(v.nullable(text));

export const webhookBody = v.object({
  data: v.object({
    id: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
    event_type: v.pipe(v.string(), v.maxLength(100)),
    occurred_at: v.optional(v.string()),
    payload: v.optional(
      v.looseObject({
        fax_id: optionalText,
        connection_id: optionalText,
        direction: optionalText,
        from: optionalText,
        to: optionalText,
        status: optionalText,
        client_state: optionalText,
        original_media_url: optionalText,
        media_url: optionalText,
        failure_reason: optionalText,
        internal_failure_reason: optionalText,
        caller_id: optionalText,
        page_count: v.optional(v.nullable(v.number())),
        call_duration_secs: v.optional(v.nullable(v.number())),
        partial_content: v.optional(v.nullable(v.boolean())),
      }),
    ),
  }),
});
export type WebhookBody = v.InferOutput<typeof webhookBody>;

export const outboundEventTypes = [
  "fax.queued",
  "fax.media.processed",
  "fax.sending.started",
  "fax.delivered",
  "fax.failed",
] as const;
export type OutboundEventType = (typeof outboundEventTypes)[number];

export const inboundEventTypes = [
  "fax.receiving.started",
  "fax.media.processing.started",
  "fax.received",
  "fax.failed",
] as const;
export type InboundEventType = (typeof inboundEventTypes)[number];

type EventFacts = { eventId: string; occurredAt: number; carrierFaxId: string };

export type OutboundEvent = EventFacts & {
  direction: "outbound";
  type: OutboundEventType;
  faxId: string;
  attempt: number;
  failureReason?: string;
  internalFailureReason?: string;
  pageCount?: number;
  callSeconds?: number;
};

export type InboundEvent = EventFacts & {
  direction: "inbound";
  type: InboundEventType;
  faxId: string;
  connectionId: string;
  from: string;
  to: string;
  callerId?: string;
  link?: string;
  failureReason?: string;
  internalFailureReason?: string;
  pageCount?: number;
  callSeconds?: number;
  partialContent?: boolean;
};

/** `foreign`: authentic, but of an unknown type or of no fax of ours; kept, acknowledged, never an error. */
export type CarrierEvent = OutboundEvent | InboundEvent | { direction: "foreign"; why: string };

/** Reads the carrier's wire form; `receivedAt` (epoch ms) stands in where the carrier gave no usable time. */
export function readCarrierEvent(body: WebhookBody, receivedAt: number): CarrierEvent {
  const { data } = body;
  const payload = data.payload;
  if (!payload?.fax_id) return { direction: "foreign", why: "the event names no fax" };
  const parsedTime = Date.parse(data.occurred_at ?? "");
  const facts = {
    eventId: data.id,
    occurredAt: Number.isNaN(parsedTime) ? receivedAt : parsedTime,
    carrierFaxId: payload.fax_id,
    ...given("failureReason", payload.failure_reason),
    ...given("internalFailureReason", payload.internal_failure_reason),
    ...given("pageCount", payload.page_count),
    ...given("callSeconds", payload.call_duration_secs),
  };
  return payload.direction === "inbound"
    ? readInbound(data.event_type, payload, facts)
    : readOutbound(data.event_type, payload, facts);
}

type Payload = NonNullable<WebhookBody["data"]["payload"]>;

function readOutbound(type: string, payload: Payload, facts: EventFacts): CarrierEvent {
  const known = outboundEventTypes.find((name) => name === type);
  if (!known) return { direction: "foreign", why: `unknown outbound event type ${type.slice(0, 60)}` };
  const key =
    (payload.client_state ? fromClientState(payload.client_state) : undefined) ??
    (payload.original_media_url ? attemptOfCallLink(payload.original_media_url) : undefined);
  if (!key) return { direction: "foreign", why: "no fax of ours: neither client_state nor link is ours" };
  return { ...facts, ...key, direction: "outbound", type: known };
}

function readInbound(type: string, payload: Payload, facts: EventFacts): CarrierEvent {
  // The carrier's own sources disagree on the name of the end: `fax.delivered` inbound means received too.
  const known = inboundEventTypes.find((name) => name === (type === "fax.delivered" ? "fax.received" : type));
  if (!known) return { direction: "foreign", why: `unknown inbound event type ${type.slice(0, 60)}` };
  return {
    ...facts,
    direction: "inbound",
    type: known,
    faxId: inboundFaxId(facts.carrierFaxId),
    connectionId: payload.connection_id ?? "",
    from: payload.from ?? "",
    to: payload.to ?? "",
    ...given("callerId", payload.caller_id),
    ...given("link", payload.media_url),
    ...given("partialContent", payload.partial_content),
  };
}

/** `{name: value}` when there is a value, `{}` when there is none. */
export function given<K extends string, T>(name: K, value: T | null | undefined): { [P in K]?: T } {
  return (value === null || value === undefined ? {} : { [name]: value }) as { [P in K]?: T };
}
