import { buildSync } from "esbuild";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { MessageChannel, Worker } from "node:worker_threads";
import type { OpenThread } from "../../../local/cloud/lambda/environment.ts";
import { shortName, type Director } from "./director.ts";
import type { ThreadFacts } from "./thread.ts";

/**
 * Threads that ask the director before each call. `codeOf`: another bundle in place of the template's own. `folder`
 * takes the thread's own code: as one file it starts in a fraction of the time.
 */
export function watchedThreads(
  director: Director,
  codeOf: (fn: string, original: string) => string,
  folder: string,
): OpenThread {
  const code = join(folder, "thread.mjs");
  buildSync({
    entryPoints: [join(import.meta.dirname, "thread.ts")],
    outfile: code,
    bundle: true,
    platform: "node",
    format: "esm",
    logLevel: "error",
  });
  return (fn, { workerData, ...options }) => {
    const { port1, port2 } = new MessageChannel();
    const answered = new Int32Array(new SharedArrayBuffer(4));
    port1.on("message", (operation: string) => {
      void Promise.resolve(director.onCall(shortName(fn.name), operation)).then((fate) => {
        port1.postMessage(fate);
        Atomics.store(answered, 0, 1);
        Atomics.notify(answered, 0);
      });
    });
    const faults: ThreadFacts = { port: port2, answered, limitMs: fn.timeoutSeconds * 1000 };
    const worker = new Worker(pathToFileURL(code), {
      ...options,
      workerData: { ...workerData, codeFolder: codeOf(shortName(fn.name), workerData.codeFolder), faults },
      transferList: [port2],
    });
    worker.once("exit", () => port1.close());
    return worker;
  };
}
