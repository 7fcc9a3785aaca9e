import { performance } from "node:perf_hooks";

/** Times the steps of a fresh process, and tells them as JSON: milliseconds, and its memory at most. */
export function startSteps() {
  const node = performance.nodeTiming.bootstrapComplete;
  const steps: Record<string, number> = { node, imported: performance.now() - node };
  let last = performance.now();
  return {
    done: (name: string): void => {
      const now = performance.now();
      steps[name] = now - last;
      last = now;
    },
    tell: (): void => {
      console.log(JSON.stringify({ ...steps, peakMb: process.resourceUsage().maxRSS / 1024 }));
    },
  };
}
