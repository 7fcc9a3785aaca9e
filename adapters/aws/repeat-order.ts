import { awaitingCall, type OutboundFax } from "../../core/fax.ts";
import { changeFax, statusIs } from "./change-fax.ts";
import type { Table } from "./table.ts";

/**
 * Has the stream order a call once more, for the fax's own time: the order at hand came before it. `fax` as read; where
 * it changed since, whoever changed it has ordered what comes next.
 */
export const repeatOrder = (table: Table, fax: OutboundFax, at: number) =>
  changeFax(table, fax.id, {
    at,
    set: [[["wakes"], fax.wakes + 1]],
    when: (e) => [
      ...statusIs(...awaitingCall)(e),
      `${e.path("wakes")} = ${e.value(fax.wakes)}`,
      `${e.path("not_before")} = ${e.value(fax.notBefore ?? 0)}`,
    ],
  });
