import { createRequire } from "node:module";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { installClock } from "./clock-in-worker.ts";
import type { FromWorker, InvocationContext, ToWorker, WorkerSetup } from "./messages.ts";
import {
  installStreaming,
  isStreaming,
  openResponseStream,
  type ResponseStream,
} from "./stream-in-worker.ts";

/** One Lambda execution environment: loads the unchanged bundle once, then answers one event at a time. */

type Handler = (event: unknown, context: unknown) => unknown;

const port = parentPort;
if (!port) throw new Error("This file runs as a worker thread only.");
const send = (message: FromWorker) => port.postMessage(message);
const setup = workerData as WorkerSetup;
const setClock = installClock(setup.clock);
installStreaming();
let out: ResponseStream | undefined;

const describe = (error: unknown) =>
  error instanceof Error
    ? { errorType: error.name, errorMessage: error.message }
    : { errorType: typeof error, errorMessage: String(error) };

function loadHandler(): Handler {
  const dot = setup.handler.lastIndexOf(".");
  const file = join(setup.codeFolder, setup.handler.slice(0, dot));
  const bundle = createRequire(join(setup.codeFolder, "index.js"))(file) as Record<string, unknown>;
  const handler = bundle[setup.handler.slice(dot + 1)];
  if (typeof handler !== "function") throw new Error(`${setup.handler} is undefined or not exported`);
  return handler as Handler;
}

async function invoke(handler: Handler, event: string, { timeoutMs, ...context }: InvocationContext) {
  const deadline = performance.now() + timeoutMs;
  const getRemainingTimeInMillis = () => Math.max(0, Math.round(deadline - performance.now()));
  try {
    const facts = { ...context, callbackWaitsForEmptyEventLoop: true, getRemainingTimeInMillis };
    if (isStreaming(handler)) {
      out = openResponseStream(send);
      // A client that leaves is an error of the stream; a handler that does not listen must not die of it.
      out.on("error", () => undefined);
      await handler(JSON.parse(event), out, facts);
      return send({ kind: "answer", result: "null" });
    }
    send({ kind: "answer", result: JSON.stringify((await handler(JSON.parse(event), facts)) ?? null) });
  } catch (error) {
    send({ kind: "error", ...describe(error) });
  }
}

try {
  const handler = loadHandler();
  port.on("message", (message: ToWorker) => {
    if (message.kind === "clock") setClock(message.snapshot);
    else if (message.kind === "stream_taken") out?.take();
    else if (message.kind === "stream_gone") out?.destroy(new Error("the client has gone"));
    else void invoke(handler, message.event, message.context);
  });
  send({ kind: "ready" });
} catch (error) {
  // Lambda tells a bundle that does not load apart from a handler that throws.
  const { errorType, errorMessage } = describe(error);
  send({ kind: "error", errorType, errorMessage: `The bundle does not load: ${errorMessage}` });
  port.close();
}
