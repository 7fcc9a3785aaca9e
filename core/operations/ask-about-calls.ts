import { askUnknownAfterMs, isUnanswered } from "../absence.ts";
import type { Fax } from "../fax.ts";
import { holderOf, type CallInProgress } from "../lanes.ts";
import { askAboutCall, errorName, type AskOneDeps, type OpenCall } from "./ask-about-call.ts";
import { lookForCalls, type LookDeps } from "./look-for-calls.ts";

export type AskDeps = AskOneDeps &
  LookDeps & {
    now: () => number;
    readCarrierKey: (now: number) => Promise<string | undefined>;
    listCalls: () => Promise<CallInProgress[]>;
    readFax: (id: string) => Promise<Fax | undefined>;
  };

/** A call is asked about from this age on: its events should have told its end, or the next one will be asked again. */
export const askAfterMs = 10 * 60_000;
const atOnce = 40;
/** The sweep's own rhythm: where there are more calls than can be asked about at once, each run begins elsewhere. */
const runMs = 5 * 60_000;

/**
 * Asks the carrier about calls whose end is overdue and applies what it says as the event that was lost. A call whose
 * create answer was lost is looked for in the carrier's list, by our key: adopted, or in the end held to be absent.
 * `more`: calls that the channels do not name. Answers how many brought something new.
 */
export async function askAboutCalls(deps: AskDeps, more: CallInProgress[] = []): Promise<number> {
  const now = deps.now();
  const known = new Map(
    [...(await deps.listCalls()), ...more].map((call) => [holderOf(call.faxId, call.attempt), call]),
  );
  const overdue = [...known.values()]
    .filter(({ startedAt }) => startedAt + Math.min(askAfterMs, askUnknownAfterMs) <= now)
    .sort((a, b) => a.startedAt - b.startedAt);
  const chosen = inTurn(overdue, now);
  if (chosen.length === 0) return 0;
  const open = (await Promise.all(chosen.map((call) => openCall(deps, call)))).flatMap((one) => one ?? []);
  const key = await deps.readCarrierKey(now);
  if (!key) {
    deps.report("calls_not_asked_about", { calls: open.length, why: "the carrier's key is not stored" });
    return 0;
  }
  const unanswered = open.filter(({ attempt }) => isUnanswered(attempt));
  const named = open.filter(
    ({ call, attempt }) => attempt.carrierFaxId !== undefined && call.startedAt + askAfterMs <= now,
  );
  const outcomes = await Promise.all(named.map((one) => askAboutCall(deps, key, one, now)));
  return outcomes.filter(Boolean).length + (await lookForCalls(deps, key, unanswered, now));
}

/** As many as one run asks about, each run from another place on. */
function inTurn<T>(all: T[], now: number): T[] {
  if (all.length <= atOnce) return all;
  const start = (Math.floor(now / runMs) * atOnce) % all.length;
  return [...all.slice(start), ...all.slice(0, start)].slice(0, atOnce);
}

/** One call that cannot be read must not keep the others waiting. */
async function openCall(deps: AskDeps, call: CallInProgress): Promise<OpenCall | undefined> {
  try {
    const fax = await deps.readFax(call.faxId);
    if (fax?.direction !== "outbound" || fax.status !== "sending") return undefined;
    const attempt = fax.attempts.find(({ number }) => number === call.attempt);
    return attempt && { call, fax, attempt };
  } catch (error) {
    deps.report("ask_failed", { faxId: call.faxId, error: errorName(error) });
    return undefined;
  }
}
