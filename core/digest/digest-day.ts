import { refusalsKeptMs } from "../refusal.ts";
import { timeInZone } from "../zoned-time.ts";

/** The hour of the day from which on the operator is told. */
const tellsFromHour = 7;
/** Two sweeps of every hour look, even where one is late. */
const looksForMinutes = 10;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/**
 * How long a message of its time may still become a refusal: so long the queues bring it back by themselves. What is
 * younger is told a day later, so that nothing is recorded behind the digest's back.
 */
const onTheirWayMs = 2 * hourMs;

/** What of the digest is stored: the local day of the last one, and the moment (epoch ms) before which all is told. */
export type DigestMark = { day?: string; until?: number };

/**
 * The local day whose digest a sweep at this moment looks after, or undefined where it need not look: before seven, and
 * outside of the first minutes of an hour. Looking costs a request, so that 254 of 288 sweeps a day save theirs; the
 * hours after seven catch up what could not be sent, and the next day what a whole day missed.
 */
export function digestDay(now: number, timeZone: string): string | undefined {
  const local = timeInZone(now, timeZone, "minute");
  const [hour, minute] = [Number(local.slice(11, 13)), Number(local.slice(14, 16))];
  return hour >= tellsFromHour && minute < looksForMinutes ? local.slice(0, 10) : undefined;
}

/** Whether that day's digest is still to be made; days go forward only, also where the zone is changed. */
export const isDigestDue = (mark: DigestMark, day: string): boolean =>
  mark.day === undefined || mark.day < day;

/** What a digest of now tells of (epoch ms): from the last one, at first a day back, never further than refusals are kept. */
export function digestWindow(mark: DigestMark, now: number): { since: number; until: number } {
  const settled = now - onTheirWayMs;
  const since = Math.max(mark.until ?? settled - dayMs, now - refusalsKeptMs);
  return { since, until: Math.max(since, settled) };
}
