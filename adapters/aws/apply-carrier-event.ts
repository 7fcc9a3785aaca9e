import type { OutboundEvent } from "../../core/carrier-event.ts";
import type { OutboundFax } from "../../core/fax.ts";
import { capAfterRefusal } from "../../core/lanes.ts";
import {
  decideOutbound,
  endRank,
  outboundLadder,
  usualOutboundAdvance,
  type OutboundAdvance,
} from "../../core/transitions.ts";
import { adoptCall, noteStray } from "./absent-calls.ts";
import { changeFax, readFaxById, statusIs, type ChangeOutcome } from "./change-fax.ts";
import { freeCall, freeHeldLane, readChannels } from "./lanes.ts";
import { clearWaiting, waitingAttributes } from "./outbound-changes.ts";
import { factAttributes, noteEvent, type EventOutcome } from "./note-event.ts";
import type { Table } from "./table.ts";

/** Looks and tries again this often when other writers come between. */
const maxTries = 6;

/**
 * One conditional update in the usual case: the event is written without a look, under the very conditions the
 * table of transitions states. Only where they fail, or where a call ends (the fax itself tells what it holds, and
 * whether the number is called again), is the fax read and the decision made on what it is.
 */
export async function applyOutboundEvent(
  table: Table,
  event: OutboundEvent,
  now: number,
): Promise<EventOutcome> {
  let outcome: ChangeOutcome =
    outboundLadder[event.type].rank === endRank
      ? { changed: false, fax: await readFaxById(table, event.faxId) }
      : await writeAdvance(table, usualOutboundAdvance(event), now, undefined);
  for (let attempt = 0; attempt < maxTries; attempt++) {
    if (outcome.changed) return { kind: "advance" };
    const fax = outcome.fax;
    if (fax?.direction !== "outbound") return { kind: "foreign", why: "no such fax" };
    const decision = decideOutbound(fax, event, now);
    if (decision.kind === "adopt") {
      const { holdsLane, ...adopted } = await adoptCall(table, fax, decision.advance, now);
      if (adopted.changed) return { kind: "adopted", holdsLane };
      outcome = { changed: false, fax: adopted.fax ?? (await readFaxById(table, fax.id)) };
      continue;
    }
    if (decision.kind === "stray") {
      outcome = await noteStray(table, fax, decision.advance, decision.hasEnded, now);
      if (outcome.changed) return { kind: "stray" };
      continue;
    }
    if (decision.kind === "note") return noteEvent(table, fax, decision.entry, decision.facts, now);
    if (decision.kind !== "advance") return decision;
    outcome = await writeAdvance(table, decision, now, fax);
  }
  throw new Error("the fax kept changing while an event was applied");
}

/** `fax`: as read, where the event ends a call; what it holds goes in the same transaction. */
async function writeAdvance(
  table: Table,
  advance: OutboundAdvance,
  now: number,
  fax: OutboundFax | undefined,
): Promise<ChangeOutcome> {
  const attempt = String(advance.attempt);
  const ends = advance.rank === endRank;
  const cancelRequested = fax?.cancelRequestedAt !== undefined;
  return changeFax(table, advance.faxId, {
    at: now,
    set: [
      [["attempts", attempt, "state"], advance.state],
      [["attempts", attempt, "rank"], advance.rank],
      ...(ends ? [[["attempts", attempt, "ended"], advance.occurredAt] satisfies [string[], number]] : []),
      ...(advance.status ? [[["status"], advance.status] satisfies [string[], string]] : []),
      ...(advance.reason === undefined
        ? []
        : [[["attempts", attempt, "reason"], advance.reason] satisfies [string[], string]]),
      ...afterAttributes(advance),
      ...factAttributes(advance.facts),
    ],
    fill: [[["attempts", attempt, "carrier_id"], advance.carrierFaxId]],
    remove: advance.late ? [...clearWaiting, ["attempts", attempt, "reason"]] : [],
    entry: advance.entry,
    others: fax && ends ? await freed(table, fax, advance, now) : [],
    moreEntries: advance.after?.entries ?? [],
    when: (e) => [
      ...(advance.late
        ? [
            ...statusIs("queued")(e),
            `attribute_exists(${e.path("attempts", attempt)})`,
            fax?.line === undefined
              ? `attribute_not_exists(${e.path("line")})`
              : `${e.path("line")} = ${e.value(fax.line)}`,
          ]
        : [
            ...statusIs("sending")(e),
            `${e.path("attempts", attempt, "rank")} < ${e.value(advance.rank)}`,
            // Of a call held to be absent another rule decides.
            `${e.path("attempts", attempt, "state")} <> ${e.value("absent")}`,
          ]),
      `attribute_not_exists(${e.path("timeline", advance.entry.key)})`,
      // What a failed call means for the fax hangs on the cancel wish: it must be as assumed.
      ...(advance.status && advance.status !== "delivered"
        ? [`${cancelRequested ? "attribute_exists" : "attribute_not_exists"}(${e.path("cancel_at")})`]
        : []),
    ],
  });
}

/** What ends with a call: its hold on lane and channel, or, for a fax told delivered late, the lane it keeps while it waits. */
async function freed(table: Table, fax: OutboundFax, advance: OutboundAdvance, now: number) {
  if (advance.late) return freeHeldLane(table, fax, now);
  const isFull = advance.after?.wait?.reason === "carrier_capacity";
  const refused = isFull ? capAfterRefusal(await readChannels(table), now) : undefined;
  const attempt = fax.attempts.find(({ number }) => number === advance.attempt);
  return freeCall(table, fax, attempt, now, refused);
}

function afterAttributes({ faxId, after }: OutboundAdvance): [string[], unknown][] {
  if (!after) return [];
  return [
    ...(after.failure ? [[["failure"], after.failure] as [string[], unknown]] : []),
    ...(after.settings ? [[["settings"], after.settings] as [string[], unknown]] : []),
    ...(after.wait ? waitingAttributes(faxId, after.wait) : []),
  ];
}
