import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { detailsOf, faultsOf, growthOf, tableOfFloods } from "./flood/flood-table.ts";
import { runFlood, type FloodResult, type FloodSize } from "./flood/run-flood.ts";

const usage = `npm run bench:flood -- [--faxes N] [--small N] [--per-number N] [--per-channel N]
    [--speed N] [--seed N] [--max-minutes N] [--once] [--details]
  Sends a small flood (500 faxes), then one of N (10,000), with as many to a number (20) and over a channel (500).
  --speed lets time run N times as fast (30); --max-minutes ends a flood that does not; --once sends the N only;
  --details tells the requests of each function and what was refused.`;

const text = (value: string) => ({ type: "string" as const, default: value });
const flag = { type: "boolean" as const, default: false };

function options() {
  const { values } = parseArgs({
    options: {
      faxes: text("10000"),
      small: text("500"),
      "per-number": text("20"),
      "per-channel": text("500"),
      speed: text("30"),
      seed: text("1"),
      "max-minutes": text("90"),
      once: flag,
      details: flag,
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
  };
}

function positive(given: string): number {
  const value = Number(given);
  if (!(value > 0)) throw new Error(usage);
  return value;
}

async function main(): Promise<void> {
  const { faxes, small, perNumber, perChannel, how, once, details } = options();
  // A flood of any size waits alike.
  const sizeOf = (count: number): FloodSize => ({
    faxes: count,
    numbers: Math.max(1, Math.round(count / perNumber)),
    channels: Math.max(1, Math.round(count / perChannel)),
  });
  const repeatsAfter = sizeOf(once ? faxes : small).numbers;
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const results: FloodResult[] = [];
  for (const count of once ? [faxes] : [small, faxes]) {
    say(`${count} faxes, seed ${how.seed}, time ${how.speed} times as fast`);
    results.push(await runFlood(sizeOf(count), { ...how, repeatsAfter, say }));
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
