/** Telnyx's SDK for Python against the laptop run, and its verification of the simulator's webhooks. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { createClock } from "../../local/clock.ts";
import { samplePdf } from "../../local/sample-document.ts";
import { startSimulator } from "../../simulator/server.ts";
import type { Outcome } from "../outcome.ts";
import { installFromPypi } from "../tools/install.ts";
import { startLaptop } from "../tools/laptop.ts";
import { mustRun } from "../tools/run-command.ts";

const answers = v.array(v.object({ name: v.string(), detail: v.string() }));
const laptopSpeed = 40;
/** Its webhooks must look fresh by the SDK's own clock, within 300 s. */
const simulatorSpeed = 5;

export async function pythonSdk(): Promise<Outcome> {
  const bin = await installFromPypi("telnyx", ["telnyx[webhooks]==4.189.0"]);
  const folder = mkdtempSync(join(tmpdir(), "cross-sdk-"));
  const document = join(folder, "page.pdf");
  writeFileSync(document, samplePdf([["A page of a cross-check"]]));
  const apiKey = "KEY-cross-check";
  const simulator = await startSimulator({
    port: 0,
    clock: createClock(simulatorSpeed),
    apiKey,
    // Webhooks go where each request says, as with the carrier.
    connection: { id: "234423", from: ["+13125790015"], webhookUrl: "http://127.0.0.1:9/" },
  });
  const laptop = await startLaptop(["--speed", String(laptopSpeed)]).catch(async (error: unknown) => {
    await simulator.close();
    throw error;
  });
  try {
    const places = {
      document,
      apiBase: `${laptop.url}/v2`,
      apiKey: laptop.apiKey,
      simulatorBase: simulator.apiBase,
      simulatorKey: apiKey,
      publicKey: simulator.publicKey,
    };
    const script = join(import.meta.dirname, "use_api.py");
    const said = await mustRun([join(bin, "python"), script, JSON.stringify(places)], { seconds: 180 });
    const found = v.parse(answers, JSON.parse(said.trim().split("\n").at(-1) ?? ""));
    const differences = found.filter(({ detail }) => detail !== "");
    return { passed: found.length - differences.length, skipped: 0, differences };
  } finally {
    await Promise.all([laptop.close(), simulator.close()]);
    rmSync(folder, { recursive: true, force: true });
  }
}
