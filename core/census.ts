import { isClosed, type Fax } from "./fax.ts";
import { holderOf, type CallInProgress } from "./lanes.ts";

/**
 * The census passes each fax once, this long after its creation: what has not ended by then gets a time at which the
 * sweep looks after it. Whoever writes an open fax later says itself when to look.
 */
export const censusAfterMs = 10 * 60_000;

/** Whether nothing would ever look after this fax: no look is planned, and no call in progress names it. */
export function isForgotten(fax: Fax, isDue: boolean, calls: CallInProgress[]): boolean {
  if (isDue || isClosed(fax.status) || fax.deletedAt !== undefined) return false;
  if (fax.direction !== "outbound" || fax.status !== "sending") return true;
  const names = new Set(calls.map(({ faxId, attempt }) => holderOf(faxId, attempt)));
  return !fax.attempts.some(({ number }) => names.has(holderOf(fax.id, number)));
}
