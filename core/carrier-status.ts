import {
  given,
  type InboundEvent,
  type InboundEventType,
  type OutboundEvent,
  type OutboundEventType,
} from "./carrier-event.ts";
import { fromClientState, inboundFaxId } from "./ids.ts";
import { attemptOfCallLink } from "./keys-in-bucket.ts";

/** A fax as the carrier tells of it when it is asked. Times: epoch ms. */
export type CarrierFax = {
  id: string;
  status: string;
  clientState?: string;
  mediaUrl?: string;
  failureReason?: string;
  internalFailureReason?: string;
  updatedAt?: number;
  createdAt?: number;
  connectionId?: string;
  from?: string;
  to?: string;
};

/** The event that would have told the same; a status that nobody knows says only that the carrier has the fax. */
function eventTypeOf(status: string): OutboundEventType {
  if (status === "delivered") return "fax.delivered";
  if (status === "failed") return "fax.failed";
  if (status === "media.processed") return "fax.media.processed";
  // The carrier has spelt it `sending` and `sending.started`.
  return status.startsWith("sending") ? "fax.sending.started" : "fax.queued";
}

/** What the carrier answered, as the event that was lost. Its id is the same whenever the answer is. */
export function eventFromStatus(
  found: CarrierFax,
  call: { faxId: string; attempt: number },
  now: number,
): OutboundEvent {
  return {
    direction: "outbound",
    type: eventTypeOf(found.status),
    eventId: `asked ${found.id} ${found.status}`,
    occurredAt: found.updatedAt ?? now,
    carrierFaxId: found.id,
    ...call,
    ...(found.failureReason === undefined ? {} : { failureReason: found.failureReason }),
    ...(found.internalFailureReason === undefined
      ? {}
      : { internalFailureReason: found.internalFailureReason }),
  };
}

/** The status of a reception, as the event that would have told it; one that nobody knows says only that it began. */
function receptionEventOf(status: string): InboundEventType {
  if (status === "received" || status === "delivered") return "fax.received";
  if (status === "failed") return "fax.failed";
  return status === "media.processing" ? "fax.media.processing.started" : "fax.receiving.started";
}

/** What the carrier told of a reception, as the event that was lost. Its id is the same whenever the answer is. */
export function receptionFromStatus(found: CarrierFax, now: number): InboundEvent {
  return {
    direction: "inbound",
    type: receptionEventOf(found.status),
    eventId: `asked ${found.id} ${found.status}`,
    occurredAt: found.updatedAt ?? now,
    carrierFaxId: found.id,
    faxId: inboundFaxId(found.id),
    connectionId: found.connectionId ?? "",
    from: found.from ?? "",
    to: found.to ?? "",
    ...given("link", found.mediaUrl),
    ...given("failureReason", found.failureReason),
    ...given("internalFailureReason", found.internalFailureReason),
  };
}

/** Whether the carrier's fax is that call: our key in `client_state`, or in the link where that was lost. */
export function isCall(found: CarrierFax, call: { faxId: string; attempt: number }): boolean {
  const key =
    (found.clientState === undefined ? undefined : fromClientState(found.clientState)) ??
    (found.mediaUrl === undefined ? undefined : attemptOfCallLink(found.mediaUrl));
  return key?.faxId === call.faxId && key.attempt === call.attempt;
}
