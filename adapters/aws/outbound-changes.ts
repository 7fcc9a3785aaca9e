import type { DocumentFacts, Failure, OutboundFax, OutboundStatus, WaitReason } from "../../core/fax.ts";
import type { MediaNote } from "../../core/media-link.ts";
import { changeFax, statusIs, type ChangeOutcome } from "./change-fax.ts";
import { dueAttributes, writeAttempt } from "./stored-fax.ts";
import type { Expression, Table } from "./table.ts";

/** Every change of an outbound fax that is ours to make; each one conditional write, no-op when repeated. */

/** Attributes of a fax that waits. */
export const clearWaiting = [["waiting"], ["not_before"], ["due_shard"], ["due"], ["upload_until"]];

/** `preparing` -> `queued`: our own copy of the pages is stored. */
export const markPrepared = (table: Table, id: string, document: DocumentFacts, at: number) =>
  changeFax(table, id, {
    at,
    set: [
      [["status"], "queued"],
      [["document"], document],
    ],
    remove: clearWaiting,
    entry: { key: "prepared", at, word: "prepared" },
    when: statusIs("preparing"),
  });

/** `preparing` or `queued` -> `failed`, before any call. */
export const markFailed = (
  table: Table,
  id: string,
  from: OutboundStatus[],
  failure: Failure,
  at: number,
): Promise<ChangeOutcome> =>
  changeFax(table, id, {
    at,
    set: [
      [["status"], "failed"],
      [["failure"], failure],
    ],
    remove: clearWaiting,
    entry: { key: "failed", at, word: "failed" },
    when: statusIs(...from),
  });

/** `preparing` or `queued` -> `canceled`, before any call. */
export const markCanceled = (table: Table, id: string, at: number) =>
  changeFax(table, id, {
    at,
    set: [
      [["status"], "canceled"],
      [["cancel_at"], at],
    ],
    remove: clearWaiting,
    entry: { key: "canceled", at, word: "canceled" },
    when: statusIs("scheduled", "preparing", "queued"),
  });

/** Notes that a cancel is wanted while a call is under way; what the carrier says then decides. */
export const requestCancel = (table: Table, id: string, at: number) =>
  changeFax(table, id, {
    at,
    fill: [[["cancel_at"], at]],
    entry: { key: "cancel", at, word: "cancel.requested" },
    when: statusIs("sending"),
  });

/** Claim: `queued` -> `sending` with a new attempt, before any byte goes to the carrier. */
export function claim(table: Table, fax: { id: string; attempt: number }, claimId: string, at: number) {
  const attempt = String(fax.attempt);
  return changeFax(table, fax.id, {
    at,
    set: [
      [["status"], "sending"],
      [["attempts", attempt], writeAttempt({ state: "submitting", rank: 0, startedAt: at, claim: claimId })],
    ],
    remove: clearWaiting,
    entry: { key: `submitting.${attempt}`, at, word: "submitting", attempt: fax.attempt },
    when: (e) => [
      ...statusIs("queued")(e),
      `attribute_not_exists(${e.path("attempts", attempt)})`,
      `(attribute_not_exists(${e.path("not_before")}) OR ${e.path("not_before")} <= ${e.value(at)})`,
    ],
  });
}

const stillOpen = (attempt: number) => (e: Expression) => [
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

/** The carrier refused the request itself: the attempt and the fax end. */
export const markRefused = (table: Table, id: string, attempt: number, failure: Failure, at: number) =>
  changeFax(table, id, {
    at,
    set: [
      [["status"], "failed"],
      [["failure"], failure],
      [["attempts", String(attempt), "state"], "failed"],
      [["attempts", String(attempt), "rank"], 100],
      [["attempts", String(attempt), "ended"], at],
      [["attempts", String(attempt), "reason"], failure.reason],
    ],
    entry: { key: `refused.${attempt}`, at, word: "carrier.refused", attempt },
    when: stillOpen(attempt),
  });

/**
 * `sending` -> `queued` (or `canceled`, if that was asked for meanwhile) after a try that is known to have
 * made no call: no attempt is spent. `fax` must show the cancel wish as stored, else nothing changes.
 */
export function releaseUnsent(
  table: Table,
  fax: OutboundFax,
  attempt: number,
  wait: { reason: WaitReason; until: number },
  at: number,
) {
  const wantsCancel = fax.cancelRequestedAt !== undefined;
  return changeFax(table, fax.id, {
    at,
    set: [
      [["status"], wantsCancel ? "canceled" : "queued"],
      // Only what could not be reached counts: a busy or closed carrier was there.
      [["unsent"], fax.unsentTries + (wait.reason === "carrier_unreachable" ? 1 : 0)],
      ...(wantsCancel ? [] : waitingAttributes(fax.id, wait)),
    ],
    remove: [["attempts", String(attempt)]],
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
