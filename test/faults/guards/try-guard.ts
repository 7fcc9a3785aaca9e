import type { Bench } from "../harness/bench.ts";
import { bundleMutated } from "./bundle-mutated.ts";
import type { Guard } from "./guard.ts";

export type GuardResult = {
  /** What each case says while the guard is there: must be nothing. */
  complaints: string[];
  /** What shows that it is gone; undefined where nothing did. */
  caughtBy: string | undefined;
};

/** Runs the guard's cases with it, and then without, until one of them shows that it is gone. */
export async function tryGuard(bench: Bench, guard: Guard): Promise<GuardResult> {
  const complaints: string[] = [];
  for (const one of guard.cases) {
    const { violations, unfired } = await bench.run(one);
    complaints.push(...violations.map(({ what, why }) => `${one.id}: ${what}: ${why}`));
    complaints.push(...unfired.map(({ at }) => `${one.id}: ${at} did not come`));
  }
  const { codeOf, remove } = await bundleMutated(guard.mutations);
  try {
    await bench.useBundles(codeOf);
    for (const one of guard.cases) {
      const [first] = (await bench.run(one)).violations;
      if (first) return { complaints, caughtBy: `${one.id}: ${first.what}: ${first.why}` };
    }
    return { complaints, caughtBy: undefined };
  } finally {
    await bench.useBundles();
    remove();
  }
}

/** The guard was missed, and all was well with it. */
export const isNoticed = ({ complaints, caughtBy }: GuardResult): boolean =>
  complaints.length === 0 && caughtBy !== undefined;

export function describeGuard(name: string, { complaints, caughtBy }: GuardResult): string {
  const beside = complaints.map((complaint) => `\n  fails with the guard, too: ${complaint}`).join("");
  return `${name}\n  ${caughtBy === undefined ? "NOT NOTICED" : `caught by ${caughtBy}`}${beside}`;
}
