import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { measureSizes } from "./bundle-sizes.ts";
import { missesLimit, type Figure, type Run } from "./figure.ts";
import { measureListPages } from "./list-pages.ts";
import { tableOf } from "./print-table.ts";
import { measureRequests } from "./requests-per-fax.ts";
import { measureOverhead } from "./send-to-delivered.ts";
import { measureStart } from "./start-time.ts";
import { measureWebhookCpu } from "./webhook-cpu.ts";

const benches: Record<string, (run: Run) => Promise<Figure[]>> = {
  start: measureStart,
  cpu: measureWebhookCpu,
  size: measureSizes,
  requests: measureRequests,
  overhead: measureOverhead,
  list: measureListPages,
};

const usage = `npm run bench -- [--only ${Object.keys(benches).join("|")}] [--quick] [--json FILE]`;

function options() {
  const { values } = parseArgs({
    options: {
      only: { type: "string" },
      json: { type: "string" },
      quick: { type: "boolean", default: false },
    },
  });
  if (values.only !== undefined && !(values.only in benches)) throw new Error(usage);
  return values;
}

/**
 * One after the other: two at once would measure each other. Each in a process of its own, since what one leaves in
 * memory slows the next.
 */
async function main(): Promise<void> {
  const { only, json, quick } = options();
  const run: Run = { isQuick: quick, say: (line) => process.stderr.write(`${line}\n`) };
  const figures: Figure[] = [];
  for (const [name, measure] of Object.entries(benches)) {
    if (only !== undefined && only !== name) continue;
    const begun = performance.now();
    figures.push(...(only === undefined ? measuredApart(name, quick) : await measure(run)));
    if (only === undefined) run.say(`${name}: ${((performance.now() - begun) / 1000).toFixed(0)} s`);
  }
  console.log(`Node ${process.version}, ${process.arch}, ${cpus().length} cores\n\n${tableOf(figures)}`);
  const missed = figures.filter(missesLimit);
  console.log(
    missed.length === 0
      ? "\nEvery limit is kept."
      : `\nLimits missed: ${missed.map(({ name }) => name).join(", ")}.`,
  );
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(figures, null, 2)}\n`);
}

function measuredApart(name: string, isQuick: boolean): Figure[] {
  const folder = mkdtempSync(join(tmpdir(), "fax-bench-figures-"));
  const file = join(folder, "figures.json");
  try {
    const args = [import.meta.filename, "--only", name, "--json", file, ...(isQuick ? ["--quick"] : [])];
    const { status } = spawnSync(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] });
    if (status !== 0) throw new Error(`the bench ${name} ended with ${status}`);
    return JSON.parse(readFileSync(file, "utf8")) as Figure[];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await main().catch((error: unknown) => {
  console.error(`The bench could not run: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
