/** `npm run faults`: strikes every call and message of every flow, then pairs of them, and prints what held. */
import { parseArgs } from "node:util";
import type { Trace } from "./harness/director.ts";
import { flows } from "./flows/flows.ts";
import { guards } from "./guards/guards.ts";
import { describeGuard, isNoticed } from "./guards/try-guard.ts";
import { caseNamed, drawPairs, randomFrom, singleFaults, type Case } from "./plan/case.ts";
import { hireCrew, type Crew } from "./run/bench-crew.ts";
import { complaintOf, isClean, lastLine, table, type Outcome } from "./run/report.ts";

const usage = `Stops functions at every external call, loses and doubles messages, and checks what is left.

  npm run faults                          all single faults, and 500 pairs
  npm run faults -- --flows send,redial   of these flows only
  npm run faults -- --only send:17:after  just this one
  npm run faults -- --pairs N --seed S    so many pairs (FAULTS_PAIRS for a night), drawn as in an earlier run
  npm run faults -- --every N             each Nth single fault only
  npm run faults -- --guards              take one guard away at a time: the suite must notice each
  npm run faults -- --guard WORDS         only those whose name holds these words

Flows: ${flows.map(({ name }) => name).join(", ")}.`;

const { values } = parseArgs({
  options: {
    flows: { type: "string" },
    only: { type: "string" },
    pairs: { type: "string" },
    seed: { type: "string" },
    every: { type: "string" },
    guards: { type: "boolean" },
    guard: { type: "string" },
    processes: { type: "string" },
    help: { type: "boolean" },
  },
});
if (values.help) {
  console.log(usage);
  process.exit(0);
}

const seed = Number(values.seed ?? Date.now() % 1_000_000);
const only = values.only;
const chosen = (only?.split(":")[0] ?? values.flows)?.split(",") ?? flows.map(({ name }) => name);
const crew = hireCrew(only === undefined ? Number(values.processes ?? 2) : 1);
try {
  const isGuards = values.guards === true || values.guard !== undefined;
  process.exitCode = (await (isGuards ? runGuards(crew) : runSuite(crew))) ? 0 : 1;
} finally {
  crew.dismiss();
}

async function runSuite(workers: Crew): Promise<boolean> {
  const traced = await Promise.all(
    chosen.map(async (flow): Promise<[string, Trace]> => [flow, await workers.trace(flow)]),
  );
  const traces = new Map(traced);
  const singles = traced.flatMap(([flow, trace]) => singleFaults(flow, trace));
  const cases = casesOf(singles);
  const outcomes = await runAll(workers, cases);
  console.log(`\n${table(traces, outcomes)}\n`);
  if (only === undefined) console.log(`seed of the pairs: ${seed}`);
  console.log(lastLine(outcomes));
  return isClean(outcomes);
}

async function runGuards(workers: Crew): Promise<boolean> {
  const wanted = guards.filter(({ name }) => name.includes(values.guard ?? ""));
  const results = await Promise.all(
    wanted.map(async ({ name }) => {
      const result = await workers.tryGuard(name);
      console.log(describeGuard(name, result));
      return result;
    }),
  );
  const noticed = results.filter(isNoticed).length;
  console.log(`${results.length} guards taken away, ${noticed} noticed`);
  return noticed === results.length;
}

function casesOf(singles: Case[]): Case[] {
  if (only !== undefined) {
    const found = caseNamed(only, singles);
    if (!found) throw new Error(`there is no fault ${only}`);
    return [found];
  }
  const every = Number(values.every ?? 1);
  const pairs = Number(values.pairs ?? process.env["FAULTS_PAIRS"] ?? 500);
  return [
    ...singles.filter((_, index) => index % every === 0),
    ...drawPairs(singles, pairs, randomFrom(seed)),
  ];
}

async function runAll(workers: Crew, cases: Case[]): Promise<Outcome[]> {
  console.log(`${cases.length} faults`);
  const outcomes: Outcome[] = [];
  await Promise.all(
    cases.map(async (one) => {
      const outcome = { one, result: await workers.run(one) };
      outcomes.push(outcome);
      const complaint = complaintOf(outcome);
      if (complaint !== "") console.log(complaint);
      if (outcomes.length % 100 === 0) console.log(`... ${outcomes.length} of ${cases.length}`);
    }),
  );
  return outcomes;
}
