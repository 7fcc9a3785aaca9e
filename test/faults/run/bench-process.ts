/** A process of its own with one bench: does what its parent asks, one thing after the other. */
import { openBench } from "../harness/bench.ts";
import type { Case } from "../plan/case.ts";

export type Task = { kind: "trace"; flow: string } | { kind: "case"; one: Case };

const bench = await openBench();

async function work(task: Task): Promise<void> {
  try {
    const done = task.kind === "trace" ? await bench.trace(task.flow) : await bench.run(task.one);
    process.send?.({ done });
  } catch (error) {
    process.send?.({ failed: error instanceof Error ? error.message : String(error) });
  }
}

process.on("message", (task: Task) => void work(task));
process.once("disconnect", () => void bench.close().finally(() => process.exit()));
