import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { detailsOf, faultsOf, growthOf, tableOfFloods } from "./flood/flood-table.ts";
import { runFlood, type FloodResult, type FloodSize } from "./flood/run-flood.ts";

const usage = `npm run bench:flood -- [--faxes N] [--small N] [--per-number N] [--per-channel N]
    [--speed N] [--seed N] [--max-minutes N] [--once] [--details] [--json]
  Sends a small flood (500 faxes) and, beside it in a process of its own, one of N (10,000), with as many to a number
  (20) and over a channel (500).
  --speed lets time run N times as fast (6, for which two cores are enough: 40 minutes); --max-minutes ends a flood that does not; --once sends the N only;
  --details tells the requests of each function and what was refused; --json, with --once, prints the figures alone.`;

const text = (value: string) => ({ type: "string" as const, default: value });
const flag = { type: "boolean" as const, default: false };

function options() {
  const { values } = parseArgs({
    options: {
      faxes: text("10000"),
      small: text("500"),
      "per-number": text("20"),
      "per-channel": text("500"),
      speed: text("6"),
      seed: text("1"),
      "max-minutes": text("90"),
      once: flag,
      details: flag,
      json: flag,
      "repeats-after": text(""),
    },
  });
  return {
    faxes: positive(values.faxes),
    small: positive(values.small),
    perNumber: positive(values["per-number"]),
    perChannel: positive(values["per-channel"]),
    how: {
      speed: positive(values.speed),
      seed: positive(values.seed),
      maxMinutes: positive(values["max-minutes"]),
    },
    once: values.once,
    details: values.details,
    json: values.json,
    repeatsAfter: values["repeats-after"] === "" ? undefined : positive(values["repeats-after"]),
  };
}

function positive(given: string): number {
  const value = Number(given);
  if (!(value > 0)) throw new Error(usage);
  return value;
}

/** A flood in a process of its own; what it says is told with its size before it. */
async function floodBeside(count: number, repeatsAfter: number): Promise<FloodResult> {
  const args = ["--once", "--json", "--faxes", String(count), "--repeats-after", String(repeatsAfter)];
  const child = spawn(process.execPath, [import.meta.filename, ...process.argv.slice(2), ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const printed: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => printed.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => process.stderr.write(chunk));
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`the flood of ${count} faxes ended with ${code}`);
  return JSON.parse(Buffer.concat(printed).toString()) as FloodResult;
}

async function main(): Promise<void> {
  const { faxes, small, perNumber, perChannel, how, once: isOne, details, json, ...given } = options();
  // A flood of any size waits alike.
  const sizeOf = (count: number): FloodSize => ({
    faxes: count,
    numbers: Math.max(1, Math.round(count / perNumber)),
    channels: Math.max(1, Math.round(count / perChannel)),
  });
  const repeatsAfter = given.repeatsAfter ?? sizeOf(isOne ? faxes : small).numbers;
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  if (isOne) say(`${faxes} faxes, seed ${how.seed}, time ${how.speed} times as fast`);
  const results = isOne
    ? [await runFlood(sizeOf(faxes), { ...how, repeatsAfter, say })]
    : await Promise.all([small, faxes].map((count) => floodBeside(count, repeatsAfter)));
  if (json) {
    console.log(JSON.stringify(results[0]));
    return;
  }
  console.log(
    `Node ${process.version}, ${process.arch}, ${cpus().length} cores\n\n${tableOfFloods(results)}`,
  );
  if (details) for (const result of results) console.log(`\n${detailsOf(result)}`);
  const faults = [...results.flatMap(faultsOf), ...growthOf(results)];
  console.log(faults.length === 0 ? "\nEvery limit is kept." : `\n${faults.join("\n")}`);
  if (faults.length > 0) process.exitCode = 1;
}

await main().catch((error: unknown) => {
  console.error(`The flood could not run: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
