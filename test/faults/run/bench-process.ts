/** A process of its own with one bench: does what its parent asks, one thing after the other. */
import { guards } from "../guards/guards.ts";
import { tryGuard } from "../guards/try-guard.ts";
import { openBench } from "../harness/bench.ts";
import type { Case } from "../plan/case.ts";

export type Task =
  { kind: "trace"; flow: string } | { kind: "case"; one: Case } | { kind: "guard"; name: string };

const bench = await openBench();

async function work(task: Task): Promise<void> {
  try {
    process.send?.({ done: await carryOut(task) });
  } catch (error) {
    process.send?.({ failed: error instanceof Error ? error.message : String(error) });
  }
}

async function carryOut(task: Task): Promise<unknown> {
  if (task.kind === "trace") return bench.trace(task.flow);
  if (task.kind === "case") return bench.run(task.one);
  const guard = guards.find(({ name }) => name === task.name);
  if (!guard) throw new Error(`there is no guard ${task.name}`);
  return tryGuard(bench, guard);
}

process.on("message", (task: Task) => void work(task));
process.once("disconnect", () => void bench.close().finally(() => process.exit()));
