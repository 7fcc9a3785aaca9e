import type { Flow } from "../flows/flow.ts";
import { flows } from "../flows/flows.ts";
import { guardFlows } from "../guards/flows.ts";
import type { Case } from "../plan/case.ts";
import type { Trace } from "./director.ts";
import { openStand, type CodeOf, type Stand } from "./open-stand.ts";
import { openPaperShop } from "./paper-shop.ts";
import { runCase, type CaseResult } from "./run-case.ts";

/** One stand for many cases: opened anew after one that left something behind. */
export type Bench = {
  /**
   * What the flow does while nothing goes wrong, beginning cold, in every one of several runs: functions that run side
   * by side may meet and try again. @throws where that does not end as it should
   */
  trace(flow: string, runs?: number): Promise<Trace>;
  run(one: Case): Promise<CaseResult>;
  /** Other bundles from now on; without an argument those of the template. */
  useBundles(codeOf?: CodeOf): Promise<void>;
  close(): Promise<void>;
};

/** A function that is warm makes fewer calls, and a slow machine another order: then the fault is tried anew, cold. */
const mostTries = 3;
const tracesTaken = 3;
/** A stand gets slower with what it keeps. */
const casesPerStand = 250;

export async function openBench(): Promise<Bench> {
  const papers = await openPaperShop();
  let current: Promise<Stand> | undefined;
  let used = 0;
  let codeOf: CodeOf | undefined;
  const open = async () => {
    const opened = await openStand();
    if (codeOf) opened.useBundles(codeOf);
    return opened;
  };
  const stand = () => (current ??= open());
  const discard = async () => {
    const old = await current?.catch(() => undefined);
    current = undefined;
    used = 0;
    await old?.close();
  };

  async function tryCase(one: Case, isCold: boolean): Promise<CaseResult> {
    if (used++ >= casesPerStand) await discard();
    const here = await stand();
    if (isCold) here.cloud.coolDown();
    const result = await runCase(here, papers, flowNamed(one.flow), one).catch((error: unknown) =>
      brokenBy(error, here),
    );
    if (result.violations.length > 0) await discard();
    return result;
  }

  return {
    async useBundles(chosen) {
      codeOf = chosen;
      (await current)?.useBundles(chosen ?? ((_fn, original) => original));
    },
    async trace(flow, runs = tracesTaken) {
      const traces: Trace[] = [];
      for (let run = 0; run < runs; run++) {
        const { trace, violations } = await tryCase({ id: flow, flow, faults: [] }, true);
        const [first] = violations;
        if (first) throw new Error(`${flow} fails without any fault: ${first.why}`);
        traces.push(trace);
      }
      return inAll(traces);
    },
    async run(one) {
      for (let tries = 1; ; tries++) {
        const result = await tryCase(one, tries > 1);
        if (result.unfired.length === 0 || result.violations.length > 0 || tries === mostTries) return result;
      }
    },
    async close() {
      await discard();
      papers.close();
    },
  };
}

export function flowNamed(name: string): Flow {
  const flow = [...flows, ...guardFlows].find((one) => one.name === name);
  if (!flow) throw new Error(`there is no flow ${name}`);
  return flow;
}

function inAll(traces: Trace[]): Trace {
  const common = (of: (trace: Trace) => string[]) =>
    (traces[0] ? of(traces[0]) : []).filter((at) => traces.every((trace) => of(trace).includes(at)));
  return { calls: common(({ calls }) => calls), messages: common(({ messages }) => messages) };
}

const brokenBy = (error: unknown, { said }: Stand): CaseResult => ({
  violations: [
    {
      what: "stuck",
      why: `${error instanceof Error ? error.message : String(error)}; ${said.slice(-3).join(" | ")}`,
    },
  ],
  unfired: [],
  trace: { calls: [], messages: [] },
  localMs: 0,
  realMs: 0,
});
