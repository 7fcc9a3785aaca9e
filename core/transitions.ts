import type {
  CarrierEvent,
  InboundEvent,
  InboundEventType,
  OutboundEvent,
  OutboundEventType,
} from "./carrier-event.ts";
import { decideAbsent, type OfAbsent } from "./absent-attempt.ts";
import { afterFailedCall, type AfterFailedCall, type Surroundings } from "./after-failed-call.ts";
import { explainFailure } from "./failure-reasons.ts";
import { timelineKey } from "./ids.ts";
import {
  isClosed,
  type AttemptState,
  type Failure,
  type InboundFax,
  type InboundStatus,
  type OutboundFax,
  type OutboundStatus,
  type TimelineEntry,
} from "./fax.ts";

/** The one table of outbound transitions: how high an event stands, and what it makes of the attempt. */
export const outboundLadder: Record<OutboundEventType, { rank: number; state: AttemptState }> = {
  "fax.queued": { rank: 10, state: "submitted" },
  "fax.media.processed": { rank: 20, state: "media.processed" },
  "fax.sending.started": { rank: 40, state: "in_progress" },
  "fax.delivered": { rank: 100, state: "delivered" },
  "fax.failed": { rank: 100, state: "failed" },
};

/** The one table of inbound transitions. */
export const inboundLadder: Record<InboundEventType, { rank: number; status: InboundStatus }> = {
  "fax.receiving.started": { rank: 20, status: "receiving" },
  "fax.media.processing.started": { rank: 30, status: "receiving" },
  "fax.received": { rank: 100, status: "fetching" },
  "fax.failed": { rank: 100, status: "failed" },
};

export const endRank = 100;

/** Why an event is foreign that names a fax of ours and a call that it never made. */
export const noSuchAttempt = "no such attempt";

/** `internalReason` of an inbound fax that the carrier received and we could not copy. */
export const inboundFetchFailed = "inbound_fetch_failed";

/** What an event reports beyond the status. */
export type ReportedFacts = { pageCount?: number; callSeconds?: number; partialContent?: boolean };

export type OutboundAdvance = {
  kind: "advance";
  faxId: string;
  attempt: number;
  rank: number;
  state: AttemptState;
  carrierFaxId: string;
  status?: OutboundStatus;
  /** Why the call failed, if it did. */
  reason?: string;
  /** What becomes of the fax after a failed call. */
  after?: AfterFailedCall;
  /** A failed call that was delivered after all, while nothing newer was sent: the fax ends with it. */
  late?: true;
  occurredAt: number;
  entry: TimelineEntry;
  facts: ReportedFacts;
};

export type Decision<Advance> =
  | Advance
  /** Late news of a step already passed: the timeline learns of it, the status does not move. */
  | { kind: "note"; entry: TimelineEntry; facts: ReportedFacts }
  /** Seen before, or of a fax the user has deleted. */
  | { kind: "repeat" }
  /** A second, contradicting end: changes nothing and calls a person. */
  | { kind: "contradiction"; why: string }
  /** Authentic, but of no fax or attempt of ours. */
  | { kind: "foreign"; why: string };

/**
 * What the event does to a fax that is `sending` and not yet that high: the usual case, written without a look.
 * What becomes of the fax after a failed call cannot be told without one.
 */
export function usualOutboundAdvance(event: OutboundEvent): OutboundAdvance {
  const step = outboundLadder[event.type];
  return {
    kind: "advance",
    faxId: event.faxId,
    attempt: event.attempt,
    rank: step.rank,
    state: step.state,
    carrierFaxId: event.carrierFaxId,
    occurredAt: event.occurredAt,
    entry: {
      key: timelineKey(event.eventId),
      at: event.occurredAt,
      word: event.type,
      attempt: event.attempt,
    },
    facts: reportedFacts(event),
    ...(event.type === "fax.delivered" ? { status: "delivered" } : {}),
  };
}

function failedAdvance(
  fax: OutboundFax,
  event: OutboundEvent,
  now: number,
  around: Surroundings,
): OutboundAdvance {
  const { reason, internalReason } = failureOf(event);
  const call = { attempt: event.attempt, reason, internalReason, at: event.occurredAt };
  const after = afterFailedCall(fax, call, now, around);
  return { ...usualOutboundAdvance(event), status: after.status, reason, after };
}

/**
 * Pure decision: outbound fax and event in, what to write out; `now` in epoch ms, `around` for a failed call only. Repeats, late and contradicting
 * events change no status, with one exception: a call that we took for failed and that was delivered after all
 * ends the fax while nothing newer was sent.
 */
export function decideOutbound(
  fax: OutboundFax,
  event: OutboundEvent,
  now: number,
  around: Surroundings = {},
): Decision<OutboundAdvance> | OfAbsent {
  const advance = usualOutboundAdvance(event);
  const attempt = fax.attempts.find((candidate) => candidate.number === event.attempt);
  if (!attempt) return ofNoAttempt(fax, event);
  if (fax.deletedAt !== undefined || fax.timeline.some((entry) => entry.key === advance.entry.key)) {
    return { kind: "repeat" };
  }
  if (attempt.state === "absent") return decideAbsent(fax, attempt, event.type, advance);
  if (advance.rank > attempt.rank && fax.status === "sending") {
    return event.type === "fax.failed" ? failedAdvance(fax, event, now, around) : advance;
  }
  if (event.type === "fax.delivered" && fax.status === "queued") return { ...advance, late: true };
  if (advance.rank === endRank && attempt.state !== advance.state) {
    return {
      kind: "contradiction",
      why: `${event.type} for an attempt that is ${attempt.state} of a fax that is ${fax.status}`,
    };
  }
  return { kind: "note", entry: advance.entry, facts: advance.facts };
}

/** News of a call that the carrier refused and that left nothing but its number is old news. */
function ofNoAttempt(fax: OutboundFax, event: OutboundEvent): Decision<OutboundAdvance> {
  if (event.attempt > (fax.lastRefused?.attempt ?? 0)) return { kind: "foreign", why: noSuchAttempt };
  return event.type === "fax.delivered"
    ? { kind: "contradiction", why: "fax.delivered for a call that the carrier had refused" }
    : { kind: "repeat" };
}

export type InboundAdvance = {
  kind: "advance";
  fax: InboundFax;
  entry: TimelineEntry;
};

/** Pure decision: inbound fax as stored (undefined = first heard of) and event in, the fax to store out. */
export function decideInbound(
  fax: InboundFax | undefined,
  event: InboundEvent,
  now: number,
): Decision<InboundAdvance> {
  const step = inboundLadder[event.type];
  const entry: TimelineEntry = {
    key: timelineKey(event.eventId),
    at: event.occurredAt,
    word: event.type,
  };
  const facts = reportedFacts(event);
  if (fax && (fax.deletedAt !== undefined || fax.timeline.some((known) => known.key === entry.key))) {
    return { kind: "repeat" };
  }
  if (fax && (fax.rank >= step.rank || isClosed(fax.status))) {
    const ended = fax.rank === endRank && step.rank === endRank;
    // That we could not fetch the pages does not contradict that the carrier received them.
    const failedThere = fax.status === "failed" && fax.failure?.internalReason !== inboundFetchFailed;
    const contradicts = ended && (event.type === "fax.failed") !== failedThere;
    return contradicts
      ? { kind: "contradiction", why: `${event.type} for a fax that is ${fax.status}` }
      : { kind: "note", entry, facts };
  }
  const before = fax ?? newInboundFax(event, now);
  return {
    kind: "advance",
    entry,
    fax: {
      ...before,
      ...facts,
      status: step.status,
      rank: step.rank,
      updatedAt: now,
      timeline: [...before.timeline, entry],
      ...(event.link ? { carrierLink: event.link } : {}),
      ...(event.callerId ? { callerId: event.callerId } : {}),
      ...(event.type === "fax.failed" ? { failure: failureOf(event) } : {}),
    },
  };
}

function newInboundFax(event: InboundEvent, now: number): InboundFax {
  return {
    direction: "inbound",
    id: event.faxId,
    status: "receiving",
    rank: 0,
    carrierFaxId: event.carrierFaxId,
    to: event.to,
    from: event.from,
    connectionId: event.connectionId,
    createdAt: now,
    updatedAt: now,
    revision: 0,
    wakes: 0,
    timeline: [],
  };
}

function failureOf(event: Exclude<CarrierEvent, { direction: "foreign" }>): Failure {
  const reason = event.failureReason ?? "unknown";
  return {
    reason,
    internalReason: event.internalFailureReason ?? reason,
    detail: explainFailure(reason),
  };
}

function reportedFacts(event: OutboundEvent | InboundEvent): ReportedFacts {
  return {
    ...(event.pageCount === undefined ? {} : { pageCount: event.pageCount }),
    ...(event.callSeconds === undefined ? {} : { callSeconds: event.callSeconds }),
    ...(event.direction === "inbound" && event.partialContent !== undefined
      ? { partialContent: event.partialContent }
      : {}),
  };
}
