import type { SimulatorClock } from "./options.ts";

/** Jobs that wait on the simulator's clock and end with it. */
export type Timers = {
  /** Runs `job` when `localMs` have passed; answers a function that cancels. A job's error is logged. */
  after(localMs: number, job: () => void | Promise<void>): () => void;
  /** Cancels what waits and answers when the jobs under way have ended. */
  stop(): Promise<void>;
};

export function createTimers(clock: SimulatorClock, log: (line: string) => void): Timers {
  const waiting = new Set<() => void>();
  const running = new Set<Promise<void>>();
  let isStopped = false;

  const run = (job: () => void | Promise<void>) => {
    if (isStopped) return;
    const done = (async () => job())()
      .catch((error: unknown) => log(`unexpected: ${error instanceof Error ? error.message : "error"}`))
      .finally(() => running.delete(done));
    running.add(done);
  };

  return {
    after(localMs, job) {
      if (isStopped) return () => undefined;
      const cancelTimer = clock.after(Math.max(0, localMs), () => {
        waiting.delete(cancel);
        run(job);
      });
      const cancel = () => {
        waiting.delete(cancel);
        cancelTimer();
      };
      waiting.add(cancel);
      return cancel;
    },
    async stop() {
      isStopped = true;
      for (const cancel of [...waiting]) cancel();
      await Promise.all(running);
    },
  };
}
