import { classOfFailure, mayHavePrinted } from "./failure-classes.ts";
import { explainFailure } from "./failure-reasons.ts";
import type { Failure, FaxSettings, OutboundFax, OutboundStatus, TimelineEntry, WaitReason } from "./fax.ts";
import { decideRedial } from "./redial.ts";

/** A call that failed, as the carrier told it. `at`: when it happened, epoch ms. */
export type FailedCall = { attempt: number; reason: string; internalReason: string; at: number };

/** What becomes of the fax whose latest call failed. */
export type AfterFailedCall = {
  status: OutboundStatus;
  failure?: Failure;
  wait?: { reason: WaitReason; until: number };
  /** All settings from now on, where the redial changes some. */
  settings?: FaxSettings;
  /** What the timeline says beside the event itself. */
  entries: TimelineEntry[];
};

/** Pure: canceled as wished, queued for a redial, or failed for good. `now` in epoch ms. */
export function afterFailedCall(fax: OutboundFax, call: FailedCall, now: number): AfterFailedCall {
  const printed: TimelineEntry[] = mayHavePrinted(call.reason)
    ? [
        {
          key: `printed.${call.attempt}`,
          at: call.at,
          word: "pages.may_have_printed",
          attempt: call.attempt,
        },
      ]
    : [];
  // The carrier has no "cancelled": a failure after our cancel is the cancel's success.
  if (fax.cancelRequestedAt !== undefined) return { status: "canceled", entries: printed };
  if (isFenced(fax, call)) {
    return {
      status: "queued",
      wait: { reason: "redial", until: now + fencedPauseMs },
      entries: [...printed, ...plannedEntries(call.attempt, {}, now)],
    };
  }
  const reasons = [...earlierReasons(fax, call.attempt), call.reason];
  const decision = decideRedial(reasons, fax.settings, fax, now);
  if (decision.kind === "give_up") {
    return { status: "failed", failure: finalFailure(call, reasons), entries: printed };
  }
  const changed = Object.keys(decision.change).length > 0;
  return {
    status: "queued",
    wait: {
      reason: classOfFailure(call.reason) === "capacity" ? "carrier_capacity" : "redial",
      until: decision.at,
    },
    ...(changed ? { settings: { ...fax.settings, ...decision.change } } : {}),
    entries: [...printed, ...plannedEntries(call.attempt, decision.change, now)],
  };
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

function plannedEntries(attempt: number, change: FaxSettings, at: number): TimelineEntry[] {
  const words = [
    ...(change.t38Enabled === false ? ["t38.off"] : []),
    ...(change.quality === "normal" ? ["quality.normal"] : []),
    "redial.planned",
  ];
  return words.map((word) => ({ key: `${word}.${attempt}`, at, word, attempt }));
}

function finalFailure(call: FailedCall, reasons: string[]): Failure {
  const calls = reasons.length > 1 ? ` It was called ${reasons.length} times.` : "";
  return {
    reason: call.reason,
    internalReason: call.internalReason,
    detail: `${explainFailure(call.reason)}${calls}`,
  };
}
