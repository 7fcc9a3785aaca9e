import type { FaxEvent } from "./fax-events.ts";

/** One event on its way to one endpoint, and the log of its tries. */
export type Delivery = {
  endpointId: string;
  event: FaxEvent;
  status: DeliveryStatus;
  /** Tries of the round under way; a replay begins a new one. */
  round: number;
  /** The latest tries of all rounds, oldest first. */
  tries: DeliveryTry[];
  createdAt: number;
  /** When it is tried next; missing where it is done. */
  nextAt?: number;
  /** Grows when the next try is asked for. */
  wakes: number;
};

export const deliveryStatuses = ["pending", "delivered", "failed", "dropped"] as const;
/** `dropped`: its endpoint was removed or turned off meanwhile. */
export type DeliveryStatus = (typeof deliveryStatuses)[number];

export type DeliveryTry = {
  at: number;
  durationMs: number;
  /** The HTTP status, where an answer came. */
  status?: number;
  /** The first 4 KB of the answer, or why there was none. */
  answer: string;
};

/** The tries of an event: at once, and after each of these pauses; seven within about 28 hours. */
const pausesMinutes = [5, 30, 2 * 60, 5 * 60, 10 * 60, 10 * 60];
export const mostTries = pausesMinutes.length + 1;
const triesKept = 2 * mostTries;
/** A trigger that is lost is repeated after it. */
export const repeatAfterMs = 5 * 60_000;
/** How long events and their log are kept. */
export const deliveriesKeptMs = 30 * 86_400_000;
/** Bytes of an answer that are kept. */
export const answerBytesKept = 4096;

export const newDelivery = (endpointId: string, event: FaxEvent, now: number): Delivery => ({
  endpointId,
  event,
  status: "pending",
  round: 0,
  tries: [],
  createdAt: now,
  nextAt: now + repeatAfterMs,
  wakes: 0,
});

export const isAccepted = ({ status }: DeliveryTry): boolean =>
  status !== undefined && status >= 200 && status < 300;

/** The endpoint asks not to be told any more. */
export const isGone = ({ status }: DeliveryTry): boolean => status === 410;

/** What becomes of a delivery by a try. `chance` (0 to 1) spreads those that failed together by a tenth. Pure. */
export function afterTry(delivery: Delivery, made: DeliveryTry, now: number, chance: number): Delivery {
  const { nextAt: _done, ...rest } = delivery;
  const round = delivery.round + 1;
  const tries = [...delivery.tries, made].slice(-triesKept);
  if (isAccepted(made)) return { ...rest, round, tries, status: "delivered" };
  if (isGone(made)) return { ...rest, round, tries, status: "dropped" };
  const pause = pausesMinutes[round - 1];
  if (pause === undefined) return { ...rest, round, tries, status: "failed" };
  return { ...rest, round, tries, nextAt: now + Math.round(pause * 60_000 * (0.9 + 0.2 * chance)) };
}

/** A delivery for whose endpoint there is no more; or that waits, because its endpoint fails. */
export const dropped = ({ nextAt: _never, ...delivery }: Delivery): Delivery => ({
  ...delivery,
  status: "dropped",
});

/** Tells an event once more, whatever became of it, with all its tries. */
export const replayed = (delivery: Delivery, now: number): Delivery => ({
  ...delivery,
  status: "pending",
  round: 0,
  nextAt: now + repeatAfterMs,
  wakes: delivery.wakes + 1,
});

/** Names a delivery of an endpoint: when its event happened, and the event. */
export const deliveryIdOf = ({ at, id }: Pick<FaxEvent, "at" | "id">): string =>
  id.replace("evt_", `dlv_${String(at).padStart(13, "0")}`);

/** The time and the event that a delivery's id names; undefined where it is none. */
export function readDeliveryId(id: string): { at: number; eventId: string } | undefined {
  const match = /^dlv_(\d{13})([0-9a-f]{32})$/.exec(id);
  return match?.[1] && match[2] ? { at: Number(match[1]), eventId: `evt_${match[2]}` } : undefined;
}
