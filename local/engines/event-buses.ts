/** The laptop's EventBridge buses: what is put on them lies there, the latest of it, for tests and people to look at. */
import { randomUUID } from "node:crypto";
import type { Clock } from "../clock.ts";

/** `at`, `time`: epoch ms, when it was put and when it says that it happened. */
export type BusEvent = {
  id: string;
  bus: string;
  at: number;
  source: string;
  detailType: string;
  detail: Record<string, unknown>;
  time: number;
  resources: string[];
};

export type EventBuses = {
  /** Answers the event's id; one without a time happened now. */
  put(event: Omit<BusEvent, "id" | "at" | "time"> & { time: number | undefined }): string;
  /** The latest last. */
  list(): BusEvent[];
};

const kept = 500;

/** Opens the buses; they keep nothing over a restart, as on AWS nothing lies on a bus. */
export function openEventBuses(clock: Clock): EventBuses {
  const events: BusEvent[] = [];
  return {
    put(event) {
      const at = clock.now().getTime();
      const one = { ...event, id: randomUUID(), at, time: event.time ?? at };
      events.push(one);
      events.splice(0, Math.max(0, events.length - kept));
      return one.id;
    },
    list: () => [...events],
  };
}
