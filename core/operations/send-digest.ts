import { digestDay, digestWindow, isDigestDue, type DigestMark } from "../digest/digest-day.ts";
import { digestOf, type Digest } from "../digest/digest-of-refusals.ts";
import type { Refusal } from "../refusal.ts";

export type DigestDeps = {
  now: () => number;
  timeZone: string;
  mailDomain: string;
  readMark: () => Promise<DigestMark>;
  /** Whether this sweep alone makes that day's digest until then (epoch ms); false where it is made, or being made. */
  claim: (day: string, now: number, until: number) => Promise<boolean>;
  /** The newest refusals from `since` on and before `until`, at most `limit`. */
  listRefusals: (since: number, until: number, limit: number) => Promise<Refusal[]>;
  /** Hands the mail over to be sent. */
  send: (digest: Digest) => Promise<unknown>;
  /** Writes the day's mark, while the claim that ends at `claimedUntil` holds. */
  writeMark: (mark: Required<DigestMark>, claimedUntil: number) => Promise<unknown>;
};

/** A sweep that does not come back has been stopped by then: Lambda gives it as long. */
export const digestClaimMs = 240_000;
const mostRefusals = 1000;

/**
 * Tells the operator once a day what was refused since the last time. Claim, send, mark, in this order: two sweeps at once
 * send one mail, and a crash delays it until the claim ends. Stopped between sending and marking it is sent twice;
 * marked first, it would be lost. Answers of how many refusals was told.
 */
export async function sendDigest(deps: DigestDeps): Promise<number> {
  const now = deps.now();
  const day = digestDay(now, deps.timeZone);
  if (day === undefined) return 0;
  const mark = await deps.readMark();
  const claimedUntil = now + digestClaimMs;
  if (!isDigestDue(mark, day) || !(await deps.claim(day, now, claimedUntil))) return 0;
  const { since, until } = digestWindow(mark, now);
  const refusals = await deps.listRefusals(since, until, mostRefusals);
  if (refusals.length > 0) {
    const isCut = refusals.length === mostRefusals;
    const { timeZone, mailDomain } = deps;
    await deps.send(digestOf(refusals, { since, until, isCut, timeZone, mailDomain }));
  }
  await deps.writeMark({ day, until }, claimedUntil);
  return refusals.length;
}
