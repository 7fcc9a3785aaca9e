import type {
  Attempt,
  DocumentFacts,
  Failure,
  OutboundFax,
  OutboundStatus,
  WaitReason,
} from "../../core/fax.ts";
import { capAfterRefusal } from "../../core/lanes.ts";
import type { MediaNote } from "../../core/media-link.ts";
import { changeFax, statusIs, type ChangeOutcome } from "./change-fax.ts";
import { freeCall, freeHeldLane, leaveLine, readChannels } from "./lanes.ts";
import { dueAttributes } from "./stored-fax.ts";
import type { Expression, Table } from "./table.ts";

/** Every change of an outbound fax that is ours to make; each one conditional write, no-op when repeated. */

/** Attributes of a fax that waits. */
export const clearWaiting = [["waiting"], ["not_before"], ["due_shard"], ["due"], ["upload_until"], ["line"]];

/** `preparing` -> `queued`: our own copy of the pages is stored. */
export const markPrepared = (table: Table, id: string, document: DocumentFacts, at: number) =>
  changeFax(table, id, {
    at,
    set: [
      [["status"], "queued"],
      [["document"], document],
    ],
    // Where the sweep looks after the fax already, it goes on until the fax is claimed.
    remove: [["upload_until"]],
    entry: { key: "prepared", at, word: "prepared" },
    when: statusIs("preparing"),
  });

const failedFor = (failure: Failure): [string[], string | Failure][] => [
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
const standsAs = (line: OutboundFax["line"]) => (e: Expression) => [
  line === undefined ? `attribute_not_exists(${e.path("line")})` : `${e.path("line")} = ${e.value(line)}`,
];

/** `queued` -> `failed`: what the fax holds is freed. `fax` must be as stored. */
export const failQueued = (table: Table, fax: OutboundFax, failure: Failure, at: number) =>
  changeFax(table, fax.id, {
    at,
    set: failedFor(failure),
    remove: clearWaiting,
    entry: { key: "failed", at, word: "failed" },
    others: freeHeldLane(table, fax, at),
    when: (e) => [...statusIs("queued")(e), ...standsAs(fax.line)(e)],
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
  wait: { reason: WaitReason; until: number },
  at: number,
) {
  const wantsCancel = fax.cancelRequestedAt !== undefined;
  const isFull = wait.reason === "carrier_capacity";
  const refused = isFull ? capAfterRefusal(await readChannels(table), at) : undefined;
  return changeFax(table, fax.id, {
    at,
    set: [
      [["status"], wantsCancel ? "canceled" : "queued"],
      // Only what could not be reached counts: a busy or closed carrier was there.
      [["unsent"], fax.unsentTries + (wait.reason === "carrier_unreachable" ? 1 : 0)],
      ...(wantsCancel ? [] : waitingAttributes(fax.id, wait)),
    ],
    remove: [["attempts", String(attempt)]],
    others: freeCall(table, fax, callOfFax(fax, attempt), at, refused),
    // One entry per reason, the latest: a fax may wait for days.
    entry: { key: `waiting.${wait.reason}`, at, word: wait.reason },
    when: (e) => [
      ...stillOpen(attempt)(e),
      `${wantsCancel ? "attribute_exists" : "attribute_not_exists"}(${e.path("cancel_at")})`,
    ],
  });
}

/** A queued fax that cannot go now says why, and is woken by the sweep. */
export const keepWaiting = (
  table: Table,
  id: string,
  wait: { reason: WaitReason; until: number },
  at: number,
) => changeFax(table, id, { at, set: waitingAttributes(id, wait), when: statusIs("queued") });

/** Why a queued fax waits, until when, and when the sweep looks at it (the same moment). */
export function waitingAttributes(
  id: string,
  wait: { reason: WaitReason; until: number },
): [string[], string | number][] {
  const due = dueAttributes(id, wait.until);
  return [
    [["waiting"], wait.reason],
    [["not_before"], wait.until],
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
