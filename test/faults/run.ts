/** `npm run faults`: strikes every call and message of every flow, then pairs of them, and prints what held. */
import { parseArgs } from "node:util";
import type { Trace } from "./harness/director.ts";
import { flows } from "./flows/flows.ts";
import { guards } from "./guards/guards.ts";
import { describeGuard, isNoticed } from "./guards/try-guard.ts";
import { caseNamed, pairsOf, randomFrom, singleFaults, type Case } from "./plan/case.ts";
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

/** A call in the wake of a race comes in most runs and not in all: a single fault has a few chances to strike. */
const mostTries = 5;
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
  const singles = traced.flatMap(([flow, trace]) => singleFaults(flow, trace));
  const outcomes = await runAll(workers, singlesOf(singles));
  const pairs = only === undefined ? await runPairs(workers, singles) : [];
  console.log(`\n${table(new Map(traced), [...outcomes, ...pairs])}\n`);
  console.log(lastLine([...outcomes, ...pairs]));
  return isClean([...outcomes, ...pairs]);
}

function singlesOf(singles: Case[]): Case[] {
  if (only === undefined) return singles.filter((_, index) => index % Number(values.every ?? 1) === 0);
  const found = caseNamed(only, singles);
  if (!found) throw new Error(`there is no fault ${only}`);
  return [found];
}

/** As many as asked for that both struck: where the first kept the second from being met, another pair is drawn. */
async function runPairs(workers: Crew, singles: Case[]): Promise<Outcome[]> {
  const wanted = Number(values.pairs ?? process.env["FAULTS_PAIRS"] ?? 500);
  const draw = pairsOf(singles, randomFrom(seed));
  const met: Outcome[] = [];
  let unmet = 0;
  while (met.length < wanted) {
    const drawn = Array.from({ length: wanted - met.length }, draw);
    const outcomes = await runAll(workers, drawn, ({ result }) => result.violations.length > 0);
    const hasCounted = ({ result }: Outcome) => result.unfired.length === 0 || result.violations.length > 0;
    met.push(...outcomes.filter(hasCounted));
    unmet += outcomes.length - outcomes.filter(hasCounted).length;
  }
  console.log(`pairs drawn by the seed ${seed}; ${unmet} whose second fault was not met were drawn anew`);
  return met;
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

async function untilMet(workers: Crew, one: Case): Promise<Outcome["result"]> {
  for (let tries = 1; ; tries++) {
    const result = await workers.run(one);
    const isMet = result.unfired.length === 0 || result.violations.length > 0;
    if (isMet || one.faults.length > 1 || tries === mostTries) return result;
  }
}

async function runAll(
  workers: Crew,
  cases: Case[],
  isTold: (outcome: Outcome) => boolean = () => true,
): Promise<Outcome[]> {
  console.log(`${cases.length} ${(cases[0]?.faults.length ?? 1) > 1 ? "pairs of faults" : "faults"}`);
  const outcomes: Outcome[] = [];
  await Promise.all(
    cases.map(async (one) => {
      const outcome = { one, result: await untilMet(workers, one) };
      outcomes.push(outcome);
      const complaint = complaintOf(outcome);
      if (complaint !== "" && isTold(outcome)) console.log(complaint);
      if (outcomes.length % 100 === 0) console.log(`... ${outcomes.length} of ${cases.length}`);
    }),
  );
  return outcomes;
}
