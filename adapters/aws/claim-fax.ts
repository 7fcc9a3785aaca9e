import { breakerEntry } from "../../core/after-failed-call.ts";
import type { Blocked } from "../../core/operations/claim-for-call.ts";
import type { KnownDuplicate } from "../../core/operations/meet-duplicate.ts";
import { duplicateIn, slotClause, warningOf } from "./duplicate-slots.ts";
import {
  awaitingCall,
  type Attempt,
  type Fax,
  type OutboundFax,
  type TimelineEntry,
} from "../../core/fax.ts";
import { restsUntil } from "../../core/courtesy.ts";
import { callOf, holderOf, type Line } from "../../core/lanes.ts";
import { changeFax, statusIs, type ChangeOutcome } from "./change-fax.ts";
import { readChannelItem, takeChannel } from "./channel-item.ts";
import { joinLine, leaveLine, takeLane, noteWaiting } from "./lanes.ts";
import { blockedByChannels } from "./look-at-line.ts";
import { readLaneMemory } from "./lane-row.ts";
import { clearWaiting } from "./outbound-changes.ts";
import { dueAttributes, writeAttempt } from "./stored-fax.ts";
import type { Expression, Table } from "./table.ts";

/**
 * What became of a claim. `changed`: the fax is not as it was read. `blocked`: lane or channels are in use.
 * `duplicate`: the lane remembers the same pages, of that fax.
 */
export type ClaimOutcome =
  | { kind: "claimed"; fax: OutboundFax }
  | { kind: "changed"; fax: Fax | undefined }
  | Blocked
  | { kind: "duplicate"; of: string };

const asRead = (fax: OutboundFax) => (e: Expression) => [
  ...statusIs(...awaitingCall)(e),
  fax.line === undefined
    ? `attribute_not_exists(${e.path("line")})`
    : `${e.path("line")} = ${e.value(fax.line)}`,
  // One that its broadcast's pause took aside meanwhile must not go back into line.
  ...(fax.broadcastId === undefined ? [] : [`${e.path("rev")} = ${e.value(fax.revision)}`]),
];

/**
 * Claim: `queued` or `scheduled` -> `sending` with a new attempt, its number's lane and one of `limit` channels, all or nothing,
 * before any byte goes to the carrier. A place in line is given up with it.
 * Of a duplicate that is `known` the lane asks no more.
 */
export async function claimFax(
  table: Table,
  fax: OutboundFax,
  number: number,
  by: { claimId: string; limit: number; asProbe?: boolean },
  at: number,
  known?: KnownDuplicate,
): Promise<ClaimOutcome> {
  const attempt: Attempt = {
    number,
    state: "submitting",
    rank: 0,
    startedAt: at,
    claim: by.claimId,
    holdsLane: true,
    ...(by.asProbe ? { probe: true } : {}),
  };
  const holder = holderOf(fax.id, number);
  const warning = warningOf(known, at);
  const outcome = await changeFax(table, fax.id, {
    at,
    set: [[["status"], "sending"], [["attempts", String(number)], writeAttempt(attempt)], ...warning.set],
    remove: clearWaiting,
    entry: { key: `submitting.${number}`, at, word: "submitting", attempt: number },
    moreEntries: warning.entries,
    others: [
      takeLane(table, fax.to, holder, at, slotClause(fax, number, known)),
      takeChannel(table, callOf(fax.id, number, at), channelFor(fax, by), at),
      ...leaveLine(table, fax),
    ],
    when: (e) => [
      ...asRead(fax)(e),
      `attribute_not_exists(${e.path("attempts", String(number))})`,
      `(attribute_not_exists(${e.path("not_before")}) OR ${e.path("not_before")} <= ${e.value(at)})`,
    ],
  });
  if (!outcome.changed) {
    if (outcome.blockedBy === undefined) return { kind: "changed", fax: outcome.fax };
    const of = outcome.blockedBy === 0 ? duplicateIn(outcome.blockedItem, fax, { holder, at }) : undefined;
    return of === undefined ? blocked(table, outcome, at) : { kind: "duplicate", of };
  }
  return { kind: "claimed", fax: { ...claimed(fax, attempt), ...warning.facts } };
}

const channelFor = (fax: OutboundFax, { limit, asProbe = false }: { limit: number; asProbe?: boolean }) => ({
  limit,
  stands: fax.line === "channel",
  asProbe,
});

/** What stands in the way, as the refused transaction shows it: no further look is needed. */
function blocked(
  table: Table,
  { blockedBy, blockedItem }: Extract<ChangeOutcome, { changed: false }>,
  at: number,
): Blocked {
  if (blockedBy === 0) {
    const rests = blockedItem?.["held"] === undefined && restsUntil(readLaneMemory(blockedItem).row, at);
    return { kind: "blocked", by: "lane", ...(rests ? { restsUntil: rests } : {}) };
  }
  return blockedByChannels(readChannelItem(blockedItem, table.name), at);
}

function claimed(
  { waitingFor: _for, notBefore: _until, uploadExpiresAt: _upload, line: _line, ...fax }: OutboundFax,
  attempt: Attempt,
): OutboundFax {
  return { ...fax, status: "sending", attempts: [...fax.attempts, attempt] };
}

/** A waiting fax is looked at this often in any case; what frees its lane or channel wakes it long before. */
const lookAgainMs = 3_600_000;

/**
 * Stands the fax in the line for its lane or, taking the lane with it, for one of `limit` channels. Answers the fax as
 * it stands afterwards: where it changed meanwhile, or what it was to wait for was freed, it stands in no line.
 */
export async function standInLine(
  table: Table,
  fax: OutboundFax,
  number: number,
  line: Line,
  at: number,
  { limit, ...why }: { limit: number; restsUntil?: number; breaker?: string },
): Promise<Fax | undefined> {
  const entry = waitingEntry(line, why, at);
  const look = why.restsUntil ?? at + lookAgainMs;
  const due = dueAttributes(fax.id, Math.min(look, fax.giveUpAt ?? Infinity));
  const outcome = await changeFax(table, fax.id, {
    at,
    set: [
      // One that was scheduled has had its time: from now on it waits as the others do.
      [["status"], "queued"],
      [["waiting"], line],
      [["line"], line],
      [["due_shard"], due.due_shard],
      [["due"], due.due],
      ...(why.restsUntil === undefined
        ? []
        : [[["not_before"], why.restsUntil] satisfies [string[], number]]),
    ],
    remove: why.restsUntil === undefined ? [["not_before"]] : [],
    entry,
    others: [
      joinLine(table, fax, line),
      noteWaiting(table, fax, line, limit, at),
      ...(line === "channel"
        ? [takeLane(table, fax.to, holderOf(fax.id, number), at), ...leaveLine(table, fax)]
        : []),
    ],
    when: asRead(fax),
  });
  if (!outcome.changed) return outcome.blockedBy === undefined ? outcome.fax : fax;
  // The write did not bring the fax, but says that it stood as it was read.
  return inLine(fax, line, entry, why.restsUntil);
}

/** As the fax stands once the write is made. */
function inLine(
  { notBefore: _past, ...fax }: OutboundFax,
  line: Line,
  entry: TimelineEntry,
  restsUntil: number | undefined,
): OutboundFax {
  return {
    ...fax,
    status: "queued",
    waitingFor: line,
    line,
    revision: fax.revision + 1,
    timeline: [...fax.timeline.filter(({ key }) => key !== entry.key), entry],
    ...(restsUntil === undefined ? {} : { notBefore: restsUntil }),
  };
}

/** One entry per kind of wait, the latest: a fax may wait many times. */
function waitingEntry(line: Line, why: { restsUntil?: number; breaker?: string }, at: number): TimelineEntry {
  if (line === "channel" && why.breaker !== undefined) return breakerEntry(why.breaker, at);
  const word = line === "lane" && why.restsUntil !== undefined ? "waiting.rest" : `waiting.${line}`;
  return { key: word, at, word };
}
