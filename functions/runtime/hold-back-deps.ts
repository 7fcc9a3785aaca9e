import { readBroadcast } from "../../adapters/aws/broadcasts.ts";
import { readFaxById } from "../../adapters/aws/change-fax.ts";
import { markCanceled } from "../../adapters/aws/outbound-changes.ts";
import { parkInTable, unparkInTable } from "../../adapters/aws/park-fax.ts";
import type { Table } from "../../adapters/aws/table.ts";
import type { Broadcast } from "../../core/broadcast.ts";
import type { HoldBackDeps } from "../../core/operations/hold-back.ts";

/** A broadcast's status is asked for once in this time, however many of its faxes are dispatched. */
const keptMs = 2_000;
const maxKept = 200;

/** What it takes to hold faxes of a pausing broadcast back. */
export function holdBackDeps(table: Table): HoldBackDeps {
  const kept = new Map<string, { status: Broadcast["status"] | undefined; until: number }>();
  return {
    now: Date.now,
    statusOf: async (id, when) => {
      const now = Date.now();
      const known = kept.get(id);
      if (when === "lately" && known && known.until > now) return known.status;
      const status = (await readBroadcast(table, id))?.status;
      if (kept.size >= maxKept) kept.clear();
      kept.set(id, { status, until: now + keptMs });
      return status;
    },
    readFax: (id) => readFaxById(table, id),
    park: (fax, at) => parkInTable(table, fax, at),
    unpark: (fax, at) => unparkInTable(table, fax, at),
    markCanceled: (fax, at) => markCanceled(table, fax, at),
  };
}
