import { createClock, type Clock } from "../../../local/clock.ts";

/** Time that all but stands still until it is pushed: what happens next is then the same in every run. */
export type StepClock = Clock & {
  /** Local milliseconds until the next timer; undefined where nothing waits. */
  untilNext(): number | undefined;
};

/** Local milliseconds in a real one while nobody pushes: enough that no two moments are the same. */
const pace = 0.02;

export function createStepClock(): StepClock {
  const inner = createClock(pace);
  const due = new Set<{ at: number }>();
  return {
    ...inner,
    // As for the queues, which are held to this clock by themselves.
    scale: 1,
    realMs: (localMs) => localMs,
    after(localMs, fn) {
      const entry = { at: inner.now().getTime() + localMs };
      due.add(entry);
      const cancel = inner.after(localMs, () => {
        due.delete(entry);
        fn();
      });
      return () => {
        due.delete(entry);
        cancel();
      };
    },
    untilNext() {
      if (due.size === 0) return undefined;
      return Math.max(0, Math.min(...[...due].map(({ at }) => at)) - inner.now().getTime());
    },
  };
}
