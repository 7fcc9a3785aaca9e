import type { OutboundFax } from "../../core/fax.ts";
import { changeFax, statusIs } from "./change-fax.ts";
import { freeHeldLane, leaveLine } from "./lanes.ts";
import { dueAttributes } from "./stored-fax.ts";
import type { Expression, Table } from "./table.ts";

/** A parked fax is looked at this often in any case; its broadcast wakes it when it goes on. */
const lookAgainMs = 3 * 86_400_000;

const standsAs = (fax: OutboundFax) => (e: Expression) => [
  ...statusIs("queued")(e),
  fax.line === undefined
    ? `attribute_not_exists(${e.path("line")})`
    : `${e.path("line")} = ${e.value(fax.line)}`,
];

/** Takes a queued fax out of its line until its broadcast goes on; what it holds is freed. `fax` must be as stored. */
export function parkInTable(table: Table, fax: OutboundFax, at: number) {
  const due = dueAttributes(fax.id, Math.min(at + lookAgainMs, fax.giveUpAt ?? Infinity));
  return changeFax(table, fax.id, {
    at,
    set: [
      [["waiting"], "broadcast"],
      [["due_shard"], due.due_shard],
      [["due"], due.due],
    ],
    remove: [["line"]],
    entry: { key: "waiting.broadcast", at, word: "waiting.broadcast" },
    others: [...leaveLine(table, fax), ...freeHeldLane(table, fax, at)],
    when: standsAs(fax),
  });
}

const lookSoonMs = 3_600_000;

/** Lets a parked fax go: through the table's stream it is dispatched as if it had just been prepared. */
export function unparkInTable(table: Table, fax: OutboundFax, at: number) {
  const due = dueAttributes(fax.id, Math.min(at + lookSoonMs, fax.giveUpAt ?? Infinity));
  return changeFax(table, fax.id, {
    at,
    set: [
      [["wakes"], fax.wakes + 1],
      [["due_shard"], due.due_shard],
      [["due"], due.due],
    ],
    remove: [["waiting"]],
    when: (e) => [...statusIs("queued")(e), `${e.path("waiting")} = ${e.value("broadcast")}`],
  });
}
