import { fork, type ChildProcess } from "node:child_process";
import type { GuardResult } from "../guards/try-guard.ts";
import type { CaseResult } from "../harness/run-case.ts";
import type { Trace } from "../harness/director.ts";
import type { Case } from "../plan/case.ts";
import type { Task } from "./bench-process.ts";

/** Several benches side by side, each in a process of its own. */
export type Crew = {
  trace(flow: string): Promise<Trace>;
  run(one: Case): Promise<CaseResult>;
  tryGuard(name: string): Promise<GuardResult>;
  dismiss(): void;
};

type Job = { task: Task; done: (value: unknown) => void; fail: (why: Error) => void };

export function hireCrew(size: number): Crew {
  const waiting: Job[] = [];
  const free: ChildProcess[] = [];
  const all = Array.from({ length: size }, () => fork(new URL("./bench-process.ts", import.meta.url)));
  free.push(...all);

  const next = () => {
    while (free.length > 0 && waiting.length > 0) {
      const worker = free.shift();
      const job = waiting.shift();
      if (worker && job) begin(worker, job);
    }
  };
  const begin = (worker: ChildProcess, job: Job) => {
    const gone = () => job.fail(new Error("a bench has died"));
    worker.once("exit", gone);
    worker.once("message", (answer: { done?: unknown; failed?: string }) => {
      worker.off("exit", gone);
      free.push(worker);
      if (answer.failed === undefined) job.done(answer.done);
      else job.fail(new Error(answer.failed));
      next();
    });
    worker.send(job.task);
  };
  const hand = <T>(task: Task): Promise<T> =>
    new Promise((done, fail) => {
      waiting.push({ task, done: (value) => done(value as T), fail });
      next();
    });

  return {
    trace: (flow) => hand<Trace>({ kind: "trace", flow }),
    tryGuard: (name) => hand<GuardResult>({ kind: "guard", name }),
    run: (one) => hand<CaseResult>({ kind: "case", one }),
    dismiss() {
      for (const worker of all) if (worker.connected) worker.disconnect();
    },
  };
}
