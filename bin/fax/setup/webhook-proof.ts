import type { Delivery } from "./account.ts";

/**
 * What the carrier's deliveries say of the deployed public key. Our webhook answers 2xx only to a signature that it
 * could verify and 403 to any other, so the newest of those two decides; other answers say nothing of the key.
 */
export type WebhookProof =
  | { is: "proven"; at: number }
  | { is: "refused"; at: number }
  | { is: "unknown"; answer: number | undefined };

/** Judges deliveries, newest first, that began at or after `since` (epoch ms): what was before says nothing. */
export function webhookProof(deliveries: Delivery[], since: number): WebhookProof {
  const counting = deliveries.filter(({ at }) => at >= since);
  for (const { at, isDelivered, answer } of counting) {
    if (answer === 403) return { is: "refused", at };
    if (answer === undefined ? isDelivered : answer >= 200 && answer < 300) return { is: "proven", at };
  }
  return { is: "unknown", answer: counting[0]?.answer };
}
