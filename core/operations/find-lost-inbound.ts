import type { Listing } from "../absence.ts";
import type { InboundEvent } from "../carrier-event.ts";
import { receptionFromStatus, type CarrierFax } from "../carrier-status.ts";
import { endRank, inboundLadder } from "../transitions.ts";
import { errorName } from "./ask-about-call.ts";

export type LostInboundDeps = {
  now: () => number;
  /** Empty: no connection is configured. */
  connectionId: string;
  readCarrierKey: (now: number) => Promise<string | undefined>;
  readCursor: () => Promise<number | undefined>;
  moveCursor: (since: number) => Promise<unknown>;
  /** All inbound faxes created in that window (epoch ms), all pages. */
  listAtCarrier: (key: string, since: number, until: number) => Promise<Listing>;
  /** How far these faxes of ours are known; absent where they are not. */
  ranksOf: (ids: string[]) => Promise<Map<string, number>>;
  applyInbound: (event: InboundEvent, now: number) => Promise<unknown>;
  report: (word: string, facts: Record<string, string | number>) => void;
};

const minuteMs = 60_000;
/** Entries younger than this may still be told by their own webhooks. */
const onTheirWayMs = 5 * minuteMs;
/** The list of the last minutes is read again by later runs: it may lag, and clocks need not agree. */
const readAgainMs = 30 * minuteMs;
/** How much is listed at once after an outage. */
const longestWindowMs = 6 * 60 * minuteMs;
/** A reception that has not ended by then is stored here, and asked about by its id. */
const longestReceptionMs = 24 * 60 * minuteMs;

/**
 * Lists what the carrier received in a closed window and applies what is not known here as the event that was lost
 * (P6). Answers how many. One request where nothing came in; the cursor is written at most every half hour then.
 */
export async function findLostInbound(deps: LostInboundDeps): Promise<number> {
  if (deps.connectionId === "") return 0;
  const now = deps.now();
  const key = await deps.readCarrierKey(now);
  if (!key) return 0;
  const cursor = await deps.readCursor();
  const since = cursor ?? now - 2 * readAgainMs;
  const until = Math.min(now, since + longestWindowMs);
  const { faxes } = await deps.listAtCarrier(key, since, until);
  const ours = faxes.filter(({ connectionId }) => connectionId === deps.connectionId);
  const events = ours.map((found) => ({ found, event: receptionFromStatus(found, now) }));
  const ranks = await deps.ranksOf(events.map(({ event }) => event.faxId));
  let lost = 0;
  let settledUntil = Math.min(until, now - readAgainMs);
  for (const { found, event } of events) {
    const isKnown = (ranks.get(event.faxId) ?? 0) >= inboundLadder[event.type].rank;
    const isDone = isKnown || (await applyLost(deps, event, ageOf(found, now), now));
    if (isDone && !isKnown) lost++;
    const hasEnded =
      inboundLadder[event.type].rank === endRank || createdAgo(found, now) > longestReceptionMs;
    if (!isDone || !hasEnded) settledUntil = Math.min(settledUntil, found.createdAt ?? since);
  }
  const next = Math.max(since, settledUntil);
  if (cursor === undefined || next - cursor >= readAgainMs) await deps.moveCursor(next);
  return lost;
}

const createdAgo = (found: CarrierFax, now: number): number => now - (found.createdAt ?? now);
const ageOf = (found: CarrierFax, now: number): number => now - (found.updatedAt ?? found.createdAt ?? now);

/** Whether the event is applied now; one that cannot be is looked for again by the next run. */
async function applyLost(
  deps: LostInboundDeps,
  event: InboundEvent,
  ageMs: number,
  now: number,
): Promise<boolean> {
  if (ageMs < onTheirWayMs) return false;
  try {
    await deps.applyInbound(event, now);
    deps.report("inbound_found_by_listing", { faxId: event.faxId, eventType: event.type });
    return true;
  } catch (error) {
    deps.report("inbound_not_applied", { faxId: event.faxId, error: errorName(error) });
    return false;
  }
}
