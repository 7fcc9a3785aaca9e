import { text, type Fields } from "../../fields.ts";
import { faxThatFails, hasEnded, tryFax, watchCarrierFax } from "../carrier-fax.ts";
import { nothing, type LiveCheck, type LiveResult } from "../live-check.ts";

/** What only webhooks are documented to carry. */
const extras = ["page_count", "call_duration_secs", "partial_content", "caller_id"];

export const terminalGetCheck: LiveCheck = {
  name: "terminal-get",
  question: "Does GET of an ended fax say pages and duration?",
  assumes: "It does not: pages and duration come from webhooks only.",
  sends: () => ({ ...nothing(), undialled: 1, usesDeliveredFax: true }),
  run: async (context) => {
    const { carrierFax } = await context.deliveredFax();
    const tried = await tryFax(context, faxThatFails(context));
    const failed = tried.isAccepted ? await watchCarrierFax(context, text(tried.fax, "id"), hasEnded) : {};
    return judgeTerminalGet([carrierFax, failed]);
  },
};

export function judgeTerminalGet(faxes: Fields[]): LiveResult {
  const words = faxes.map((fax) => {
    const there = extras.filter((name) => fax[name] !== undefined && fax[name] !== null);
    return `${text(fax, "status") || "unknown"}: ${there.join(", ") || "none"}`;
  });
  const isAssumed = words.every((word) => word.endsWith(": none"));
  return {
    found: `Fields beyond the schema, ${words.join("; ")}.`,
    verdict: isAssumed ? "as assumed" : "differs",
  };
}
