import type { Invocation } from "../lambda/pool.ts";
import { failedItems } from "./sqs-event.ts";
import { pause } from "./engine.ts";
import { sequenceOf, type StreamRecord } from "./stream-records.ts";

export type BatchRules = {
  isPartial: boolean;
  bisects: boolean;
  /** retries after the first call; -1 without end */
  mostRetries: number;
};
export type BatchSteps = {
  invoke(records: StreamRecord[]): Promise<Invocation>;
  /** this record and all before it are done with */
  reached(record: StreamRecord): void;
  giveUp(records: StreamRecord[], last: Invocation, calls: number): Promise<void>;
  signal: AbortSignal;
};

/**
 * Delivers one batch in order, as Lambda does for streams: a failed batch is retried, halved if the
 * source bisects (which costs no retry), begun again at the first failed record of a partial answer,
 * and given up when its retries are used. Answers false when the signal ended it first.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
export async function deliverBatch(
  batch: StreamRecord[],
  rules: BatchRules,
  steps: BatchSteps,
  retriesUsed = 0,
): Promise<boolean> {
  let rest = batch;
  let retries = retriesUsed;
  for (;;) {
    const last = rest.at(-1);
    if (!last) return true;
    if (steps.signal.aborted) return false;
    const outcome = await steps.invoke(rest);
    if (steps.signal.aborted && !outcome.ok) return false;
    const failedFrom = firstFailed(outcome, rest, rules.isPartial);
    const lastDone = failedFrom === undefined ? last : rest[failedFrom - 1];
    if (lastDone) steps.reached(lastDone);
    if (failedFrom === undefined) return true;
    rest = rest.slice(failedFrom);
    if (rules.bisects && failedFrom > 0) continue;
    if (rules.bisects && rest.length > 1) {
      const half = Math.ceil(rest.length / 2);
      if (!(await deliverBatch(rest.slice(0, half), rules, steps, retries))) return false;
      rest = rest.slice(half);
      continue;
    }
    if (rules.mostRetries >= 0 && retries >= rules.mostRetries) {
      await steps.giveUp(rest, outcome, retries + 1);
      steps.reached(last);
      return true;
    }
    await pause(Math.min(2000, 50 * 2 ** retries), steps.signal);
    retries += 1;
  }
}

/** Where in the batch the first failed record is; undefined when all succeeded. */
function firstFailed(outcome: Invocation, records: StreamRecord[], isPartial: boolean): number | undefined {
  if (!outcome.ok) return 0;
  if (!isPartial) return undefined;
  const failed = failedItems(outcome.result, records.map(sequenceOf));
  const index = records.findIndex((record) => failed.includes(sequenceOf(record)));
  return index < 0 ? undefined : index;
}
