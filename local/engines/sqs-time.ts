/** Lets what the engine's queues keep back go by another clock than the real one; for harnesses. */
import type { BuildAppOptions } from "fauxqs";

type Store = NonNullable<BuildAppOptions["stores"]>["sqsStore"];

export type QueueTime = {
  /** Whatever is hidden or delayed since the last call waits by the other clock from now on. `now`: its time, ms. */
  hold(now: number): void;
  /** Lets go what is due by the other clock. */
  release(now: number): void;
  /** When the next held message is due by the other clock; undefined where there is none. */
  nextDue(): number | undefined;
  /** Messages by queue name: those that can be read, and those kept back. */
  counts(): { name: string; visible: number; kept: number }[];
};

/** A real moment that never comes. */
const never = Number.MAX_SAFE_INTEGER;

/** A message kept back: its real moment, to be read and set. */
type Kept = { message: object; until: number; set: (moment: number) => void };

export function queueTime(store: Store): QueueTime {
  const due = new WeakMap<object, number>();
  const queues = () => [...store.allQueues()];
  const kept = (): Kept[] =>
    queues().flatMap((queue) => [
      ...[...queue.inflightMessages.values()].map((entry) => ({
        message: entry,
        until: entry.visibilityDeadline,
        set: (moment: number) => void (entry.visibilityDeadline = moment),
      })),
      ...queue.delayedMessages.map((message) => ({
        message,
        until: message.delayUntil ?? 0,
        set: (moment: number) => void (message.delayUntil = moment),
      })),
    ]);
  const hold = (now: number) => {
    for (const { message, until, set } of kept()) {
      if (until === never) continue;
      // Queues know whole seconds only: what has passed since the message came is made up for.
      due.set(message, now + Math.ceil((until - Date.now()) / 1000) * 1000);
      set(never);
    }
  };
  return {
    hold,
    release(now) {
      hold(now);
      for (const { message, set } of kept()) if ((due.get(message) ?? 0) <= now) set(0);
      for (const queue of queues()) queue.processTimers();
    },
    nextDue() {
      const moments = kept().flatMap(({ message }) => due.get(message) ?? []);
      return moments.length === 0 ? undefined : Math.min(...moments);
    },
    counts: () =>
      queues().map(({ name, messages, inflightMessages, delayedMessages }) => ({
        name,
        visible: messages.length,
        kept: inflightMessages.size + delayedMessages.length,
      })),
  };
}
