import type { BreakerReason } from "../breaker.ts";
import type { SubmitOutcome } from "../carrier-answer.ts";
import { explainFailure } from "../failure-reasons.ts";
import type { Failure, Fax, OutboundFax, WaitReason } from "../fax.ts";

type Change = { changed: true; fax: Fax | undefined } | { changed: false; fax: Fax | undefined };
/** `opens`: the account as a whole cannot send, so the breaker opens with it. */
type Wait = { reason: WaitReason; until: number; opens?: BreakerReason };

export type RecordDeps = {
  now: () => number;
  readCarrierKey: (now: number) => Promise<string | undefined>;
  forgetCarrierKey: () => void;
  markSubmitted: (id: string, attempt: number, carrierFaxId: string, at: number) => Promise<unknown>;
  markUnknown: (id: string, attempt: number, at: number) => Promise<unknown>;
  markRefused: (fax: OutboundFax, attempt: number, failure: Failure, at: number) => Promise<unknown>;
  markFailed: (id: string, failure: Failure, at: number) => Promise<unknown>;
  releaseUnsent: (fax: OutboundFax, attempt: number, wait: Wait, at: number) => Promise<Change>;
  report: (word: string, facts: Record<string, string | number>) => void;
};

/** After so many tries that did not even reach the carrier the fax ends. */
const maxUnsentTries = 20;

/** Stores what the one call to the carrier came to; `key` is the carrier key it was made with. */
export async function recordSubmit(
  deps: RecordDeps,
  key: string,
  fax: OutboundFax,
  attempt: number,
  outcome: SubmitOutcome,
): Promise<void> {
  const now = deps.now();
  switch (outcome.kind) {
    case "accepted":
      await deps.markSubmitted(fax.id, attempt, outcome.carrierFaxId, now);
      return;
    case "refused":
      await deps.markRefused(fax, attempt, refusedFailure(outcome), now);
      return;
    case "ambiguous":
      await deps.markUnknown(fax.id, attempt, now);
      deps.report("attempt_unknown", { faxId: fax.id, attempt, why: outcome.why });
      return;
    case "account":
      deps.report("carrier_refuses_account", { status: outcome.status });
      await release(deps, fax, attempt, await afterRefusedKey(deps, key));
      return;
    case "capacity":
      await release(deps, fax, attempt, {
        reason: "carrier_capacity",
        until: now + outcome.retryAfterSeconds * 1000,
      });
      return;
    case "not_sent":
      deps.report("carrier_unreachable", { faxId: fax.id, why: outcome.why });
      await release(deps, fax, attempt, {
        reason: "carrier_unreachable",
        until: now + Math.min(30_000 * 2 ** fax.unsentTries, 15 * 60_000),
      });
      return;
    default:
      outcome satisfies never;
  }
}

/** The key may have been replaced a moment ago: then the fax goes on with the new one, and the account is not to blame. */
async function afterRefusedKey(deps: RecordDeps, refused: string): Promise<Wait> {
  deps.forgetCarrierKey();
  const key = await deps.readCarrierKey(deps.now());
  const wait: Wait = { reason: "breaker", until: deps.now() };
  if (key !== undefined && key !== refused) return wait;
  deps.report("breaker_opened", { reason: "carrier_key_refused" });
  return { ...wait, opens: "carrier_key_refused" };
}

/** Back to the queue: nothing was sent, so no attempt is spent; after too many such tries the fax ends. */
export async function release(
  deps: RecordDeps,
  fax: OutboundFax,
  attempt: number,
  wait: Wait,
): Promise<void> {
  const outcome = await deps.releaseUnsent(fax, attempt, wait, deps.now());
  if (
    !outcome.changed &&
    outcome.fax?.direction === "outbound" &&
    outcome.fax.cancelRequestedAt !== undefined
  ) {
    // A cancel came meanwhile: released with it, the fax ends canceled.
    await deps.releaseUnsent(outcome.fax, attempt, wait, deps.now());
    return;
  }
  if (outcome.changed && wait.reason === "carrier_unreachable" && fax.unsentTries + 1 >= maxUnsentTries) {
    const reason = "service_unavailable";
    await deps.markFailed(
      fax.id,
      {
        reason,
        internalReason: "carrier_unreachable",
        detail: "The carrier could not be reached for hours.",
      },
      deps.now(),
    );
  }
}

function refusedFailure(outcome: { status: number; code: string; detail: string }): Failure {
  const reason = outcome.code === "10016" ? "receiver_invalid_number_format" : "rejected";
  const detail = `${explainFailure(reason)} It said: ${outcome.detail || "nothing"} (${outcome.code}).`;
  return { reason, internalReason: `carrier_${outcome.code}`, detail };
}
