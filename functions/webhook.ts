import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { openQueues, sendMessage } from "../adapters/aws/queues.ts";
import { readPublicKeys, verifyWebhook } from "../adapters/telnyx/webhook.ts";
import { readEnvironment } from "./runtime/env.ts";
import { report } from "./runtime/log.ts";

const settings = readEnvironment("webhook");
const keys = readPublicKeys(settings.CARRIER_PUBLIC_KEYS);
const queues = openQueues();
/** SQS takes a megabyte; an event of the carrier has a few kilobytes. */
const maxBodyBytes = 200_000;

/** The carrier's door (P5): verify the raw bytes, make the event durable, answer; everything else happens later. */
export const handler = async (event: APIGatewayProxyEventV2) => {
  const body = Buffer.from(event.body ?? "", event.isBase64Encoded ? "base64" : "utf8");
  if (body.length > maxBodyBytes) return { statusCode: 413, body: "" };
  const headers = {
    signature: event.headers["telnyx-signature-ed25519"],
    timestamp: event.headers["telnyx-timestamp"],
  };
  const verdict = verifyWebhook(body, headers, keys, Date.now());
  if (!verdict.ok) {
    report("webhook_refused", { why: verdict.why });
    return { statusCode: 403, body: "" };
  }
  await sendMessage(queues, settings.EVENTS_QUEUE, { body: body.toString("utf8"), receivedAt: Date.now() });
  return { statusCode: 200, body: "" };
};
