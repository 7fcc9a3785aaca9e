import { RequestError } from "../../failures.ts";
import { text, type Fields } from "../../fields.ts";
import { hasEnded, refusalWords, tryContents, watchCarrierFax } from "../carrier-fax.ts";
import { dialled, type LiveCheck, type LiveResult } from "../live-check.ts";

export const cancelReasonCheck: LiveCheck = {
  name: "cancel-reason",
  question: "With which reason does a cancelled fax end?",
  assumes: "sender_canceled; any failure after our cancel counts as cancelled all the same.",
  sends: dialled(1),
  run: async (context) => {
    const tried = await tryContents(context);
    if (!tried.isAccepted) return { found: `The fax was refused: ${refusalWords(tried)}.`, verdict: "open" };
    const id = text(tried.fax, "id");
    try {
      await context.carrier({ method: "POST", path: `/faxes/${id}/actions/cancel` });
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      return { found: `The cancel was refused: ${error.message}`, verdict: "open" };
    }
    return judgeCancel(await watchCarrierFax(context, id, hasEnded));
  },
};

export function judgeCancel(fax: Fields): LiveResult {
  if (text(fax, "status") !== "failed") {
    return { found: `The cancel came too late: ${text(fax, "status")}.`, verdict: "open" };
  }
  const reason = text(fax, "failure_reason");
  return {
    found: `failed with ${reason || "no reason"}.`,
    verdict: reason === "sender_canceled" ? "as assumed" : "differs",
  };
}
