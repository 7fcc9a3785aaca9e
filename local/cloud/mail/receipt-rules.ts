import type { ReceiptRuleModel } from "../template/model.ts";

export type S3Action = { bucket: string; prefix: string; topicArn: string | undefined };
export type Receipt = { recipients: string[]; action: S3Action };

/**
 * Which actions the rules take for these envelope recipients, each with the recipients its rule takes.
 * A rule's recipient is an address, a domain (`example.com`) or its subdomains (`.example.com`); a rule
 * without recipients takes all. @see https://docs.aws.amazon.com/ses/latest/dg/receiving-email-concepts.html
 */
export function receiptsFor(rules: ReceiptRuleModel[], recipients: string[]): Receipt[] {
  const receipts: Receipt[] = [];
  let open = recipients;
  for (const { properties } of rules) {
    const { Enabled, Recipients, Actions } = properties.Rule;
    const taken = Enabled ? open.filter((recipient) => isTaken(Recipients, recipient)) : [];
    if (taken.length === 0) continue;
    for (const { S3Action, StopAction } of Actions) {
      if (S3Action) {
        const { BucketName, ObjectKeyPrefix, TopicArn } = S3Action;
        receipts.push({
          recipients: taken,
          action: { bucket: BucketName, prefix: ObjectKeyPrefix, topicArn: TopicArn },
        });
      }
      if (StopAction) open = open.filter((recipient) => !taken.includes(recipient));
    }
  }
  return receipts;
}

function isTaken(conditions: string[], recipient: string): boolean {
  if (conditions.length === 0) return true;
  const address = recipient.toLowerCase();
  const domain = address.slice(address.lastIndexOf("@") + 1);
  const withoutLabel = address.replace(/\+[^@]*@/, "@");
  return conditions.some((condition) => {
    const wanted = condition.toLowerCase();
    if (wanted.startsWith(".")) return domain.endsWith(wanted);
    return wanted.includes("@") ? wanted === address || wanted === withoutLabel : wanted === domain;
  });
}
