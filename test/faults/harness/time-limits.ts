/** Runs in a function's thread: limits that can be made to strike without waiting for them. */

export type TimeLimit = { ms: number; strike: () => void };

/** Pauses are shorter; what waits this long is a limit. */
const shortestLimitMs = 1_000;
const pending = new Map<unknown, TimeLimit & { since: number }>();

/** Notes the thread's long timers from now on. */
export function watchTimers(): void {
  const { setTimeout: arm, clearTimeout: disarm } = globalThis;
  const watched = (fn: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) => {
    if (ms < shortestLimitMs) return arm(fn, ms, ...args);
    const strike = () => {
      pending.delete(timer);
      disarm(timer);
      fn(...args);
    };
    const timer = arm(strike, ms);
    pending.set(timer, { ms, strike, since: performance.now() });
    return timer;
  };
  globalThis.setTimeout = Object.assign(watched, arm);
  globalThis.clearTimeout = (timer) => {
    pending.delete(timer);
    disarm(timer);
  };
}

/** Has limits strike, the nearest first, until the wait is given up or the last one has ended everything. */
export function letTimePass(own: TimeLimit[], last: TimeLimit, isOver: () => boolean): void {
  const left = ({ ms, since }: { ms: number; since: number }) => ms - (performance.now() - since);
  const timers = [...pending.values()].map((timer) => ({ ms: left(timer), strike: timer.strike }));
  const inOrder = [...own, ...timers].filter(({ ms }) => ms < last.ms).sort((a, b) => a.ms - b.ms);
  const next = () => {
    if (isOver()) return;
    const limit = inOrder.shift() ?? last;
    limit.strike();
    if (limit !== last) setImmediate(next);
  };
  next();
}
