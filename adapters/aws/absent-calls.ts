import { nextAttempt, type OutboundFax } from "../../core/fax.ts";
import { callOf, holderOf } from "../../core/lanes.ts";
import type { OutboundAdvance } from "../../core/transitions.ts";
import { changeFax, statusIs, type ChangeOutcome } from "./change-fax.ts";
import { countCall, retakeLane } from "./lane-repairs.ts";
import { callOfFax, clearWaiting } from "./outbound-changes.ts";
import { dueAttributes } from "./stored-fax.ts";
import type { Expression, Table } from "./table.ts";

/** What the carrier tells of calls that were held to be absent; `fax` as read, else nothing changes. */

const lookAgainMs = 5 * 60_000;

const isAbsentStill = (fax: OutboundFax, advance: OutboundAdvance) => (e: Expression) => [
  ...statusIs(fax.status)(e),
  `${e.path("attempts", String(advance.attempt), "state")} = ${e.value("absent")}`,
  `${e.path("attempts", String(advance.attempt), "rank")} < ${e.value(advance.rank)}`,
  `attribute_not_exists(${e.path("attempts", String(nextAttempt(fax)))})`,
  `attribute_not_exists(${e.path("timeline", advance.entry.key)})`,
];

/**
 * `queued` -> `sending` with the call that exists after all. It takes its lane if that is free, and is counted as a
 * call in progress with it; else it goes on without, and the sweep asks about it.
 */
export async function adoptCall(
  table: Table,
  fax: OutboundFax,
  advance: OutboundAdvance,
  at: number,
): Promise<ChangeOutcome & { holdsLane: boolean }> {
  const withLane = await adopt(table, fax, advance, true, at);
  if (withLane.changed || withLane.blockedBy === undefined) return { ...withLane, holdsLane: true };
  return { ...(await adopt(table, fax, advance, false, at)), holdsLane: false };
}

function adopt(table: Table, fax: OutboundFax, advance: OutboundAdvance, takesLane: boolean, at: number) {
  const attempt = String(advance.attempt);
  const startedAt = callOfFax(fax, advance.attempt)?.startedAt ?? at;
  const due = dueAttributes(fax.id, at + lookAgainMs);
  const place: [string[], string | boolean][] = takesLane
    ? [[["attempts", attempt, "lane"], true]]
    : [
        [["due_shard"], due.due_shard],
        [["due"], due.due],
      ];
  return changeFax(table, fax.id, {
    at,
    set: [
      [["status"], "sending"],
      [["attempts", attempt, "state"], advance.state],
      [["attempts", attempt, "rank"], advance.rank],
      ...place,
    ],
    fill: [[["attempts", attempt, "carrier_id"], advance.carrierFaxId]],
    remove: takesLane ? clearWaiting : clearWaiting.filter(([name]) => !name?.startsWith("due")),
    entry: advance.entry,
    moreEntries: [{ key: `adopted.${attempt}`, at, word: "call.adopted", attempt: advance.attempt }],
    others: takesLane
      ? [
          retakeLane(table, fax, holderOf(fax.id, advance.attempt), holderOf(fax.id, nextAttempt(fax))),
          countCall(table, callOf(fax.id, advance.attempt, startedAt)),
        ]
      : [],
    when: isAbsentStill(fax, advance),
  });
}

/**
 * Notes a call that is not wanted any more; the fax goes on as it does. One that has not ended is canceled at the
 * carrier, which its id, known with this write, triggers.
 */
export function noteStray(
  table: Table,
  fax: OutboundFax,
  advance: OutboundAdvance,
  hasEnded: boolean,
  at: number,
): Promise<ChangeOutcome> {
  const attempt = String(advance.attempt);
  return changeFax(table, fax.id, {
    at,
    set: [
      [["attempts", attempt, "rank"], advance.rank],
      ...(hasEnded
        ? [[["attempts", attempt, "ended"], advance.occurredAt] satisfies [string[], number]]
        : []),
    ],
    fill: [[["attempts", attempt, "carrier_id"], advance.carrierFaxId]],
    entry: advance.entry,
    moreEntries: [{ key: `stray.${attempt}`, at, word: "call.stray", attempt: advance.attempt }],
    when: isAbsentStill(fax, advance),
  });
}
