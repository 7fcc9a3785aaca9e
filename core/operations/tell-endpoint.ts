import {
  afterTry,
  dropped,
  isAccepted,
  isGone,
  type Delivery,
  type DeliveryTry,
} from "../events/delivery.ts";
import { rests, type Endpoint } from "../events/endpoint.ts";
import { standardBody, telnyxBody, type OwnFacts } from "../events/event-body.ts";
import { testEventType } from "../events/fax-events.ts";

/** A try that is due: of which delivery, and how many were made of its round when it was ordered. */
export type TellOrder = { endpointId: string; deliveryId: string; round: number };

export type WebhookAnswer =
  { kind: "answered"; status: number; answer: string } | { kind: "refused" | "failed"; why: string };

export type TellDeps = {
  now: () => number;
  /** 0 to 1. */
  chance: () => number;
  readDelivery: (endpointId: string, deliveryId: string) => Promise<Delivery | undefined>;
  readEndpoint: (id: string) => Promise<Endpoint | undefined>;
  /** What the fax's sender asked to get back; nothing where its request is gone. */
  readOwnFacts: (faxId: string) => Promise<OwnFacts>;
  /** The headers that prove body and time to be ours. */
  sign: (endpoint: Endpoint, eventId: string, body: string, now: number) => Record<string, string>;
  post: (url: string, request: { headers: Record<string, string>; body: string }) => Promise<WebhookAnswer>;
  /** Writes what became of a delivery, unless somebody else did meanwhile. */
  saveDelivery: (before: Delivery, after: Delivery) => Promise<unknown>;
  noteSuccess: (endpoint: Endpoint) => Promise<unknown>;
  noteFailure: (endpoint: Endpoint, at: number) => Promise<unknown>;
  turnOff: (endpoint: Endpoint, at: number) => Promise<unknown>;
};

/**
 * Tells one endpoint one event, once, and writes down what came of it; the next try is asked for by the sweep. An order
 * that comes twice finds its try made.
 */
export async function tellEndpoint(deps: TellDeps, order: TellOrder): Promise<void> {
  const delivery = await deps.readDelivery(order.endpointId, order.deliveryId);
  if (delivery?.status !== "pending" || delivery.round !== order.round) return;
  const endpoint = await deps.readEndpoint(order.endpointId);
  if (!endpoint || (endpoint.disabledAt !== undefined && delivery.event.type !== testEventType)) {
    await deps.saveDelivery(delivery, dropped(delivery));
    return;
  }
  if (rests(endpoint, deps.now()) && delivery.event.type !== testEventType) {
    const skipped = { at: deps.now(), durationMs: 0, answer: leftAlone };
    await deps.saveDelivery(delivery, afterTry(delivery, skipped, deps.now(), deps.chance()));
    return;
  }
  const body = await bodyOf(deps, endpoint, delivery);
  const begun = deps.now();
  const made: DeliveryTry = triedAt(begun, await send(deps, endpoint, delivery, body), deps.now());
  await deps.saveDelivery(delivery, afterTry(delivery, made, deps.now(), deps.chance()));
  if (isGone(made)) await deps.turnOff(endpoint, deps.now());
  else if (!isAccepted(made)) await deps.noteFailure(endpoint, deps.now());
  else if (endpoint.failures > 0) await deps.noteSuccess(endpoint);
}

const leftAlone = "Not sent: the endpoint's latest tries all failed, so it is left alone for some minutes.";

async function bodyOf(deps: TellDeps, endpoint: Endpoint, { event, round }: Delivery): Promise<string> {
  const own = event.faxId === "" ? { clientState: "", webhookUrl: "" } : await deps.readOwnFacts(event.faxId);
  const asCarrier =
    endpoint.format === "telnyx"
      ? telnyxBody(event, own, { attempt: round + 1, deliveredTo: endpoint.url })
      : undefined;
  return JSON.stringify(asCarrier ?? standardBody(event, own));
}

const send = (
  deps: TellDeps,
  endpoint: Endpoint,
  { event }: Delivery,
  body: string,
): Promise<WebhookAnswer> =>
  deps.post(endpoint.url, {
    headers: { "content-type": "application/json", ...deps.sign(endpoint, event.id, body, deps.now()) },
    body,
  });

const triedAt = (at: number, answer: WebhookAnswer, now: number): DeliveryTry => ({
  at,
  durationMs: Math.max(0, now - at),
  ...(answer.kind === "answered" ? { status: answer.status, answer: answer.answer } : { answer: answer.why }),
});
