import type { Failure, FaxWarning, OutboundFax } from "../../core/fax.ts";
import { changeFax, statusIs } from "./change-fax.ts";
import { freeHeldLane, leaveLine } from "./lanes.ts";
import { clearWaiting, failedFor, standsAs } from "./outbound-changes.ts";
import type { Table } from "./table.ts";

/**
 * `queued` -> `failed` when the fax's turn has come and its pages went to this number before: its place in line and
 * what it holds go with it, so that the next may go. `fax` must be as stored.
 */
export const refuseDuplicate = (
  table: Table,
  fax: OutboundFax,
  failure: Failure,
  warnings: FaxWarning[],
  at: number,
) =>
  changeFax(table, fax.id, {
    at,
    set: [...failedFor(failure), [["warnings"], warnings]],
    remove: clearWaiting,
    entry: { key: "failed", at, word: "duplicate.refused" },
    others: [...leaveLine(table, fax), ...freeHeldLane(table, fax, at)],
    when: (e) => [...statusIs("queued")(e), ...standsAs(fax.line)(e)],
  });
