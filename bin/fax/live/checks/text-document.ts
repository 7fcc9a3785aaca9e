import { RequestError } from "../../failures.ts";
import { text, type Fields } from "../../fields.ts";
import { hasEnded, refusalWords, tryContents, watchCarrierFax } from "../carrier-fax.ts";
import { dialled, type LiveCheck, type LiveContext } from "../live-check.ts";

export const textDocumentCheck: LiveCheck = {
  name: "text-document",
  question: "Is a TXT document taken, or PDF only?",
  assumes: "PDF only: nothing else is ever sent.",
  sends: dialled(1),
  run: async (context) => {
    const bytes = Uint8Array.from(Buffer.from("fax doctor --live\n"));
    const tried = await tryContents(context, { bytes, type: "text/plain", name: "doctor.txt" });
    if (!tried.isAccepted)
      return { found: `Refused at once: ${refusalWords(tried)}.`, verdict: "as assumed" };
    const id = text(tried.fax, "id");
    const fax = await watchCarrierFax(context, id, (seen) => hasEnded(seen) || isConverted(seen));
    if (!isConverted(fax) && text(fax, "failure_reason") !== "") {
      return { found: `Accepted, then failed: ${text(fax, "failure_reason")}.`, verdict: "as assumed" };
    }
    await cancelQuietly(context, id);
    return { found: `TXT was converted (${text(fax, "status")}).`, verdict: "differs" };
  },
};

const isConverted = (fax: Fields): boolean =>
  /^(media\.processed|originated|sending|delivered)/.test(text(fax, "status"));

/** The answer is known: the call need not be made. */
async function cancelQuietly({ carrier }: LiveContext, id: string): Promise<void> {
  try {
    await carrier({ method: "POST", path: `/faxes/${id}/actions/cancel` });
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
  }
}
