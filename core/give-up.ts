import { explainFailure } from "./failure-reasons.ts";
import type { Failure, OutboundFax } from "./fax.ts";

/** Whether the time to give up has come: after it no call begins any more. */
export const isGivenUp = (fax: OutboundFax, now: number): boolean =>
  fax.giveUpAt !== undefined && fax.giveUpAt <= now;

/** Why the last call failed or could not be made, if there was one, tells more than that the time is over. */
export function gaveUp(fax: OutboundFax): Failure {
  const made = fax.attempts.findLast(({ failureReason }) => failureReason !== undefined);
  const refused = fax.lastRefused;
  const reason = refused && refused.attempt > (made?.number ?? 0) ? refused.reason : made?.failureReason;
  return {
    reason: reason ?? "gave_up",
    internalReason: "give_up_at_passed",
    detail:
      reason === undefined
        ? "The time to give up had come before a call could be made."
        : `${explainFailure(reason)} The time to give up came before the next call.`,
  };
}
