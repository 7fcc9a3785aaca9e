import { Worker, type WorkerOptions } from "node:worker_threads";
import type { Readable } from "node:stream";
import type { ClockSnapshot } from "../../clock.ts";
import type { FunctionModel } from "../template/functions.ts";
import type { FromWorker, InvocationContext, StreamPrelude, ToWorker, WorkerSetup } from "./messages.ts";

export type Outcome = { ok: true; result: unknown } | { ok: false; errorType: string; errorMessage: string };

/** Where a streamed answer goes, piece by piece. */
export type StreamSink = {
  begin(prelude: StreamPrelude): void;
  /** Resolves when the next piece may come; rejects when the client has gone. */
  write(bytes: Uint8Array): Promise<void>;
};

/** Makes the thread of one function; `options.workerData` is what `worker.ts` wants to know. */
export type OpenThread = (fn: FunctionModel, options: WorkerOptions & { workerData: WorkerSetup }) => Worker;

const openUsualThread: OpenThread = (_fn, options) =>
  new Worker(new URL("./worker.ts", import.meta.url), options);

/** One warm worker thread of one function; it answers one event at a time. */
export type Environment = {
  invoke(event: string, context: Omit<InvocationContext, "timeoutMs">, sink?: StreamSink): Promise<Outcome>;
  setClock(snapshot: ClockSnapshot): void;
  /** false once it has crashed, timed out or was closed: use it no more */
  isAlive(): boolean;
  close(): Promise<void>;
};

/** Lambda's own limit on a synchronous answer, bytes. */
const longestAnswer = 6 * 1024 * 1024;
/** AWS gives a bundle 10 s to load; a busy laptop gets more. */
const loadLimitMs = 30_000;

/** Starts a worker with exactly `variables` as its environment; nothing of ours is inherited. */
export function startEnvironment(options: {
  fn: FunctionModel;
  variables: Record<string, string>;
  clock: ClockSnapshot;
  log: (line: string) => void;
  openThread?: OpenThread | undefined;
}): Environment {
  const { fn, openThread = openUsualThread } = options;
  const setup: WorkerSetup = { codeFolder: fn.codeFolder, handler: fn.handler, clock: options.clock };
  const worker = openThread(fn, {
    workerData: setup,
    env: options.variables,
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: fn.memoryMegabytes },
  });
  eachLine(worker.stdout, options.log);
  eachLine(worker.stderr, options.log);
  const post = (message: ToWorker) => worker.postMessage(message);

  let isAlive = true;
  let settle: ((outcome: Outcome) => void) | undefined;
  let stream: StreamSink | undefined;
  const loaded = Promise.withResolvers<Outcome>();
  const finish = (outcome: Outcome) => {
    loaded.resolve(outcome);
    settle?.(outcome);
    settle = undefined;
  };
  const fail = (errorType: string, errorMessage: string) => {
    isAlive = false;
    finish({ ok: false, errorType, errorMessage });
  };
  worker.on("message", (message: FromWorker) => {
    if (message.kind === "ready") return loaded.resolve({ ok: true, result: undefined });
    if (message.kind === "error") return finish({ ok: false, ...message });
    if (message.kind === "stream_head") return stream?.begin(message.prelude);
    if (message.kind === "stream_chunk") {
      const taken = stream?.write(message.bytes) ?? Promise.reject(new Error("nobody takes a stream here"));
      return void taken.then(
        () => post({ kind: "stream_taken" }),
        () => post({ kind: "stream_gone" }),
      );
    }
    finish(readAnswer(message.result));
  });
  worker.on("error", (error) => {
    fail(
      error instanceof Error ? error.name : "Error",
      error instanceof Error ? error.message : String(error),
    );
  });
  worker.on("exit", (code) => fail("Runtime.ExitError", `Runtime exited with code ${code}`));

  const within = async (milliseconds: number, message: string, work: Promise<Outcome>): Promise<Outcome> => {
    const timer = setTimeout(() => {
      fail("Sandbox.Timedout", message);
      void worker.terminate();
    }, milliseconds);
    try {
      return await work;
    } finally {
      clearTimeout(timer);
    }
  };

  return {
    async invoke(event, context, sink) {
      stream = sink;
      const load = await within(loadLimitMs, "The bundle did not load in time", loaded.promise);
      if (!load.ok) {
        isAlive = false;
        return load;
      }
      if (!isAlive)
        return { ok: false, errorType: "Runtime.ExitError", errorMessage: "The worker has ended" };
      const timeoutMs = fn.timeoutSeconds * 1000;
      const answer = new Promise<Outcome>((resolve) => (settle = resolve));
      post({ kind: "invoke", event, context: { ...context, timeoutMs } });
      return within(timeoutMs, `Task timed out after ${fn.timeoutSeconds}.00 seconds`, answer);
    },
    setClock: (snapshot) => post({ kind: "clock", snapshot }),
    isAlive: () => isAlive,
    async close() {
      isAlive = false;
      await worker.terminate();
    },
  };
}

function readAnswer(text: string): Outcome {
  if (Buffer.byteLength(text) <= longestAnswer) return { ok: true, result: JSON.parse(text) as unknown };
  const errorMessage = "Response payload size exceeded maximum allowed payload size (6291556 bytes).";
  return { ok: false, errorType: "Function.ResponseSizeTooLarge", errorMessage };
}

function eachLine(stream: Readable, take: (line: string) => void): void {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line.trim() !== "") take(line);
  });
}
