import { text, type Fields } from "../../fields.ts";
import { hasEnded, tryContents, watchCarrierFax } from "../carrier-fax.ts";
import { nothing, type LiveCheck, type LiveResult } from "../live-check.ts";

export const channelsCheck: LiveCheck = {
  name: "channels",
  question: "What becomes of a fax when all channels are in use: does it fail or wait?",
  assumes: "It fails at once, with a reason that ends in _channel_limit_exceeded.",
  sends: (channels) => ({ ...nothing(), dialled: channels === undefined ? 0 : channels + 1 }),
  run: async (context) => {
    const { channels } = context;
    if (channels === undefined) {
      return {
        found: "Not tried: give --channels N, the number of calls your account may have at once.",
        verdict: "open",
      };
    }
    const tried = await Promise.all(Array.from({ length: channels + 1 }, () => tryContents(context)));
    const faxes = await Promise.all(
      tried.map(async (one): Promise<Fields> =>
        one.isAccepted
          ? watchCarrierFax(context, text(one.fax, "id"), hasEnded)
          : { failure_reason: `refused ${one.status}` },
      ),
    );
    return judgeChannels(channels, faxes);
  },
};

export function judgeChannels(channels: number, faxes: Fields[]): LiveResult {
  const reasons = faxes.map((fax) => text(fax, "failure_reason") || text(fax, "status"));
  const counted = [...Map.groupBy(reasons, (reason) => reason)].map(
    ([reason, all]) => `${all.length} ${reason}`,
  );
  const found = `Of ${faxes.length} at once with ${channels} channels: ${counted.join(", ")}.`;
  if (reasons.some((reason) => reason.endsWith("_channel_limit_exceeded")))
    return { found, verdict: "as assumed" };
  return reasons.every((reason) => reason === "delivered")
    ? { found: `${found} The carrier queued, or has more channels.`, verdict: "differs" }
    : { found, verdict: "open" };
}
