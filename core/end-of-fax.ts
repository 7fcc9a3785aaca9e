import type { Fax } from "./fax.ts";

/** When a fax that has ended did so, epoch ms; what happens to it afterwards is no part of it. */
export function endOf(fax: Fax): number {
  const delivered = fax.direction === "outbound" && fax.attempts.find(({ state }) => state === "delivered");
  if (delivered && delivered.endedAt !== undefined) return delivered.endedAt;
  // The latest by time: the timeline is in the order in which we heard of things.
  const ends = fax.timeline.filter(({ word }) => endWords.includes(word)).map(({ at }) => at);
  return ends.length > 0 ? Math.max(...ends) : fax.updatedAt;
}

/** Steps that end a fax, or may: the latest of those it went through is the one that did. */
const endWords = [
  "stored",
  "failed",
  "canceled",
  "fax.failed",
  "carrier.refused",
  "duplicate.refused",
  "call.lost",
  // Where a cancel was wished, or it was time to give up, a call that never was ends the fax.
  "call.absent",
  "cancel.requested",
];
