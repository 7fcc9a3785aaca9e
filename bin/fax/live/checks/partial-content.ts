import { fieldsOf, number, type Fields } from "../../fields.ts";
import { readDeliveryRecords } from "../../setup/read-account.ts";
import { nothing, type LiveCheck, type LiveResult } from "../live-check.ts";

const daysBack = 7;

export const partialContentCheck: LiveCheck = {
  name: "partial-content",
  question: "What does partial_content on a received fax mean?",
  assumes: "The call ended before all pages came: the fax is kept as received.",
  sends: nothing,
  run: async ({ carrier, publicUrl, now }) => {
    const since = now() - daysBack * 24 * 3_600_000;
    const records = await readDeliveryRecords(carrier, `${publicUrl}/webhooks/telnyx`, since);
    return judgePartial(records.map((record) => fieldsOf(fieldsOf(record["webhook"])["payload"])));
  },
};

export function judgePartial(payloads: Fields[]): LiveResult {
  const partial = payloads.filter((payload) => payload["partial_content"] === true);
  if (partial.length === 0) {
    return {
      found:
        `No event of the last ${daysBack} days has it, and it cannot be provoked. ` +
        "To notice it: a received fax with fewer pages than its sender says it sent; ask the sender, and compare page_count.",
      verdict: "open",
    };
  }
  const pages = partial.map((payload) => number(payload, "page_count") ?? "unknown").join(", ");
  return {
    found: `${partial.length} received with it (pages: ${pages}): ask their senders how many pages they sent.`,
    verdict: "open",
  };
}
