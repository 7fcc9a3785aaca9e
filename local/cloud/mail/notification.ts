import { randomUUID } from "node:crypto";
import type { SubscriptionModel } from "../template/model.ts";
import { commonHeaders, type MailHeader } from "./headers.ts";
import type { Receipt } from "./receipt-rules.ts";
import { verdictsOf } from "./verdicts.ts";

/**
 * What SES publishes once a received message is in the bucket: recipients come from the envelope, so
 * a blind copy is among them. @see https://docs.aws.amazon.com/ses/latest/dg/receiving-email-notifications-contents.html
 */
export function receivedNotification(input: {
  messageId: string;
  source: string;
  destination: string[];
  receipt: Receipt;
  headers: MailHeader[];
  received: Date;
  processingTimeMillis: number;
}) {
  const { messageId, source, destination, receipt, headers, received } = input;
  const { bucket, prefix, topicArn } = receipt.action;
  const timestamp = received.toISOString();
  return {
    notificationType: "Received",
    mail: {
      timestamp,
      source,
      messageId,
      destination,
      headersTruncated: false,
      headers,
      commonHeaders: commonHeaders(headers, source),
    },
    receipt: {
      timestamp,
      processingTimeMillis: input.processingTimeMillis,
      recipients: receipt.recipients,
      ...verdictsOf(headers),
      action: {
        type: "S3",
        topicArn,
        bucketName: bucket,
        objectKeyPrefix: prefix,
        objectKey: `${prefix}${messageId}`,
      },
    },
  };
}

/** What SNS puts into a queue: the message alone, or in SNS's envelope, as the subscription says. */
export function subscribedBody(subscription: SubscriptionModel, message: string, now: Date): string {
  if (subscription.properties.RawMessageDelivery) return message;
  return JSON.stringify({
    Type: "Notification",
    MessageId: randomUUID(),
    TopicArn: subscription.properties.TopicArn,
    Subject: "Amazon SES Email Receipt Notification",
    Message: message,
    Timestamp: now.toISOString(),
    SignatureVersion: "1",
    Signature: "LOCAL",
    SigningCertURL: "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-local.pem",
    UnsubscribeURL: `https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=${subscription.ref}`,
  });
}
