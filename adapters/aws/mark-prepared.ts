import type { DocumentFacts } from "../../core/fax.ts";
import { changeFax, statusIs, type ChangeOutcome } from "./change-fax.ts";
import { waitingAttributes } from "./outbound-changes.ts";
import type { Table } from "./table.ts";

/**
 * `preparing` -> `queued`: our own copy of the pages is stored. -> `scheduled` where the sender's time is to come. The
 * usual fax is written without a look; only one that rests takes a second request.
 */
export async function markPrepared(
  table: Table,
  id: string,
  document: DocumentFacts,
  at: number,
): Promise<ChangeOutcome> {
  const usual = await changeFax(table, id, {
    at,
    set: [
      [["status"], "queued"],
      [["document"], document],
    ],
    // Where the sweep looks after the fax already, it goes on until the fax is claimed.
    remove: [["upload_until"]],
    entry: { key: "prepared", at, word: "prepared" },
    when: (e) => [
      ...statusIs("preparing")(e),
      `(attribute_not_exists(${e.path("scheduled_at")}) OR ${e.path("scheduled_at")} <= ${e.value(at)})`,
    ],
  });
  const { fax } = usual;
  const rests = fax?.direction === "outbound" && fax.status === "preparing" && fax.deletedAt === undefined;
  if (usual.changed || !rests || fax.scheduledAt === undefined) return usual;
  return changeFax(table, id, {
    at,
    set: [
      [["status"], "scheduled"],
      [["document"], document],
      ...waitingAttributes(fax, { reason: "schedule", until: fax.scheduledAt }, at),
    ],
    remove: [["upload_until"]],
    entry: { key: "prepared", at, word: "prepared" },
    moreEntries: [{ key: "scheduled", at, word: "scheduled" }],
    when: statusIs("preparing"),
  });
}
