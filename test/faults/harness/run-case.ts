import type { Flow } from "../flows/flow.ts";
import { isAtRest, judge } from "../oracle/judge.ts";
import type { Violation } from "../oracle/judge-fax.ts";
import type { Case } from "../plan/case.ts";
import type { Fault, Trace } from "./director.ts";
import type { Stand } from "./open-stand.ts";
import type { PaperShop } from "./paper-shop.ts";
import { pass, passUntil } from "./pass-time.ts";
import { openStage } from "./stage.ts";

export type CaseResult = {
  violations: Violation[];
  /** Faults that never met what they were for. */
  unfired: Fault[];
  trace: Trace;
  /** Local time until all had come to rest, and real time, milliseconds. */
  localMs: number;
  realMs: number;
};

const minute = 60_000;
/** Whatever is still open then is stuck. */
const longestMs = 48 * 60 * minute;
/** Between two cases, at least: longer than anything is kept or held back, so that each begins alike. */
const betweenMs = 65 * minute;
/** The minute of an hour at which each begins: what the sweep does in the first ten alone hangs on no case before. */
const beginsAtMs = 15 * minute;

/** Runs one flow, strikes it with the faults, lets everything be repeated that will be, and judges what is left. */
export async function runCase(
  stand: Stand,
  papers: PaperShop,
  flow: Flow,
  { faults, withinMs }: Pick<Case, "faults" | "withinMs">,
): Promise<CaseResult> {
  const realSince = performance.now();
  const { director, clock } = stand;
  await pass(stand, untilNextCase(clock.now().getTime()));
  const deadBefore = deadLetters(stand);
  const since = clock.now().getTime();
  director.watchesSweep = flow.bySweep ?? false;
  director.begin(faults);
  const stage = openStage(stand, papers);
  await flow.run(stage);
  const comesToRest = () => passUntil(stand, () => isAtRest(stand, stage.orders), longestMs);
  await comesToRest();
  const localMs = clock.now().getTime() - since;
  director.stopCounting();
  await letRepeatsCome(stand);
  await comesToRest();
  const lost = faults.filter(({ on, kind }) => on === "message" && kind === "lost");
  const violations = await judge(stand, stage.orders, {
    mayFail: faults.length > 1,
    mayRefuse: lost.map(({ at }) => at.split(" ")[0] ?? ""),
  });
  const isForgiven = lost.some(({ at }) => flow.hangsOn?.some((name) => at.startsWith(`${name} `)));
  for (const check of stage.checks) {
    const wrong = await check();
    if (wrong !== undefined && faults.length < 2 && !isForgiven)
      violations.push({ what: "lost", why: wrong });
  }
  const dead = deadLetters(stand) - deadBefore;
  if (dead > 0 && faults.length < 2) violations.push({ what: "stuck", why: `${dead} dead letters` });
  if (localMs > (withinMs ?? Infinity)) {
    violations.push({ what: "stuck", why: `at rest only after ${Math.round(localMs / 1000)} s` });
  }
  const fired = director.fired();
  return {
    violations,
    unfired: faults.filter((fault) => !fired.includes(fault)),
    trace: director.trace(),
    localMs,
    realMs: performance.now() - realSince,
  };
}

function untilNextCase(now: number): number {
  const hour = 60 * minute;
  const past = (now + betweenMs - beginsAtMs) % hour;
  return betweenMs + (past === 0 ? 0 : hour - past);
}

/** Messages of functions that were stopped come again, and the sweep looks once more: none of it may change the end. */
async function letRepeatsCome(stand: Stand): Promise<void> {
  const kept = () => stand.cloud.sqs.time.counts().reduce((sum, queue) => sum + queue.kept, 0);
  await passUntil(stand, async () => kept() === 0 && stand.director.held() === 0, longestMs);
  // A call that the carrier took late runs to its end, too.
  await passUntil(stand, async () => false, 6 * minute);
}

const deadLetters = ({ cloud }: Stand): number =>
  cloud.sqs.time
    .counts()
    .filter(({ name }) => name.includes("DeadLetters"))
    .reduce((sum, { visible }) => sum + visible, 0);
