import type { InboundEvent, OutboundEvent } from "../../core/carrier-event.ts";
import type { Fax, InboundFax, OutboundFax, TimelineEntry } from "../../core/fax.ts";
import {
  decideInbound,
  decideOutbound,
  endRank,
  type OutboundAdvance,
  type ReportedFacts,
} from "../../core/transitions.ts";

/** What the decisions mean, written out in memory: the table's adapter must come to the same fax. */
export function afterOutbound(fax: OutboundFax, event: OutboundEvent): OutboundFax {
  const decision = decideOutbound(fax, event);
  if (decision.kind === "advance") return advanced(fax, decision);
  if (decision.kind === "note") return noted(fax, decision.entry, decision.facts);
  return fax;
}

export function afterInbound(
  fax: InboundFax | undefined,
  event: InboundEvent,
  now: number,
): InboundFax | undefined {
  const decision = decideInbound(fax, event, now);
  if (decision.kind === "advance") return decision.fax;
  if (decision.kind === "note" && fax) return noted(fax, decision.entry, decision.facts);
  return fax;
}

function advanced(fax: OutboundFax, advance: OutboundAdvance): OutboundFax {
  const ends = advance.rank === endRank;
  return {
    ...fax,
    ...advance.facts,
    timeline: [...fax.timeline, advance.entry],
    attempts: fax.attempts.map((attempt) =>
      attempt.number === advance.attempt
        ? {
            ...attempt,
            state: advance.state,
            rank: advance.rank,
            carrierFaxId: attempt.carrierFaxId ?? advance.carrierFaxId,
            ...(ends ? { endedAt: advance.occurredAt } : {}),
            ...(ends && advance.failure ? { failureReason: advance.failure.reason } : {}),
          }
        : attempt,
    ),
    ...(advance.status ? { status: advance.status } : {}),
    ...(ends && advance.failure ? { failure: advance.failure } : {}),
  };
}

/** Facts are filled in only where the fax does not know them yet. */
const noted = <F extends Fax>(fax: F, entry: TimelineEntry, facts: ReportedFacts): F => ({
  ...facts,
  ...fax,
  timeline: [...fax.timeline, entry],
});

/** The fax with its timeline in one order: a map at rest has none. */
export function inOneOrder(fax: Fax | undefined): Fax | undefined {
  return fax && { ...fax, timeline: [...fax.timeline].sort((a, b) => (a.key < b.key ? -1 : 1)) };
}

/** The same without what tells only how often and when it was written. */
export function comparable(fax: Fax | undefined): Fax | undefined {
  const ordered = inOneOrder(fax);
  return ordered && { ...ordered, updatedAt: 0, revision: 0 };
}
