import { explainFailure } from "./failure-reasons.ts";
import type { Failure, OutboundFax } from "./fax.ts";

/** A fax whose time to give up came. Why its last call failed, if one did, tells more than that the time is over. */
export function gaveUp(fax: OutboundFax): Failure {
  const reason = fax.attempts.findLast(({ failureReason }) => failureReason !== undefined)?.failureReason;
  return {
    reason: reason ?? "gave_up",
    internalReason: "give_up_at_passed",
    detail:
      reason === undefined
        ? "The time to give up had come before a call could be made."
        : `${explainFailure(reason)} The time to give up came before the next call.`,
  };
}
