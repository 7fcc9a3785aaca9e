import type {
  InboundEvent,
  InboundEventType,
  OutboundEvent,
  OutboundEventType,
} from "../../core/carrier-event.ts";
import { toClientState } from "../../core/ids.ts";
import { inboundFax, noon, outboundFax, uuid } from "./faxes.ts";

const seconds: Record<OutboundEventType | InboundEventType, number> = {
  "fax.queued": 2,
  "fax.media.processed": 5,
  "fax.sending.started": 20,
  "fax.delivered": 90,
  "fax.failed": 90,
  "fax.receiving.started": 1,
  "fax.media.processing.started": 60,
  "fax.received": 70,
};

const happenedAt = (type: OutboundEventType | InboundEventType): number => noon + seconds[type] * 1_000;

/** An event of the first call, as read from the carrier's wire; `copy` tells events of one type apart. */
export function outboundEvent(
  type: OutboundEventType,
  overrides: Partial<OutboundEvent> & { copy?: number } = {},
): OutboundEvent {
  const { copy = 1, ...rest } = overrides;
  return {
    direction: "outbound",
    type,
    eventId: uuid(`${type} ${copy}`),
    occurredAt: happenedAt(type),
    faxId: outboundFax().id,
    attempt: 1,
    carrierFaxId: uuid("carrier outbound"),
    ...(type === "fax.delivered" ? { pageCount: 3, callSeconds: 124 } : {}),
    ...(type === "fax.failed" ? { failureReason: "user_busy", internalFailureReason: "user_busy" } : {}),
    ...rest,
  };
}

export function inboundEvent(
  type: InboundEventType,
  overrides: Partial<InboundEvent> & { copy?: number } = {},
): InboundEvent {
  const { copy = 1, ...rest } = overrides;
  const fax = inboundFax();
  return {
    direction: "inbound",
    type,
    eventId: uuid(`${type} inbound ${copy}`),
    occurredAt: happenedAt(type),
    faxId: fax.id,
    carrierFaxId: fax.carrierFaxId,
    connectionId: fax.connectionId,
    from: fax.from,
    to: fax.to,
    callerId: fax.from,
    ...(type === "fax.media.processing.started" ? { pageCount: 2 } : {}),
    ...(type === "fax.received"
      ? { pageCount: 2, callSeconds: 71, partialContent: false, link: "https://carrier.example/pages.pdf" }
      : {}),
    ...(type === "fax.failed" ? { failureReason: "sender_call_dropped" } : {}),
    ...rest,
  };
}

/** A webhook's body as the carrier writes it (`{data, meta}`); `payload` adds to or replaces its fields. */
export function webhookBody(
  eventType: string,
  payload: Record<string, unknown> = {},
  eventId = uuid(eventType),
) {
  return {
    data: {
      record_type: "event",
      id: eventId,
      event_type: eventType,
      occurred_at: "2026-10-02T12:00:05.702113Z",
      payload: {
        fax_id: uuid("carrier outbound"),
        connection_id: "234423",
        direction: "outbound",
        from: "+12065550117",
        to: "+13125550148",
        client_state: toClientState(outboundFax().id, 1),
        user_id: uuid("carrier user"),
        ...payload,
      },
    },
    meta: { attempt: 1, delivered_to: "https://api.example.com/webhooks/telnyx" },
  };
}
