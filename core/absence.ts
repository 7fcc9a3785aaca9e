import type { CarrierFax } from "./carrier-status.ts";
import type { Attempt, Failure, OutboundFax } from "./fax.ts";
import { gaveUp } from "./give-up.ts";

/**
 * When a call whose create answer is unknown may be held to be absent, so that the fax may be submitted again (P2):
 * the carrier's list, proven to be telling, did not show it twice, five minutes apart, and before the second look its
 * own pages were deleted, so that a later acceptance cannot fetch and cannot call.
 */

/** How long a claim may stand before another process may call it crashed: above the function's own limit. */
export const claimHeldMs = 90_000;
/** What the carrier accepted is in its list by then; also the time between the two looks. */
export const settlingMs = 5 * 60_000;
/** From then on a call without an answer is looked for, counted from its claim. */
export const askUnknownAfterMs = claimHeldMs + settlingMs;
/** The carrier's clock and ours need not agree. */
export const clockMarginMs = 10 * 60_000;
/** No call lasts this long: 350 pages take some three hours. */
export const longestCallMs = 6 * 3_600_000;
/** So often in all a fax that the carrier did not take is submitted again. */
export const maxAbsences = 5;
/** The carrier need not list what is older. */
const oldestControlMs = 7 * 86_400_000;
const controlsAtMost = 3;

/** All pages of the carrier's list of a window. */
export type Listing = {
  faxes: CarrierFax[];
  /** Its own totals say that all of it was read. */
  isComplete: boolean;
  /** Its own totals say that there was more than was read. */
  isShort: boolean;
};

/** A fax known to be at the carrier: a listing that should show it and does not tells nothing. Epoch ms. */
export type Control = { carrierFaxId: string; startedAt: number };

/** Whether nobody knows if the carrier has this call. */
export const isUnanswered = ({ state, carrierFaxId }: Attempt): boolean =>
  carrierFaxId === undefined && (state === "submitting" || state === "unknown");

/**
 * The controls for calls that began between `first` and `last` (epoch ms): the newest there are, if possible newer
 * than the calls themselves, since such a list does not lag behind them.
 */
export function chooseControls(known: Control[], first: number, last: number, now: number): Control[] {
  const fit = known
    .filter(({ startedAt }) => startedAt <= now - settlingMs && startedAt >= first - oldestControlMs)
    .sort((a, b) => b.startedAt - a.startedAt);
  const newer = fit.filter(({ startedAt }) => startedAt >= last);
  return (newer.length > 0 ? newer : fit).slice(0, controlsAtMost);
}

/** Whether a listing that does not show a call of that time proves anything. */
export function isTelling(listing: Listing, controls: Control[], startedAt: number): boolean {
  if (listing.isShort) return false;
  if (controls.length === 0) return listing.isComplete;
  const newer = controls.filter((control) => control.startedAt >= startedAt);
  const shown = new Set(listing.faxes.map(({ id }) => id));
  return (newer.length > 0 ? newer : controls).some(({ carrierFaxId }) => shown.has(carrierFaxId));
}

export type Verdict =
  | { kind: "stays"; why: "listing_proves_nothing" | "pages_were_fetched" | "too_early" }
  /** Not shown for the first time: its pages are to be put out of reach. */
  | { kind: "missed" }
  | { kind: "absent" };

/** What it means that the listing, asked for at `now` (epoch ms), does not show the call. Pure. */
export function judgeMissing(
  fax: OutboundFax,
  attempt: Attempt,
  listing: Listing,
  controls: Control[],
  now: number,
): Verdict {
  // Only the carrier was told the link: whoever used it has the fax, whatever the list says.
  if (wasFetched(fax, attempt.number)) return { kind: "stays", why: "pages_were_fetched" };
  if (!isTelling(listing, controls, attempt.startedAt)) {
    return { kind: "stays", why: "listing_proves_nothing" };
  }
  if (attempt.missedAt === undefined) return { kind: "missed" };
  return now - attempt.missedAt < settlingMs ? { kind: "stays", why: "too_early" } : { kind: "absent" };
}

const usesOfLink = ["carrier.fetched", "carrier.asked_head", "carrier.fetch_broke_off"];
const wasFetched = (fax: OutboundFax, attempt: number): boolean =>
  fax.timeline.some((entry) => entry.attempt === attempt && usesOfLink.includes(entry.word));

export type AfterAbsence = { status: "queued" | "canceled" | "failed"; failure?: Failure };

/** What becomes of a fax whose call is known not to have been made; pure, `now` in epoch ms. */
export function afterAbsence(fax: OutboundFax, now: number): AfterAbsence {
  if (fax.cancelRequestedAt !== undefined) return { status: "canceled" };
  if (fax.giveUpAt !== undefined && fax.giveUpAt <= now) return { status: "failed", failure: gaveUp(fax) };
  const before = fax.attempts.filter(({ state }) => state === "absent").length;
  return before + 1 < maxAbsences ? { status: "queued" } : { status: "failed", failure: neverTaken };
}

const neverTaken: Failure = {
  reason: "service_unavailable",
  internalReason: "carrier_never_took_it",
  detail: `The carrier was given the fax ${maxAbsences} times, answered unreadably and did not take it. No call was made.`,
};

/** The carrier took the call and knows nothing of it any more, long after it must have ended. */
export const recordGone: Failure = {
  reason: "service_unavailable",
  internalReason: "carrier_record_gone",
  detail:
    "The carrier had the fax, but knows nothing of it any more. It may have been delivered: ask the recipient before sending it again.",
};
