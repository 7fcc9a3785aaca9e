/**
 * The one clock of the laptop: every engine, schedule, signature and function reads it.
 * Local time runs `scale` times as fast as real time and can be pushed forward.
 */
export type Clock = {
  readonly scale: number;
  now(): Date;
  /** Pushes local time forward; timers that fall due fire at once. */
  advance(seconds: number): void;
  /** Calls `fn` once when local time has moved on by `localMs`; answers a function that cancels. */
  after(localMs: number, fn: () => void): () => void;
  /** `localMs / scale`: the real time that a local duration takes, in milliseconds. */
  realMs(localMs: number): number;
  /** Tells workers about the new offset after each `advance`. */
  onAdvance(listener: () => void): () => void;
  /** What a worker needs to compute the same time: local = base + (real - realBase) * scale. */
  snapshot(): ClockSnapshot;
};

export type ClockSnapshot = { realBase: number; localBase: number; scale: number };

/** A clock that starts at the real time (plus `offsetMs`) and runs `scale` times as fast. */
export function createClock(scale = 1, offsetMs = 0): Clock {
  const realBase = Date.now();
  let localBase = realBase + offsetMs;
  const timers = new Set<{ due: number; fn: () => void; handle: NodeJS.Timeout | undefined }>();
  const listeners = new Set<() => void>();
  const localNow = () => localBase + (Date.now() - realBase) * scale;

  type Timer = { due: number; fn: () => void; handle: NodeJS.Timeout | undefined };
  const arm = (timer: Timer) => {
    clearTimeout(timer.handle);
    const realWait = Math.max(0, (timer.due - localNow()) / scale);
    // Node's timers hold at most 2^31-1 ms; a longer wait is armed again on the way.
    timer.handle = setTimeout(
      () => {
        if (timer.due > localNow() + 0.5) return arm(timer);
        timers.delete(timer);
        timer.fn();
      },
      Math.min(realWait, 2 ** 30),
    );
  };

  return {
    scale,
    now: () => new Date(Math.floor(localNow())),
    advance(seconds) {
      localBase += seconds * 1000;
      for (const timer of [...timers]) arm(timer);
      for (const listener of [...listeners]) listener();
    },
    after(localMs, fn) {
      const timer: Timer = { due: localNow() + localMs, fn, handle: undefined };
      timers.add(timer);
      arm(timer);
      return () => {
        clearTimeout(timer.handle);
        timers.delete(timer);
      };
    },
    realMs: (localMs) => localMs / scale,
    onAdvance(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    snapshot: () => ({ realBase, localBase, scale }),
  };
}
