/** The laptop run as a client meets it: a process of its own, on free ports, with nothing kept. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import * as v from "valibot";
import { startEngineProcess } from "../../local/engines/engine-process.ts";
import { root } from "./run-command.ts";

const ready = v.object({ url: v.string(), apiKey: v.string(), simulatorUrl: v.string() });
export type Laptop = v.InferOutput<typeof ready> & { close: () => Promise<void> };

/** @throws Error with its last words when it is not ready within 120 s */
export async function startLaptop(more: string[] = []): Promise<Laptop> {
  const data = mkdtempSync(join(tmpdir(), "cross-laptop-"));
  const said: string[] = [];
  const options = ["--json", "--port", "0", "--data", data, "--no-sample", ...more];
  const program = [`HOME=${tmpdir()}`, process.execPath, join(root, "bin/run.mjs"), "local", ...options];
  const child = startEngineProcess("/usr/bin/env", program, (line) => said.push(line));
  const close = async () => {
    await child.stop();
    rmSync(data, { recursive: true, force: true });
  };
  const until = performance.now() + 120_000;
  for (;;) {
    const line = said.find((text) => text.startsWith("{"));
    if (line !== undefined) return { ...v.parse(ready, JSON.parse(line)), close };
    if (child.hasExited || performance.now() > until) {
      await close();
      throw new Error(`the laptop run did not start: ${said.slice(-8).join(" ")}`);
    }
    await sleep(100);
  }
}
