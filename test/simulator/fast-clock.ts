import type { SimulatorClock } from "../../simulator/server.ts";

/** A clock whose waiting is `speed` times as short, while its time of day stays the real one. */
export function fastClock(speed = 100): SimulatorClock {
  const base = Date.now();
  let advancedMs = 0;
  const waited = () => (Date.now() - base) * speed + advancedMs;
  type Timer = { due: number; fn: () => void; handle?: NodeJS.Timeout };
  const timers = new Set<Timer>();
  const arm = (timer: Timer) => {
    clearTimeout(timer.handle);
    timer.handle = setTimeout(
      () => {
        timers.delete(timer);
        timer.fn();
      },
      Math.max(0, (timer.due - waited()) / speed),
    );
  };
  return {
    now: () => new Date(Date.now() + advancedMs),
    after(localMs, fn) {
      const timer: Timer = { due: waited() + localMs, fn };
      timers.add(timer);
      arm(timer);
      return () => {
        clearTimeout(timer.handle);
        timers.delete(timer);
      };
    },
    advance(seconds) {
      advancedMs += seconds * 1000;
      for (const timer of timers) arm(timer);
    },
  };
}
