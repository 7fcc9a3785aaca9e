/** A function's thread in the harness: the laptop's own, with every outgoing call watched. */
import { receiveMessageOnPort, workerData, type MessagePort } from "node:worker_threads";
import { watchOutgoingCalls, type CallFate } from "./outgoing-calls.ts";

export type ThreadFacts = { port: MessagePort; answered: Int32Array<SharedArrayBuffer>; limitMs: number };

const { port, answered, limitMs } = (workerData as { faults: ThreadFacts }).faults;
port.unref();

/** The thread stands still until the harness has answered. */
function ask(operation: string): CallFate {
  Atomics.store(answered, 0, 0);
  port.postMessage(operation);
  Atomics.wait(answered, 0, 0);
  return receiveMessageOnPort(port)?.message as CallFate;
}

watchOutgoingCalls(ask, limitMs);
await import("../../../local/cloud/lambda/worker.ts");
