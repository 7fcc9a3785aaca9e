import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { guards } from "./guards/guards.ts";
import { describeGuard, isNoticed, tryGuard } from "./guards/try-guard.ts";
import { changedSources } from "./guards/bundle-mutated.ts";
import { openBench, type Bench } from "./harness/bench.ts";
import { randomFrom, singleFaults, type Case } from "./plan/case.ts";
import { complaintOf } from "./run/report.ts";

/**
 * A part of `npm run faults`: every way to stop the calls by which a fax is given to the carrier and told of, and
 * others drawn by a printed seed, within this time. The whole suite takes minutes.
 */
const budgetMs = 40_000;
const seed = Number(process.env["FAULTS_SEED"] ?? Date.now() % 1_000_000);

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const sampleOf = (cases: Case[]): Case[] => {
  const random = randomFrom(seed);
  const isFirst = ({ faults }: Case) =>
    /^(dispatch carrier|dispatch dynamodb|apply dynamodb)/.test(faults[0]?.at ?? "");
  const rest = cases.filter((one) => !isFirst(one)).map((one) => ({ one, place: random() }));
  return [...cases.filter(isFirst), ...rest.sort((a, b) => a.place - b.place).map(({ one }) => one)];
};

describe("accepted means kept, never twice, one call at a time: functions stopped at their calls, messages lost", () => {
  it("a sample of the fault suite", async () => {
    const traces = [
      ["send", await bench.trace("send", 1)] as const,
      ["receive", await bench.trace("receive", 1)] as const,
    ];
    const cases = sampleOf(traces.flatMap(([flow, trace]) => singleFaults(flow, trace)));
    const begun = performance.now();
    let tried = 0;
    for (const one of cases) {
      if (performance.now() - begun > budgetMs) break;
      expect(complaintOf({ one, result: await bench.run(one) })).toBe("");
      tried += 1;
    }
    console.log(`${tried} of ${cases.length} faults of send and receive tried, seed ${seed}`);
    expect(tried).toBeGreaterThan(0);
  }, 240_000);

  it("notices when a condition of a claim is taken away", async () => {
    const guard = guards.find(({ name }) => name === "claim: the number's lane is free");
    if (!guard) throw new Error("the guard has another name now");
    const result = await tryGuard(bench, guard);
    expect(isNoticed(result), describeGuard(guard.name, result)).toBe(true);
  }, 240_000);

  it.each(guards)("the guard stands where the suite takes it away: $name", ({ mutations }) => {
    expect(changedSources(mutations).size).toBeGreaterThan(0);
  });
});
