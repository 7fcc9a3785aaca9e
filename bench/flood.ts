import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { detailsOf, faultsOf, growthOf, tableOfFloods } from "./flood/flood-table.ts";
import { runFlood, type FloodResult, type FloodSize } from "./flood/run-flood.ts";

const usage = `npm run bench:flood -- [--faxes N] [--speed N] [--seed N] [--max-minutes N] [--once] [--details]
  Sends N faxes (10,000) to a number for every 20 over a channel for every 500, and before that 500 alike;
  --once sends the N only, --details tells the requests of each function and what was refused.`;

/** Twenty faxes to a number, five hundred to a channel: a flood of any size waits alike. */
const sizeOf = (faxes: number): FloodSize => ({
  faxes,
  numbers: Math.max(1, Math.round(faxes / 20)),
  channels: Math.max(1, Math.round(faxes / 500)),
});

function options() {
  const { values } = parseArgs({
    options: {
      faxes: { type: "string", default: "10000" },
      speed: { type: "string", default: "30" },
      seed: { type: "string", default: "1" },
      "max-minutes": { type: "string", default: "90" },
      once: { type: "boolean", default: false },
      details: { type: "boolean", default: false },
    },
  });
  const [faxes, speed, seed, maxMinutes] = [
    values.faxes,
    values.speed,
    values.seed,
    values["max-minutes"],
  ].map(Number);
  if (!faxes || !speed || seed === undefined || !maxMinutes) throw new Error(usage);
  return { faxes, speed, seed, maxMinutes, once: values.once, details: values.details };
}

async function main(): Promise<void> {
  const { faxes, once, details, ...how } = options();
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const results: FloodResult[] = [];
  for (const count of once ? [faxes] : [500, faxes]) {
    say(`${count} faxes, seed ${how.seed}, time ${how.speed} times as fast`);
    results.push(await runFlood(sizeOf(count), { ...how, say }));
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
