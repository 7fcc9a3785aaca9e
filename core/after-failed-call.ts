import type { BreakerReason } from "./breaker.ts";
import { rowAfter, type Row } from "./courtesy.ts";
import { classOfFailure, isBadNumber, mayHavePrinted } from "./failure-classes.ts";
import { explainFailure } from "./failure-reasons.ts";
import {
  latestAttempt,
  type Failure,
  type FaxSettings,
  type OutboundFax,
  type OutboundStatus,
  type TimelineEntry,
  type WaitReason,
} from "./fax.ts";
import { afterCapacity, decideRedial } from "./redial.ts";
import { mergeRetry, type Retry } from "./retry-policy.ts";

/** A call that failed, as the carrier told it. `at`: when it happened, epoch ms. */
export type FailedCall = { attempt: number; reason: string; internalReason: string; at: number };

/** Why a number was marked, and when (epoch ms). */
export type BadNumber = { reason: string; at: number };

/** What beside the fax decides: the deployment's own redials, and what is known of the number. */
export type Surroundings = { retry?: Retry | undefined; row?: Row | undefined; bad?: BadNumber | undefined };

/** What becomes of the fax whose latest call failed. */
export type AfterFailedCall = {
  status: OutboundStatus;
  failure?: Failure;
  wait?: { reason: WaitReason; until: number };
  /** All settings from now on, where the redial changes some. */
  settings?: FaxSettings;
  /** What the timeline says beside the event itself. */
  entries: TimelineEntry[];
  /** No call was made: nothing is left of the attempt but that its number is used. */
  isRefused?: true;
  /** The number's row of unanswered calls from now on; absent = none. */
  row?: Row;
  /** The number is marked: a person should look at it. */
  bad?: BadNumber;
};

/** Pure: canceled as wished, queued for a redial, or failed for good. `now` in epoch ms. */
export function afterFailedCall(
  fax: OutboundFax,
  call: FailedCall,
  now: number,
  around: Surroundings = {},
): AfterFailedCall {
  const row = rowAfter(around.row, call.reason, now);
  const number = row ? { row } : {};
  const printed = printedEntries(call);
  // The carrier has no "cancelled": a failure after our cancel is the cancel's success.
  if (fax.cancelRequestedAt !== undefined) return { status: "canceled", entries: printed, ...number };
  if (isFenced(fax, call)) {
    return {
      status: "queued",
      wait: { reason: "redial", until: now + fencedPauseMs },
      entries: [...printed, ...plannedEntries(call.attempt, { change: {}, rests: false }, now)],
      ...number,
    };
  }
  const refused = afterRefusal(fax, call, now);
  if (refused) return { ...refused, ...number };
  const reasons = [...earlierReasons(fax, call.attempt), call.reason];
  const limits = { retry: mergeRetry(around.retry, fax.retry), giveUpAt: fax.giveUpAt, row };
  const decision = decideRedial(reasons, fax.settings, limits, now);
  if (decision.kind === "give_up") {
    const bad = isBadNumber(call.reason) ? { bad: { reason: call.reason, at: call.at } } : {};
    const failure = finalFailure(call, reasons, around.bad);
    return { status: "failed", failure, entries: printed, ...number, ...bad };
  }
  const changed = Object.keys(decision.change).length > 0;
  return {
    status: "queued",
    wait: { reason: "redial", until: decision.at },
    ...(changed ? { settings: { ...fax.settings, ...decision.change } } : {}),
    entries: [...printed, ...plannedEntries(call.attempt, decision, now)],
    ...number,
  };
}

/** Our own lines or our account stood in the way: no call was made, so none is spent, and the fax waits. */
function afterRefusal(fax: OutboundFax, call: FailedCall, now: number): AfterFailedCall | undefined {
  const failure = classOfFailure(call.reason);
  if (failure === "account") {
    return {
      status: "queued",
      wait: { reason: "breaker", until: now },
      isRefused: true,
      entries: [breakerEntry(call.reason, now)],
    };
  }
  if (failure !== "capacity") return undefined;
  const until = afterCapacity(call.attempt - lastMade(fax, call.attempt), now);
  // What cannot go before the time to give up waits until then: the sweep ends it.
  return {
    status: "queued",
    wait: { reason: "carrier_capacity", until: Math.min(until, fax.giveUpAt ?? Infinity) },
    isRefused: true,
    entries: [{ key: "waiting.carrier_capacity", at: now, word: "carrier_capacity" }],
  };
}

/** One entry, the latest: a fax may wait for days. */
export const breakerEntry = (reason: BreakerReason, at: number): TimelineEntry => ({
  key: "waiting.breaker",
  at,
  word: `breaker.${reason}`,
});

/** The number of the last call that was really made before this one. */
const lastMade = (fax: OutboundFax, attempt: number): number =>
  latestAttempt({ ...fax, attempts: fax.attempts.filter(({ number }) => number < attempt) })?.number ?? 0;

function printedEntries({ attempt, reason, at }: FailedCall): TimelineEntry[] {
  if (!mayHavePrinted(reason)) return [];
  return [{ key: `printed.${attempt}`, at, word: "pages.may_have_printed", attempt }];
}

const fencedPauseMs = 60_000;
/** So often at most: then a fetch that fails is taken for what it says. */
const fencedAtMost = 5;

/**
 * The carrier took the call late, after its pages were put out of reach because it seemed not to have it: that it could
 * not fetch them is our doing, and spends no attempt.
 */
function isFenced(fax: OutboundFax, call: Pick<FailedCall, "attempt" | "reason">): boolean {
  const fenced = fax.attempts.filter(
    ({ number, missedAt }) => missedAt !== undefined && number <= call.attempt,
  );
  const isOwn = fenced.some(({ number }) => number === call.attempt);
  return isOwn && call.reason === "file_download_failed" && fenced.length <= fencedAtMost;
}

const earlierReasons = (fax: OutboundFax, attempt: number): string[] =>
  fax.attempts
    .filter(({ number, state }) => number < attempt && state !== "absent")
    .filter(({ number, failureReason = "" }) => !isFenced(fax, { attempt: number, reason: failureReason }))
    .map(({ failureReason }) => failureReason ?? "unknown");

function plannedEntries(
  attempt: number,
  { change, rests }: { change: FaxSettings; rests: boolean },
  at: number,
): TimelineEntry[] {
  const words = [
    ...(change.t38Enabled === false ? ["t38.off"] : []),
    ...(change.quality === "normal" ? ["quality.normal"] : []),
    rests ? "redial.after_rest" : "redial.planned",
  ];
  return words.map((word) => ({ key: `${word}.${attempt}`, at, word, attempt }));
}

function finalFailure(call: FailedCall, reasons: string[], bad: BadNumber | undefined): Failure {
  const calls = reasons.length > 1 ? ` It was called ${reasons.length} times.` : "";
  const before =
    bad && isBadNumber(call.reason)
      ? ` An earlier fax to this number failed on ${new Date(bad.at).toISOString().slice(0, 10)}: ${explainFailure(bad.reason)}`
      : "";
  return {
    reason: call.reason,
    internalReason: call.internalReason,
    detail: `${explainFailure(call.reason)}${calls}${before}`,
  };
}
