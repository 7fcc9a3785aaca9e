import type { OutboundEvent } from "../carrier-event.ts";
import { eventFromStatus, isCall, type CarrierFax } from "../carrier-status.ts";
import type { Attempt, Fax } from "../fax.ts";
import type { CallInProgress } from "../lanes.ts";
import { outboundLadder } from "../transitions.ts";

export type AskDeps = {
  now: () => number;
  readCarrierKey: (now: number) => Promise<string | undefined>;
  listCalls: () => Promise<CallInProgress[]>;
  readFax: (id: string) => Promise<Fax | undefined>;
  /** Asks for one fax; undefined where the carrier has none of that id. */
  askCarrier: (key: string, carrierFaxId: string) => Promise<CarrierFax | undefined>;
  /** All outbound faxes created since then (epoch ms), all pages. */
  listAtCarrier: (key: string, since: number) => Promise<CarrierFax[]>;
  applyOutbound: (event: OutboundEvent, now: number) => Promise<unknown>;
  report: (word: string, facts: Record<string, string | number>) => void;
};

/** A call is asked about from this age on: its events should have told its end, or the next one will be asked again. */
export const askAfterMs = 10 * 60_000;
/** The carrier's clock and ours need not agree. */
const clockMarginMs = 10 * 60_000;
const atOnce = 20;

type Open = { call: CallInProgress; attempt: Attempt };

/**
 * Asks the carrier about calls whose end is overdue and applies what it says as the event that was lost. A call whose
 * create answer was lost is looked for in the carrier's list, by our key, and adopted. Answers how many were found.
 */
export async function askAboutCalls(deps: AskDeps): Promise<number> {
  const now = deps.now();
  const overdue = (await deps.listCalls())
    .filter(({ startedAt }) => startedAt + askAfterMs <= now)
    .sort((a, b) => a.startedAt - b.startedAt)
    .slice(0, atOnce);
  if (overdue.length === 0) return 0;
  const key = await deps.readCarrierKey(now);
  if (!key) return 0;
  const open = (await Promise.all(overdue.map((call) => openCall(deps, call)))).flatMap((one) => one ?? []);
  const unnamed = open.filter(({ attempt }) => attempt.carrierFaxId === undefined);
  const since = Math.min(...unnamed.map(({ call }) => call.startedAt)) - clockMarginMs;
  const listed = unnamed.length > 0 ? await deps.listAtCarrier(key, since) : [];
  const outcomes = await Promise.all(open.map((one) => askOne(deps, key, one, listed, now)));
  return outcomes.filter(Boolean).length;
}

async function openCall(deps: AskDeps, call: CallInProgress): Promise<Open | undefined> {
  const fax = await deps.readFax(call.faxId);
  if (fax?.direction !== "outbound" || fax.status !== "sending") return undefined;
  const attempt = fax.attempts.find(({ number }) => number === call.attempt);
  return attempt && { call, attempt };
}

/** One call that cannot be asked about must not keep the others waiting. */
async function askOne(
  deps: AskDeps,
  key: string,
  { call, attempt }: Open,
  listed: CarrierFax[],
  now: number,
): Promise<boolean> {
  try {
    const found =
      attempt.carrierFaxId === undefined
        ? listed.find((fax) => isCall(fax, call))
        : await deps.askCarrier(key, attempt.carrierFaxId);
    if (!found) return false;
    const event = eventFromStatus(found, { faxId: call.faxId, attempt: call.attempt }, now);
    if (outboundLadder[event.type].rank <= attempt.rank) return false;
    await deps.applyOutbound(event, now);
    deps.report("found_by_asking", { faxId: call.faxId, attempt: call.attempt, eventType: event.type });
    return true;
  } catch (error) {
    deps.report("ask_failed", {
      faxId: call.faxId,
      error: error instanceof Error ? error.name : "unknown",
    });
    return false;
  }
}
