import { longestCallMs, recordGone } from "../absence.ts";
import type { OutboundEvent } from "../carrier-event.ts";
import { eventFromStatus, type CarrierFax } from "../carrier-status.ts";
import type { Attempt, Failure, OutboundFax } from "../fax.ts";
import type { CallInProgress } from "../lanes.ts";
import { outboundLadder } from "../transitions.ts";

export type OpenCall = { call: CallInProgress; fax: OutboundFax; attempt: Attempt };

export type AskOneDeps = {
  /** Asks for one fax; undefined where the carrier has none of that id. */
  askCarrier: (key: string, carrierFaxId: string) => Promise<CarrierFax | undefined>;
  applyOutbound: (event: OutboundEvent, now: number) => Promise<unknown>;
  endLostCall: (fax: OutboundFax, attempt: number, failure: Failure, at: number) => Promise<unknown>;
  report: (word: string, facts: Record<string, string | number>) => void;
};

/** Asks about a call whose carrier id is known. Answers whether that brought something new; never throws. */
export async function askAboutCall(
  deps: AskOneDeps,
  key: string,
  open: OpenCall,
  now: number,
): Promise<boolean> {
  const { call, attempt } = open;
  try {
    const found = await deps.askCarrier(key, attempt.carrierFaxId ?? "");
    if (found) return await applyFound(deps, open, found, now);
    // Deleted or expired there. The call may go on all the same, so its number stays taken as long as a call can last.
    if (now - call.startedAt < longestCallMs) return false;
    return await endLost(deps, open, now);
  } catch (error) {
    deps.report("ask_failed", { faxId: call.faxId, error: errorName(error) });
    return false;
  }
}

/** Applies what the carrier says of a call, if that is news. */
export async function applyFound(
  deps: Pick<AskOneDeps, "applyOutbound" | "report">,
  { call, attempt }: OpenCall,
  found: CarrierFax,
  now: number,
): Promise<boolean> {
  const event = eventFromStatus(found, { faxId: call.faxId, attempt: call.attempt }, now);
  if (outboundLadder[event.type].rank <= attempt.rank) {
    // It is asked about again and again: what the carrier has in hand is not ours to end.
    if (now - call.startedAt >= longestCallMs) {
      deps.report("call_silent", { faxId: call.faxId, attempt: call.attempt });
    }
    return false;
  }
  await deps.applyOutbound(event, now);
  deps.report("found_by_asking", { faxId: call.faxId, attempt: call.attempt, eventType: event.type });
  return true;
}

/** The carrier had the call and knows nothing of it any more: it may have been delivered, so nothing is sent again. */
export async function endLost(
  deps: Pick<AskOneDeps, "endLostCall" | "report">,
  { call, fax }: OpenCall,
  now: number,
): Promise<boolean> {
  await deps.endLostCall(fax, call.attempt, recordGone, now);
  deps.report("carrier_record_gone", { faxId: call.faxId, attempt: call.attempt });
  return true;
}

export const errorName = (error: unknown): string => (error instanceof Error ? error.name : "unknown");
