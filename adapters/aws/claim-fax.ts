import type { Attempt, Fax, OutboundFax } from "../../core/fax.ts";
import { callOf, freeChannels, holderOf, type Line } from "../../core/lanes.ts";
import { changeFax, readFaxById, statusIs } from "./change-fax.ts";
import {
  joinLine,
  laneHolder,
  leaveLine,
  readChannels,
  takeChannel,
  takeLane,
  noteWaiting,
} from "./lanes.ts";
import { clearWaiting } from "./outbound-changes.ts";
import { dueAttributes, writeAttempt } from "./stored-fax.ts";
import type { Expression, Table } from "./table.ts";

/** What became of a claim. `changed`: the fax is not as it was read. `blocked`: lane or channels are in use. */
export type ClaimOutcome =
  | { kind: "claimed"; fax: OutboundFax }
  | { kind: "changed"; fax: Fax | undefined }
  | { kind: "blocked"; by: Line };

const asRead = (fax: OutboundFax) => (e: Expression) => [
  ...statusIs("queued")(e),
  fax.line === undefined
    ? `attribute_not_exists(${e.path("line")})`
    : `${e.path("line")} = ${e.value(fax.line)}`,
  // One that its broadcast's pause took aside meanwhile must not go back into line.
  ...(fax.broadcastId === undefined ? [] : [`${e.path("rev")} = ${e.value(fax.revision)}`]),
];

/**
 * Claim: `queued` -> `sending` with a new attempt, its number's lane and one of `limit` channels, all or nothing,
 * before any byte goes to the carrier. A place in line is given up with it.
 */
export async function claimFax(
  table: Table,
  fax: OutboundFax,
  number: number,
  by: { claimId: string; limit: number },
  at: number,
): Promise<ClaimOutcome> {
  const attempt: Attempt = {
    number,
    state: "submitting",
    rank: 0,
    startedAt: at,
    claim: by.claimId,
    holdsLane: true,
  };
  const outcome = await changeFax(table, fax.id, {
    at,
    set: [
      [["status"], "sending"],
      [["attempts", String(number)], writeAttempt(attempt)],
    ],
    remove: clearWaiting,
    entry: { key: `submitting.${number}`, at, word: "submitting", attempt: number },
    others: [
      takeLane(table, fax.to, holderOf(fax.id, number)),
      takeChannel(table, callOf(fax.id, number, at), by.limit, at),
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
    return { kind: "blocked", by: outcome.blockedBy === 0 ? "lane" : "channel" };
  }
  return { kind: "claimed", fax: claimed(fax, attempt) };
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
 * Stands the fax in the line for its lane or, taking the lane with it, for a channel. Answers the fax as it stands
 * afterwards, also where it changed meanwhile and stands in no line.
 */
export async function standInLine(
  table: Table,
  fax: OutboundFax,
  number: number,
  line: Line,
  at: number,
): Promise<Fax | undefined> {
  const due = dueAttributes(fax.id, Math.min(at + lookAgainMs, fax.giveUpAt ?? Infinity));
  await changeFax(table, fax.id, {
    at,
    set: [
      [["waiting"], line],
      [["line"], line],
      [["due_shard"], due.due_shard],
      [["due"], due.due],
    ],
    remove: [["not_before"]],
    // One entry per line, the latest: a fax may wait many times.
    entry: { key: `waiting.${line}`, at, word: `waiting.${line}` },
    others: [
      joinLine(table, fax, line),
      noteWaiting(table, fax, line, at),
      ...(line === "channel"
        ? [takeLane(table, fax.to, holderOf(fax.id, number)), ...leaveLine(table, fax)]
        : []),
    ],
    when: asRead(fax),
  });
  return readFaxById(table, fax.id);
}

/** Whether what the fax waits for is free by now, read strongly: it may have been freed before the fax stood there. */
export async function isFree(
  table: Table,
  fax: OutboundFax,
  line: Line,
  limit: number,
  at: number,
): Promise<boolean> {
  if (line === "channel") return freeChannels(await readChannels(table), limit, at) > 0;
  return (await laneHolder(table, fax.to)) === undefined;
}
