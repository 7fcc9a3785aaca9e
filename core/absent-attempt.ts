import type { OutboundEventType } from "./carrier-event.ts";
import type { Attempt, OutboundFax } from "./fax.ts";
import type { Decision, OutboundAdvance } from "./transitions.ts";

/** What an event does that tells of a call held to be absent. */
export type OfAbsent =
  | Decision<OutboundAdvance>
  /** Nothing newer was submitted: the fax is `sending` again, with this call. */
  | { kind: "adopt"; advance: OutboundAdvance }
  /** It has ended as failed, or a newer call was submitted and this one is to be stopped; the fax goes on as it does. */
  | { kind: "stray"; advance: OutboundAdvance; hasEnded: boolean };

/** Pure: `advance` is what the event would do to a call under way. */
export function decideAbsent(
  fax: OutboundFax,
  attempt: Attempt,
  type: OutboundEventType,
  advance: OutboundAdvance,
): OfAbsent {
  const isNewest = fax.attempts.every(({ number, state }) => number <= attempt.number || state === "absent");
  const isFree = fax.status === "queued" && isNewest && attempt.endedAt === undefined;
  if (type === "fax.delivered") {
    // While another call is under way the pages may arrive twice.
    return fax.status === "queued"
      ? { ...advance, late: true }
      : {
          kind: "contradiction",
          why: `${type} for an attempt held to be absent of a fax that is ${fax.status}`,
        };
  }
  if (advance.rank <= attempt.rank) return { kind: "note", entry: advance.entry, facts: advance.facts };
  if (type === "fax.failed") return { kind: "stray", advance, hasEnded: true };
  return isFree ? { kind: "adopt", advance } : { kind: "stray", advance, hasEnded: false };
}
