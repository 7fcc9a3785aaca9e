import type { InboundEvent, OutboundEvent } from "../../core/carrier-event.ts";
import type { Attempt, Fax, InboundFax, OutboundFax, TimelineEntry } from "../../core/fax.ts";
import {
  decideInbound,
  decideOutbound,
  endRank,
  type OutboundAdvance,
  type ReportedFacts,
} from "../../core/transitions.ts";

import { noon } from "./faxes.ts";

/** What the decisions mean, written out in memory: the table's adapter must come to the same fax. */
export function afterOutbound(fax: OutboundFax, event: OutboundEvent, now = noon): OutboundFax {
  const decision = decideOutbound(fax, event, now);
  if (decision.kind === "advance") return advanced(fax, decision);
  if (decision.kind === "note") return noted(fax, decision.entry, decision.facts);
  if (decision.kind === "adopt") return adopted(fax, decision.advance);
  if (decision.kind === "stray") return strayed(fax, decision.advance, decision.hasEnded);
  return fax;
}

function adopted(fax: OutboundFax, advance: OutboundAdvance): OutboundFax {
  return { ...advanced(withoutWait(fax), advance), status: "sending" };
}

const strayed = (fax: OutboundFax, advance: OutboundAdvance, hasEnded: boolean): OutboundFax => ({
  ...fax,
  timeline: [...fax.timeline, advance.entry],
  attempts: fax.attempts.map((attempt) =>
    attempt.number === advance.attempt
      ? {
          ...attempt,
          rank: advance.rank,
          carrierFaxId: attempt.carrierFaxId ?? advance.carrierFaxId,
          ...(hasEnded ? { endedAt: advance.occurredAt } : {}),
        }
      : attempt,
  ),
});

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

function advanced(before: OutboundFax, advance: OutboundAdvance): OutboundFax {
  const ends = advance.rank === endRank;
  const { after } = advance;
  const fax = advance.late ? withoutWait(before) : before;
  return {
    ...fax,
    ...advance.facts,
    timeline: [...fax.timeline, advance.entry, ...(after?.entries ?? [])],
    attempts: fax.attempts.map((attempt) =>
      attempt.number === advance.attempt
        ? {
            ...(advance.late ? withoutReason(attempt) : attempt),
            state: advance.state,
            rank: advance.rank,
            carrierFaxId: attempt.carrierFaxId ?? advance.carrierFaxId,
            ...(ends ? { endedAt: advance.occurredAt } : {}),
            ...(advance.reason === undefined ? {} : { failureReason: advance.reason }),
          }
        : attempt,
    ),
    ...(advance.status ? { status: advance.status } : {}),
    ...(after?.failure ? { failure: after.failure } : {}),
    ...(after?.settings ? { settings: after.settings } : {}),
    ...(after?.wait ? { waitingFor: after.wait.reason, notBefore: after.wait.until } : {}),
  };
}

function withoutWait({ waitingFor: _for, notBefore: _until, uploadExpiresAt: _upload, ...fax }: OutboundFax) {
  return fax;
}

function withoutReason({ failureReason: _reason, ...attempt }: Attempt): Attempt {
  return attempt;
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
