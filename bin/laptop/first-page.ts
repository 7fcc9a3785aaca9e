import { Worker } from "node:worker_threads";

const patienceMs = 10_000;

/**
 * A PDF's first page as a small grey PNG; undefined for one that cannot be drawn in ten seconds. In a thread of its
 * own: functions and engines go on meanwhile, whatever the file is.
 */
export const drawFirstPage = (pdf: Uint8Array): Promise<Uint8Array | undefined> =>
  new Promise((done) => {
    const thread = new Worker(new URL("./first-page-thread.ts", import.meta.url), { workerData: pdf });
    const alarm = setTimeout(() => void thread.terminate(), patienceMs);
    thread.once("message", (png: Uint8Array | undefined) => done(png));
    // What broke it stands in no log: it may name what is in the file.
    thread.once("error", () => done(undefined));
    thread.once("exit", () => {
      clearTimeout(alarm);
      done(undefined);
    });
  });
