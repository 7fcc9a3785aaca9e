import type { OutboundFax, WaitReason } from "./fax.ts";

/** What a fax waits for, in the words of the API. */
export const waitWords = ["lane", "channel", "redial", "schedule", "breaker", "broadcast"] as const;
export type WaitWord = (typeof waitWords)[number];

const words: Record<WaitReason, WaitWord> = {
  lane: "lane",
  channel: "channel",
  redial: "redial",
  schedule: "schedule",
  breaker: "breaker",
  broadcast: "broadcast",
  carrier_not_configured: "breaker",
  carrier_capacity: "channel",
  carrier_unreachable: "redial",
};

/**
 * The word for what a queued or scheduled fax waits for. Whoever stands in the channels' line waits for the breaker while it is open;
 * `isBreakerOpen` undefined: nobody looked.
 */
export function waitWord(fax: OutboundFax, isBreakerOpen?: boolean): WaitWord | undefined {
  if (fax.waitingFor === undefined) return undefined;
  if (fax.line === "channel" && isBreakerOpen !== undefined) return isBreakerOpen ? "breaker" : "channel";
  return words[fax.waitingFor];
}
