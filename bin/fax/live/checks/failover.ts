import { fieldsOf, text } from "../../fields.ts";
import { faxThatFails, readCarrierFax, refusalWords, tryFax } from "../carrier-fax.ts";
import { undialled, type LiveCheck, type LiveResult } from "../live-check.ts";

export const failoverCheck: LiveCheck = {
  name: "failover",
  question: "Does the application's failover URL still apply to a fax with a webhook_url of its own?",
  assumes: "Nothing: the deployment never gives the carrier a webhook_url.",
  sends: undialled(1),
  run: async (context) => {
    const { carrier, deployment, publicUrl } = context;
    const path = `/fax_applications/${deployment.applicationId}`;
    const application = fieldsOf((await carrier({ method: "GET", path, isRepeatable: true }))["data"]);
    const tried = await tryFax(context, {
      ...faxThatFails(context),
      webhook_url: `${publicUrl}/webhooks/telnyx`,
    });
    if (!tried.isAccepted) return { found: `The fax was refused: ${refusalWords(tried)}.`, verdict: "open" };
    const fax = await readCarrierFax(context, text(tried.fax, "id"));
    return judgeFailover(text(application, "webhook_event_failover_url"), text(fax, "webhook_failover_url"));
  },
};

export function judgeFailover(ofApplication: string, ofFax: string): LiveResult {
  if (ofApplication === "") {
    const says = ofFax === "" ? "and the fax names none" : `but the fax names ${ofFax}`;
    return { found: `The application has no failover URL, ${says}.`, verdict: "as assumed" };
  }
  return {
    found:
      ofFax === ofApplication
        ? "The application's failover URL stays."
        : `The fax names ${ofFax || "none"} instead.`,
    verdict: "as assumed",
  };
}
