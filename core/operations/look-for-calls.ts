import {
  chooseControls,
  clockMarginMs,
  isTelling,
  longestCallMs,
  type Control,
  type Listing,
} from "../absence.ts";
import { isCall } from "../carrier-status.ts";
import { applyFound, endLost, errorName, type AskOneDeps, type OpenCall } from "./ask-about-call.ts";
import { judgeAbsence, type JudgeDeps } from "./judge-absence.ts";

export type LookDeps = Pick<AskOneDeps, "applyOutbound" | "endLostCall"> &
  JudgeDeps & {
    /** All outbound faxes created in that window (epoch ms), all pages. */
    listAtCarrier: (key: string, since: number, until: number) => Promise<Listing>;
    /** Calls that the carrier is known to have: the newest, and those before a time (epoch ms). */
    listControls: (before: number, now: number) => Promise<Control[]>;
  };

/** What was accepted at all was accepted long before. */
const windowMs = 24 * 3_600_000;
/** The sweep's own rhythm. */
const runMs = 5 * 60_000;

/**
 * Looks for calls that the carrier may or may not have. Those of the last day in one listing; of older ones, whose
 * windows would be too long, one each run. Answers how many brought something new; never throws.
 */
export async function lookForCalls(
  deps: LookDeps,
  key: string,
  open: OpenCall[],
  now: number,
): Promise<number> {
  const isRecent = ({ call }: OpenCall) => call.startedAt > now - windowMs;
  const old = open.filter((one) => !isRecent(one));
  const turn = Math.floor(now / runMs) % Math.max(1, old.length);
  return (
    (await lookForSome(deps, key, open.filter(isRecent), now)) +
    (await lookForSome(deps, key, old.slice(turn, turn + 1), now))
  );
}

/** In one listing, from ten minutes before the first of them and from before a fax that is known to be there. */
async function lookForSome(deps: LookDeps, key: string, open: OpenCall[], now: number): Promise<number> {
  if (open.length === 0) return 0;
  const starts = open.map(({ call }) => call.startedAt);
  const [first, last] = [Math.min(...starts), Math.max(...starts)];
  try {
    const until = Math.min(now, last + windowMs);
    const controls = chooseControls(await deps.listControls(first, until), first, last, until);
    const since = Math.min(first, ...controls.map(({ startedAt }) => startedAt)) - clockMarginMs;
    const listing = await deps.listAtCarrier(key, since, until);
    const outcomes = await Promise.all(open.map((one) => lookForOne(deps, one, listing, controls, now)));
    return outcomes.filter(Boolean).length;
  } catch (error) {
    // What the carrier does not tell nobody may guess: all stay as they are.
    for (const { call } of open) {
      deps.report("attempt_stays_unknown", {
        faxId: call.faxId,
        attempt: call.attempt,
        why: "carrier_does_not_answer",
        error: errorName(error),
      });
    }
    return 0;
  }
}

async function lookForOne(
  deps: LookDeps,
  one: OpenCall,
  listing: Listing,
  controls: Control[],
  now: number,
): Promise<boolean> {
  const { call, attempt } = one;
  try {
    // By our own key alone: whatever connection the fax is listed under, it is this call.
    const found = listing.faxes.find((fax) => isCall(fax, call));
    if (found) return await applyFound(deps, one, found, now);
    const verdict = await judgeAbsence(deps, one, listing, controls, now);
    const isOver =
      now - attempt.startedAt >= longestCallMs && isTelling(listing, controls, attempt.startedAt);
    return verdict === "pages_were_fetched" && isOver ? await endLost(deps, one, now) : verdict === "absent";
  } catch (error) {
    deps.report("ask_failed", { faxId: call.faxId, error: errorName(error) });
    return false;
  }
}
