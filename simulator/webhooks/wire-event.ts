import { randomUUID } from "node:crypto";
import type { CarrierFax } from "../fax/carrier-fax.ts";

/** The account's user, as every event names it. */
export const userId = "29f510ec-baff-4f69-828b-0a41eae5166d";

export type EventType =
  | "fax.queued"
  | "fax.media.processed"
  | "fax.sending.started"
  | "fax.delivered"
  | "fax.failed"
  | "fax.receiving.started"
  | "fax.media.processing.started"
  | "fax.received";

/** `data` of a webhook; the envelope's `meta` is made anew for each delivery. */
export type WireEvent = {
  record_type: "event";
  id: string;
  event_type: EventType;
  occurred_at: string;
  payload: Record<string, string | number | boolean>;
};

export type EventSurroundings = {
  /** Epoch ms. */
  now: number;
  /** That of a received document. */
  link: string;
  hasPagesOnFailed: boolean;
};

/** The event as the fax stands now. */
export function toWireEvent(fax: CarrierFax, type: EventType, around: EventSurroundings): WireEvent {
  return {
    record_type: "event",
    id: randomUUID(),
    event_type: type,
    occurred_at: new Date(around.now).toISOString().replace("Z", "000Z"),
    payload: { ...common(fax), status: statusOf(fax, type), ...extra(fax, type, around), ...ending(fax) },
  };
}

const common = (fax: CarrierFax) => ({
  fax_id: fax.id,
  connection_id: fax.connectionId,
  direction: fax.direction,
  from: fax.from,
  to: fax.to,
});

function statusOf(fax: CarrierFax, type: EventType): string {
  if (type === "fax.sending.started" && fax.direction === "outbound" && fax.play.spellsSendingStarted) {
    return "sending.started";
  }
  return type === "fax.delivered" ? "delivered" : fax.status;
}

function extra(
  fax: CarrierFax,
  type: EventType,
  { link, hasPagesOnFailed }: EventSurroundings,
): Record<string, string | number | boolean> {
  const ended = { page_count: fax.pages ?? 0, call_duration_secs: fax.callSeconds ?? 0 };
  const caller = fax.direction === "inbound" ? { caller_id: fax.callerId } : {};
  switch (type) {
    case "fax.delivered":
    case "fax.received": {
      if (fax.direction === "outbound") return ended;
      return { ...ended, partial_content: fax.partialContent, ...caller, media_url: link };
    }
    case "fax.media.processing.started":
      return { page_count: fax.pages ?? 0, ...caller };
    case "fax.failed":
      return { ...reasons(fax), ...(hasPagesOnFailed ? ended : {}), ...caller };
    default:
      return caller;
  }
}

const reasons = (fax: CarrierFax) => ({
  ...(fax.failureReason === null ? {} : { failure_reason: fax.failureReason }),
  ...(fax.internalFailureReason === null ? {} : { internal_failure_reason: fax.internalFailureReason }),
});

/** What follows a fax through all its events. */
const ending = (fax: CarrierFax) => ({
  ...(fax.direction === "outbound" && fax.mediaUrl !== undefined ? { original_media_url: fax.mediaUrl } : {}),
  ...(fax.mediaName === undefined ? {} : { media_name: fax.mediaName }),
  ...(fax.clientState === undefined ? {} : { client_state: fax.clientState }),
  user_id: userId,
});
