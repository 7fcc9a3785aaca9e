import type { InboundEvent } from "../carrier-event.ts";
import { receptionFromStatus, type CarrierFax } from "../carrier-status.ts";
import type { Failure, InboundFax } from "../fax.ts";
import { inboundLadder } from "../transitions.ts";
import { errorName } from "./ask-about-call.ts";

export type AskReceptionsDeps = {
  now: () => number;
  readCarrierKey: (now: number) => Promise<string | undefined>;
  askCarrier: (key: string, carrierFaxId: string) => Promise<CarrierFax | undefined>;
  applyInbound: (event: InboundEvent, now: number) => Promise<unknown>;
  markReceptionLost: (id: string, failure: Failure, at: number) => Promise<unknown>;
  report: (word: string, facts: Record<string, string | number>) => void;
};

/** A reception that the carrier does not know of ends after a day. */
const lostAfterMs = 86_400_000;

const receptionLost: Failure = {
  reason: "carrier_lost",
  internalReason: "carrier_record_gone",
  detail: "The carrier began to receive a fax and knows nothing of it any more.",
};

/** Asks about receptions whose end was never told. Answers how many brought something new. */
export async function askAboutReceptions(deps: AskReceptionsDeps, receptions: InboundFax[]): Promise<number> {
  if (receptions.length === 0) return 0;
  const now = deps.now();
  const key = await deps.readCarrierKey(now);
  if (!key) return 0;
  const outcomes = await Promise.all(receptions.map((fax) => askOne(deps, key, fax, now)));
  return outcomes.filter(Boolean).length;
}

async function askOne(deps: AskReceptionsDeps, key: string, fax: InboundFax, now: number): Promise<boolean> {
  try {
    const found = await deps.askCarrier(key, fax.carrierFaxId);
    if (!found) {
      if (now - fax.createdAt < lostAfterMs) return false;
      await deps.markReceptionLost(fax.id, receptionLost, now);
      deps.report("carrier_record_gone", { faxId: fax.id });
      return true;
    }
    const event = { ...receptionFromStatus(found, now), connectionId: fax.connectionId };
    if (inboundLadder[event.type].rank <= fax.rank) return false;
    await deps.applyInbound(event, now);
    deps.report("found_by_asking", { faxId: fax.id, eventType: event.type });
    return true;
  } catch (error) {
    deps.report("ask_failed", { faxId: fax.id, error: errorName(error) });
    return false;
  }
}
