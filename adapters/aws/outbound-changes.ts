import { verdictOfRelease, type BreakerReason } from "../../core/breaker.ts";
import { breakerEntry } from "../../core/after-failed-call.ts";
import {
  awaitingCall,
  type Attempt,
  type Failure,
  type OutboundFax,
  type OutboundStatus,
  type WaitReason,
} from "../../core/fax.ts";
import type { MediaNote } from "../../core/media-link.ts";
import { changeFax, statusIs, type ChangeOutcome } from "./change-fax.ts";
import { endOfCall } from "./end-of-call.ts";
import { freeCall, freeHeldLane, leaveLine } from "./lanes.ts";
import { dueAttributes } from "./stored-fax.ts";
import type { Expression, Table } from "./table.ts";

/** Every change of an outbound fax that is ours to make; each one conditional write, no-op when repeated. */

/** Attributes of a fax that waits. */
export const clearWaiting = [["waiting"], ["not_before"], ["due_shard"], ["due"], ["upload_until"], ["line"]];

export const failedFor = (failure: Failure): [string[], string | Failure][] => [
  [["status"], "failed"],
  [["failure"], failure],
];

/** `preparing` or `queued` -> `failed`, before any call and outside any line. */
export const markFailed = (
  table: Table,
  id: string,
  from: OutboundStatus[],
  failure: Failure,
  at: number,
): Promise<ChangeOutcome> =>
  changeFax(table, id, {
    at,
    set: failedFor(failure),
    remove: clearWaiting,
    entry: { key: "failed", at, word: "failed" },
    when: (e) => [...statusIs(...from)(e), ...standsAs(undefined)(e)],
  });

/** The fax stands in that line, or in none: what it holds is known. */
export const standsAs = (line: OutboundFax["line"]) => (e: Expression) => [
  line === undefined ? `attribute_not_exists(${e.path("line")})` : `${e.path("line")} = ${e.value(line)}`,
];

/** `queued` or `scheduled` -> `failed`: what the fax holds is freed. `fax` must be as stored. */
export const failQueued = (table: Table, fax: OutboundFax, failure: Failure, at: number) =>
  changeFax(table, fax.id, {
    at,
    set: failedFor(failure),
    remove: clearWaiting,
    entry: { key: "failed", at, word: "failed" },
    others: freeHeldLane(table, fax, at),
    when: (e) => [...statusIs(...awaitingCall)(e), ...standsAs(fax.line)(e)],
  });

/** Any status before a call -> `canceled`; frees what the fax holds. `fax` must be as stored. */
export const markCanceled = (table: Table, fax: OutboundFax, at: number) =>
  changeFax(table, fax.id, {
    at,
    set: [
      [["status"], "canceled"],
      [["cancel_at"], at],
    ],
    remove: clearWaiting,
    entry: { key: "canceled", at, word: "canceled" },
    others: [...leaveLine(table, fax), ...freeHeldLane(table, fax, at)],
    when: (e) => [...statusIs("scheduled", "preparing", "queued")(e), ...standsAs(fax.line)(e)],
  });

/** Notes that a cancel is wanted while a call is under way; what the carrier says then decides. */
export const requestCancel = (table: Table, id: string, at: number) =>
  changeFax(table, id, {
    at,
    fill: [[["cancel_at"], at]],
    entry: { key: "cancel", at, word: "cancel.requested" },
    when: statusIs("sending"),
  });

/** Nobody has heard of the call yet. */
export const stillOpen = (attempt: number) => (e: Expression) => [
  ...statusIs("sending")(e),
  `${e.path("attempts", String(attempt), "rank")} = ${e.value(0)}`,
];

/** The carrier accepted: fills in its id. Loses, harmlessly, against an event that came first. */
export const markSubmitted = (table: Table, id: string, attempt: number, carrierFaxId: string, at: number) =>
  changeFax(table, id, {
    at,
    set: [
      [["attempts", String(attempt), "state"], "submitted"],
      [["attempts", String(attempt), "rank"], 5],
      [["attempts", String(attempt), "carrier_id"], carrierFaxId],
    ],
    entry: { key: `submitted.${attempt}`, at, word: "submitted", attempt },
    when: stillOpen(attempt),
  });

/** Nobody knows whether the carrier has it: stays visible, is never submitted again. */
export const markUnknown = (table: Table, id: string, attempt: number, at: number) =>
  changeFax(table, id, {
    at,
    set: [[["attempts", String(attempt), "state"], "unknown"]],
    entry: { key: `unknown.${attempt}`, at, word: "carrier.answer.unknown", attempt },
    when: stillOpen(attempt),
  });

export const callOfFax = (fax: OutboundFax, attempt: number): Attempt | undefined =>
  fax.attempts.find(({ number }) => number === attempt);

/** The carrier refused the request itself: the attempt and the fax end, and the lane and channel are free. */
export const markRefused = (table: Table, fax: OutboundFax, attempt: number, failure: Failure, at: number) =>
  changeFax(table, fax.id, {
    at,
    set: [
      ...failedFor(failure),
      [["attempts", String(attempt), "state"], "failed"],
      [["attempts", String(attempt), "rank"], 100],
      [["attempts", String(attempt), "ended"], at],
      [["attempts", String(attempt), "reason"], failure.reason],
    ],
    entry: { key: `refused.${attempt}`, at, word: "carrier.refused", attempt },
    others: freeCall(table, fax, callOfFax(fax, attempt), at),
    when: stillOpen(attempt),
  });

/**
 * `sending` -> `queued` (or `canceled`, if that was asked for meanwhile) after a try that is known to have
 * made no call: no attempt is spent. `fax` must show the cancel wish as stored, else nothing changes.
 */
export async function releaseUnsent(
  table: Table,
  fax: OutboundFax,
  attempt: number,
  wait: { reason: WaitReason; until: number; opens?: BreakerReason },
  at: number,
) {
  const wantsCancel = fax.cancelRequestedAt !== undefined;
  const verdict = verdictOfRelease(wait);
  return changeFax(table, fax.id, {
    at,
    set: [
      [["status"], wantsCancel ? "canceled" : "queued"],
      // Only what could not be reached counts: a busy or closed carrier was there.
      [["unsent"], fax.unsentTries + (wait.reason === "carrier_unreachable" ? 1 : 0)],
      ...(wantsCancel ? [] : waitingAttributes(fax, wait, at)),
    ],
    remove: [["attempts", String(attempt)]],
    others: await endOfCall(table, fax, attempt, verdict, undefined, at),
    // One entry per reason, the latest: a fax may wait for days.
    entry: wait.opens
      ? breakerEntry(wait.opens, at)
      : { key: `waiting.${wait.reason}`, at, word: wait.reason },
    when: (e) => [
      ...stillOpen(attempt)(e),
      `${wantsCancel ? "attribute_exists" : "attribute_not_exists"}(${e.path("cancel_at")})`,
    ],
  });
}

/** A fax that goes on at once is looked at after this in any case. */
const lookAgainMs = 5 * 60_000;

/** Why a queued fax waits, until when, and when the sweep looks at it (the same moment, or soon where it may go now). */
export function waitingAttributes(
  fax: OutboundFax,
  wait: { reason: WaitReason; until: number },
  at: number,
): [string[], string | number][] {
  const look = wait.until > at ? wait.until : at + lookAgainMs;
  const due = dueAttributes(fax.id, Math.min(look, fax.giveUpAt ?? Infinity));
  return [
    [["waiting"], wait.reason],
    ...(wait.until > at ? [[["not_before"], wait.until] satisfies [string[], number]] : []),
    [["due_shard"], due.due_shard],
    [["due"], due.due],
  ];
}

/** Notes a request of the carrier for an attempt's pages: each kind once an attempt, whatever state the fax is in. */
export const noteFetch = (
  table: Table,
  fax: { id: string; attempt: number },
  word: MediaNote,
  at: number,
): Promise<ChangeOutcome> => {
  const key = `${word}.${fax.attempt}`;
  return changeFax(table, fax.id, {
    at,
    entry: { key, at, word, attempt: fax.attempt },
    when: (e) => [
      `attribute_exists(${e.path("attempts", String(fax.attempt))})`,
      `attribute_not_exists(${e.path("timeline", key)})`,
    ],
  });
};
