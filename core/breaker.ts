import { classOfFailure } from "./failure-classes.ts";
import { explainFailure } from "./failure-reasons.ts";

/** The carrier's word for what is wrong with the account, or `not_configured`, `carrier_key_refused`, `restored`. */
export type BreakerReason = string;

/**
 * Open while the account as a whole cannot send: faxes wait and none is spent. Times are epoch ms. `probeAt`: from then
 * on one fax may try (half-open); without it only a repair or a person closes it. `probe`: the call that tries.
 */
export type Breaker = {
  reason: BreakerReason;
  since: number;
  pauseSeconds: number;
  probeAt?: number;
  probe?: string;
};

const firstPauseSeconds = 300;
const longestPauseSeconds = 3_600;
const dayMs = 86_400_000;
/** These are repaired here and not at the carrier: trying would tell nothing. */
const neverProbed: BreakerReason[] = ["not_configured", "restored"];

/** What the end of a call says of the account. */
export type Verdict =
  /** The account as a whole cannot send. */
  | { kind: "account"; reason: BreakerReason }
  /** The carrier had no channel left. */
  | { kind: "capacity" }
  /** The number was dialled, or the carrier judged the number: the account can send. */
  | { kind: "sends" }
  /** It ended before that could be seen. */
  | { kind: "nothing" };

/** Failures that come before the number is dialled, whatever the account. */
const beforeTheCall = [
  "file_format_invalid",
  "file_size_limit_exceeded",
  "page_count_limit_exceeded",
  "sender_canceled",
];

/** What a call that failed so says of the account. Pure. */
export function verdictOf(reason: string): Verdict {
  switch (classOfFailure(reason)) {
    case "account":
      return { kind: "account", reason };
    case "capacity":
      return { kind: "capacity" };
    case "document":
    case "configuration":
      return { kind: "nothing" };
    default:
      return { kind: beforeTheCall.includes(reason) ? "nothing" : "sends" };
  }
}

/** What a release without a call says of it. */
export function verdictOfRelease(wait: { reason: string; opens?: BreakerReason }): Verdict {
  if (wait.opens !== undefined) return { kind: "account", reason: wait.opens };
  return { kind: wait.reason === "carrier_capacity" ? "capacity" : "nothing" };
}

/**
 * The breaker after a call (named as the channel's item names it) has ended, or `closed`, or undefined where nothing
 * changes. Only the probe may close or prolong it: a call begun before it opened says nothing new. `now` in epoch ms.
 */
export function breakerAfter(
  breaker: Breaker | undefined,
  call: string | undefined,
  verdict: Verdict,
  now: number,
): Breaker | "closed" | undefined {
  if (!breaker) return verdict.kind === "account" ? opened(verdict.reason, now) : undefined;
  if (call === undefined || breaker.probe !== call) return undefined;
  const { probe: _ended, ...waiting } = breaker;
  switch (verdict.kind) {
    case "account": {
      const pauseSeconds = Math.min(longestPauseSeconds, breaker.pauseSeconds * 2);
      return { ...opened(verdict.reason, now, pauseSeconds), since: breaker.since };
    }
    case "capacity":
      return { ...waiting, probeAt: now + breaker.pauseSeconds * 1000 };
    case "sends":
      return "closed";
    case "nothing":
      return undefined;
  }
}

/** A breaker that opens now. */
export function opened(reason: BreakerReason, now: number, pauseSeconds = firstPauseSeconds): Breaker {
  if (neverProbed.includes(reason)) return { reason, since: now, pauseSeconds };
  // The carrier's day of spending ends at midnight UTC.
  const isDaily = reason === "outbound_profile_daily_spend_limit_exceeded";
  const probeAt = isDaily ? (Math.floor(now / dayMs) + 1) * dayMs : now + pauseSeconds * 1000;
  return { reason, since: now, pauseSeconds, probeAt };
}

const sentences: Record<string, string> = {
  not_configured:
    "The carrier is not set up: its API key is not stored, or the settings name no connection. Run fax setup, or store the key with PUT /v2/carrier.",
  carrier_key_refused: "The carrier refuses our API key. Store a living one with PUT /v2/carrier.",
  restored:
    "This table was restored from a backup. Check which faxes went out since then, cancel those, and resume.",
};

/** Why nothing is sent, as a sentence for a person. */
export const explainBreaker = (reason: BreakerReason): string => sentences[reason] ?? explainFailure(reason);

/** The breaker as the API shows it; null while it is closed. */
export const breakerView = (breaker: Breaker | undefined): Record<string, unknown> | null =>
  breaker
    ? {
        reason: breaker.reason,
        detail: explainBreaker(breaker.reason),
        open_since: breaker.since > 0 ? new Date(breaker.since).toISOString() : null,
        next_probe_at: breaker.probeAt === undefined ? null : new Date(breaker.probeAt).toISOString(),
      }
    : null;
