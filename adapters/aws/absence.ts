import type { AfterAbsence } from "../../core/absence.ts";
import type { Failure, OutboundFax } from "../../core/fax.ts";
import { changeFax, statusIs, type ChangeOutcome } from "./change-fax.ts";
import { freeCall } from "./lanes.ts";
import { callOfFax, stillOpen } from "./outbound-changes.ts";
import { dueAttributes } from "./stored-fax.ts";
import type { Table } from "./table.ts";

/** What becomes of calls that the carrier was asked for; each change one conditional write, no-op when repeated. */

/** Higher than any call nobody heard of, lower than any event of the carrier. */
const absentRank = 1;
const lookAgainMs = 5 * 60_000;

/** The carrier's list did not show the call, and its pages are out of reach: the second look counts from `at`. */
export const noteMissing = (table: Table, id: string, attempt: number, at: number): Promise<ChangeOutcome> =>
  changeFax(table, id, {
    at,
    set: [
      [["attempts", String(attempt), "state"], "unknown"],
      [["attempts", String(attempt), "missed"], at],
    ],
    entry: { key: `missing.${attempt}`, at, word: "carrier.does_not_list", attempt },
    when: (e) => [
      ...stillOpen(attempt)(e),
      `attribute_not_exists(${e.path("attempts", String(attempt), "missed")})`,
    ],
  });

/**
 * The call is known not to have been made: lane and channel are free, and the fax is queued for its next call or ends.
 * `fax` must show the cancel wish as stored, else nothing changes.
 */
export const markAbsent = (
  table: Table,
  fax: OutboundFax,
  attempt: number,
  after: AfterAbsence,
  at: number,
): Promise<ChangeOutcome> => {
  const due = dueAttributes(fax.id, at + lookAgainMs);
  return changeFax(table, fax.id, {
    at,
    set: [
      [["attempts", String(attempt), "state"], "absent"],
      [["attempts", String(attempt), "rank"], absentRank],
      [["status"], after.status],
      ...(after.failure ? [[["failure"], after.failure] satisfies [string[], Failure]] : []),
      ...(after.status === "queued"
        ? ([
            [["due_shard"], due.due_shard],
            [["due"], due.due],
          ] satisfies [string[], string][])
        : []),
    ],
    remove: [
      ["attempts", String(attempt), "lane"],
      ...(after.status === "queued" ? [] : [["due_shard"], ["due"]]),
    ],
    entry: { key: `absent.${attempt}`, at, word: "call.absent", attempt },
    others: freeCall(table, fax, callOfFax(fax, attempt), at),
    when: (e) => [
      ...stillOpen(attempt)(e),
      `attribute_exists(${e.path("attempts", String(attempt), "missed")})`,
      `${fax.cancelRequestedAt === undefined ? "attribute_not_exists" : "attribute_exists"}(${e.path("cancel_at")})`,
    ],
  });
};

/** A call that the carrier had and knows nothing of any more: the fax ends, and what the call holds is free. */
export const endLostCall = (
  table: Table,
  fax: OutboundFax,
  attempt: number,
  failure: Failure,
  at: number,
): Promise<ChangeOutcome> =>
  changeFax(table, fax.id, {
    at,
    set: [
      [["status"], "failed"],
      [["failure"], failure],
      [["attempts", String(attempt), "state"], "failed"],
      [["attempts", String(attempt), "rank"], 100],
      [["attempts", String(attempt), "ended"], at],
      [["attempts", String(attempt), "reason"], failure.reason],
    ],
    remove: [["attempts", String(attempt), "lane"], ["due_shard"], ["due"]],
    entry: { key: `lost.${attempt}`, at, word: "call.lost", attempt },
    others: freeCall(table, fax, callOfFax(fax, attempt), at),
    when: (e) => [
      ...statusIs("sending")(e),
      `${e.path("attempts", String(attempt), "rank")} < ${e.value(100)}`,
    ],
  });
