import type { SimulatorClock } from "../../simulator/server.ts";

/** A clock that stands still until it is moved: no step of a fax can be missed. It begins at the real time. */
export function manualClock(): SimulatorClock {
  let now = Date.now();
  const timers = new Set<{ due: number; fn: () => void }>();
  const ring = () => {
    for (const timer of [...timers].sort((a, b) => a.due - b.due)) {
      if (timer.due > now || !timers.delete(timer)) continue;
      timer.fn();
    }
  };
  return {
    now: () => new Date(now),
    after(localMs, fn) {
      const timer = { due: now + localMs, fn };
      timers.add(timer);
      setImmediate(ring);
      return () => timers.delete(timer);
    },
    advance(seconds) {
      now += seconds * 1000;
      ring();
    },
  };
}
