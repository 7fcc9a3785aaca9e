import type { OutgoingAnswer } from "../http/outgoing-request.ts";
import type { Store } from "../store.ts";
import { userId, type WireEvent } from "./wire-event.ts";

type Pairs = [name: string, value: string][];

export type DeliveryAttempt = {
  status: "delivered" | "failed";
  started_at: string;
  finished_at: string;
  errors: number[];
  http: {
    request: { url: string; headers: Pairs };
    /** Absent where no answer came. */
    response?: { status: number; headers: Pairs; body: string };
  };
};

/** One event on its way to one receiver, as `/v2/webhook_deliveries` shows it. */
export type WebhookDelivery = {
  record_type: "webhook_delivery";
  id: string;
  user_id: string;
  status: DeliveryAttempt["status"];
  started_at: string;
  finished_at: string;
  webhook: WireEvent;
  attempts: DeliveryAttempt[];
};

const maxDeliveries = 1_000;
const maxBodyBytes = 10_000;
/** The carrier's code of a delivery that failed. */
const deliveryFailed = 75499;

/** What one attempt was and what came of it. Times: epoch ms. */
export function describeAttempt(
  request: DeliveryAttempt["http"]["request"],
  answer: OutgoingAnswer,
  isTaken: boolean,
  [startedAt, finishedAt]: [number, number],
): DeliveryAttempt {
  const response =
    answer.kind === "answered"
      ? {
          status: answer.status,
          headers: answer.headers,
          body: answer.body.subarray(0, maxBodyBytes).toString("utf8"),
        }
      : undefined;
  return {
    status: isTaken ? "delivered" : "failed",
    started_at: new Date(startedAt).toISOString(),
    finished_at: new Date(finishedAt).toISOString(),
    errors: isTaken ? [] : [deliveryFailed],
    http: { request, ...(response === undefined ? {} : { response }) },
  };
}

/** Adds an attempt to its delivery; the oldest deliveries are forgotten. */
export function logAttempt(store: Store, id: string, event: WireEvent, attempt: DeliveryAttempt): void {
  const { deliveries } = store;
  const before = deliveries.get(id);
  deliveries.set(id, {
    record_type: "webhook_delivery",
    id,
    user_id: userId,
    status: attempt.status,
    started_at: before?.started_at ?? attempt.started_at,
    finished_at: attempt.finished_at,
    webhook: event,
    attempts: [...(before?.attempts ?? []), attempt],
  });
  for (const oldest of deliveries.keys()) {
    if (deliveries.size <= maxDeliveries) break;
    deliveries.delete(oldest);
  }
  store.changed();
}
