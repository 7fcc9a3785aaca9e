import { verdictOf } from "../../core/breaker.ts";
import type { OutboundEvent } from "../../core/carrier-event.ts";
import type { OutboundFax } from "../../core/fax.ts";
import type { Retry } from "../../core/retry-policy.ts";
import {
  decideOutbound,
  endRank,
  outboundLadder,
  usualOutboundAdvance,
  type OutboundAdvance,
} from "../../core/transitions.ts";
import { adoptCall, noteStray } from "./absent-calls.ts";
import { changeFax, readFaxById, statusIs, type ChangeOutcome } from "./change-fax.ts";
import { dropRefused } from "./drop-refused.ts";
import { endOfCall, probeGoesThrough } from "./end-of-call.ts";
import { freeHeldLane, readLane } from "./lanes.ts";
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
  retry?: Retry,
): Promise<EventOutcome> {
  let outcome: ChangeOutcome =
    outboundLadder[event.type].rank === endRank
      ? { changed: false, fax: await readFaxById(table, event.faxId) }
      : await writeAdvance(table, usualOutboundAdvance(event), now, undefined);
  for (let attempt = 0; attempt < maxTries; attempt++) {
    if (outcome.changed) return { kind: "advance" };
    // Not the fax but what it holds was otherwise than read: look again.
    const fax = outcome.blockedBy === undefined ? outcome.fax : await readFaxById(table, event.faxId);
    if (fax?.direction !== "outbound") return { kind: "foreign", why: "no such fax" };
    const around = event.type === "fax.failed" ? await surroundings(table, fax, event, retry) : {};
    const decision = decideOutbound(fax, event, now, around);
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
    if (outcome.changed) return { kind: "advance", ...(decision.reason ? { failed: decision.reason } : {}) };
  }
  throw new Error("the fax kept changing while an event was applied");
}

/** What a failed call's meaning hangs on beside the fax; its number's history only while the call holds the lane. */
async function surroundings(table: Table, fax: OutboundFax, event: OutboundEvent, retry: Retry | undefined) {
  const holds = fax.attempts.some(({ number, holdsLane }) => number === event.attempt && holdsLane);
  return { retry, ...(holds && fax.status === "sending" ? await readLane(table, fax.to) : {}) };
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
  const others = fax ? await freed(table, fax, advance, now) : [];
  if (fax && advance.after?.isRefused) return dropRefused(table, fax, advance, others, now);
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
      ...afterAttributes(advance, fax, now),
      ...factAttributes(advance.facts),
    ],
    fill: [[["attempts", attempt, "carrier_id"], advance.carrierFaxId]],
    remove: advance.late ? [...clearWaiting, ["attempts", attempt, "reason"]] : [],
    entry: advance.entry,
    others,
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
      // A probe that goes through closes the breaker with it: then the fax is read first.
      ...(advance.state === "in_progress" && !fax
        ? [`attribute_not_exists(${e.path("attempts", attempt, "probe")})`]
        : []),
      // What a failed call means for the fax hangs on the cancel wish: it must be as assumed.
      ...(advance.status && advance.status !== "delivered"
        ? [`${cancelRequested ? "attribute_exists" : "attribute_not_exists"}(${e.path("cancel_at")})`]
        : []),
    ],
  });
}

/** What goes with a call: its hold on lane and channel, or, for a fax told delivered late, the lane it keeps while it waits. */
async function freed(table: Table, fax: OutboundFax, advance: OutboundAdvance, now: number) {
  if (advance.late) return freeHeldLane(table, fax, now);
  if (advance.rank !== endRank) {
    return advance.state === "in_progress" ? probeGoesThrough(table, fax, advance.attempt, now) : [];
  }
  const { after, reason } = advance;
  if (!after || reason === undefined) {
    return endOfCall(table, fax, advance.attempt, { kind: "sends" }, "answered", now);
  }
  return endOfCall(table, fax, advance.attempt, verdictOf(reason), after, now);
}

function afterAttributes(
  { after }: OutboundAdvance,
  fax: OutboundFax | undefined,
  now: number,
): [string[], unknown][] {
  if (!after) return [];
  return [
    ...(after.failure ? [[["failure"], after.failure] as [string[], unknown]] : []),
    ...(after.settings ? [[["settings"], after.settings] as [string[], unknown]] : []),
    ...(after.wait && fax ? waitingAttributes(fax, after.wait, now) : []),
  ];
}
