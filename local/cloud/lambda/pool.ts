import { randomUUID } from "node:crypto";
import { totalmem } from "node:os";
import type { Clock } from "../../clock.ts";
import type { FunctionModel } from "../template/functions.ts";
import {
  type Environment,
  type OpenThread,
  type Outcome,
  startEnvironment,
  type StreamSink,
} from "./environment.ts";

export type Invocation = Outcome & { requestId: string };
export type InvocationReport = {
  functionName: string;
  ok: boolean;
  /** real time, with the wait for a free worker */
  milliseconds: number;
  error?: string;
};

export type InvokeOptions = { urgent?: boolean; sink?: StreamSink };

/** All functions' worker threads. */
export type Pool = {
  /**
   * Never throws: a crash, time-out or thrown error is an outcome. `urgent` goes before what waits; a function that
   * streams its answer needs a `sink`.
   */
  invoke(fn: FunctionModel, event: unknown, options?: InvokeOptions): Promise<Invocation>;
  /** How many batches of one function may run side by side. */
  concurrencyOf(fn: FunctionModel): number;
  /** invocations running or waiting now, and begun since the start */
  busy(): number;
  begun(): number;
  /** Lets go of every idle worker, so that the next invocation of each function is a cold start. */
  coolDown(): void;
  close(): Promise<void>;
};

/** A laptop is no region: so many at once per function and in all. */
const perFunction = 4;
const inAll = 8;
/**
 * So many threads stay warm: starting one takes a core 130 to 210 ms, thirty times a warm invocation; keeping it takes
 * 20 to 35 MB, and all together at most an eighth of the memory (bytes), but for the first twelve.
 */
export const threadsKeptIn = (memoryBytes: number): number =>
  Math.max(12, Math.min(36, Math.floor(memoryBytes / 8 / 35e6)));
/** Within a container, its own; Node says 0 or more than there is where nothing limits the process. */
const memoryBytes = Math.min(totalmem(), process.constrainedMemory() || Infinity);

type Job = {
  fn: FunctionModel;
  event: string;
  requestId: string;
  options: InvokeOptions;
  done: (outcome: Outcome) => void;
};

export function openPool(options: {
  clock: Clock;
  variablesOf: (fn: FunctionModel) => Record<string, string>;
  /** tells that a function's log stream is about to be made, once per cold start */
  onColdStart: (fn: FunctionModel, logStream: string) => void;
  onInvocation: (report: InvocationReport) => void;
  /** as the memory allows, if absent */
  threadsKept?: number;
  openThread?: OpenThread | undefined;
  log: (line: string) => void;
}): Pool {
  const threadsKept = options.threadsKept ?? threadsKeptIn(memoryBytes);
  const idle: { fn: FunctionModel; environment: Environment; logStream: string }[] = [];
  const everyone = new Set<Environment>();
  const running = new Map<string, number>();
  const waiting: Job[] = [];
  let begun = 0;
  let isClosed = false;
  const stopClock = options.clock.onAdvance(() => {
    for (const environment of everyone) environment.setClock(options.clock.snapshot());
  });

  const concurrencyOf = (fn: FunctionModel) => Math.min(perFunction, fn.reservedConcurrency ?? perFunction);
  const count = () => [...running.values()].reduce((sum, each) => sum + each, 0);

  function coldStart(fn: FunctionModel) {
    const spare = everyone.size >= threadsKept ? idle.shift() : undefined;
    if (spare) discard(spare.environment);
    const day = options.clock.now().toISOString().slice(0, 10).replaceAll("-", "/");
    const logStream = `${day}/[$LATEST]${randomUUID().replaceAll("-", "")}`;
    options.onColdStart(fn, logStream);
    const environment = startEnvironment({
      fn,
      variables: options.variablesOf(fn),
      clock: options.clock.snapshot(),
      openThread: options.openThread,
      log: (line) => options.log(`${fn.name}: ${line}`),
    });
    everyone.add(environment);
    return { fn, environment, logStream };
  }

  function discard(environment: Environment) {
    everyone.delete(environment);
    void environment.close();
  }

  async function run(job: Job) {
    const { fn } = job;
    const at = idle.findLastIndex((one) => one.fn === fn);
    const chosen = idle.splice(at, at < 0 ? 0 : 1)[0] ?? coldStart(fn);
    const context = {
      functionName: fn.physicalName,
      functionVersion: "$LATEST",
      invokedFunctionArn: fn.arn,
      memoryLimitInMB: String(fn.memoryMegabytes),
      awsRequestId: job.requestId,
      logGroupName: fn.logGroup,
      logStreamName: chosen.logStream,
    };
    const outcome = await chosen.environment.invoke(job.event, context, job.options.sink);
    if (chosen.environment.isAlive()) idle.push(chosen);
    else discard(chosen.environment);
    return outcome;
  }

  function pump() {
    for (let index = 0; index < waiting.length && count() < inAll;) {
      const job = waiting[index];
      const here = running.get(job?.fn.name ?? "") ?? 0;
      if (!job || here >= concurrencyOf(job.fn)) {
        index += 1;
        continue;
      }
      waiting.splice(index, 1);
      running.set(job.fn.name, here + 1);
      void run(job).then((outcome) => {
        running.set(job.fn.name, (running.get(job.fn.name) ?? 1) - 1);
        job.done(outcome);
        pump();
      });
    }
  }

  function queueUp(job: Omit<Job, "done">): Promise<Outcome> {
    return new Promise((done) => {
      const firstPatient = job.options.urgent ? waiting.findIndex(({ options }) => !options.urgent) : -1;
      waiting.splice(firstPatient < 0 ? waiting.length : firstPatient, 0, { ...job, done });
      pump();
    });
  }

  return {
    concurrencyOf,
    busy: () => count() + waiting.length,
    begun: () => begun,
    coolDown() {
      for (const { environment } of idle.splice(0)) discard(environment);
    },
    async invoke(fn, event, how = {}) {
      const requestId = randomUUID();
      if (isClosed)
        return { ok: false, requestId, errorType: "Closed", errorMessage: "The laptop is closing" };
      begun += 1;
      const since = performance.now();
      const outcome = await queueUp({ fn, event: JSON.stringify(event), requestId, options: how });
      const milliseconds = Math.round(performance.now() - since);
      const error = outcome.ok ? undefined : `${outcome.errorType}: ${outcome.errorMessage}`;
      if (error !== undefined && !isClosed) options.log(`${fn.name} failed: ${error}`);
      options.onInvocation({ functionName: fn.name, ok: outcome.ok, milliseconds, ...(error && { error }) });
      return { ...outcome, requestId };
    },
    async close() {
      isClosed = true;
      stopClock();
      for (const job of waiting.splice(0)) {
        job.done({ ok: false, errorType: "Closed", errorMessage: "The laptop is closing" });
      }
      await Promise.all([...everyone].map((environment) => environment.close()));
    },
  };
}
