import { randomBytes } from "node:crypto";
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from "smtp-server";
import type { Clock } from "../../clock.ts";
import { listenOnLoopback } from "../http/listen.ts";
import type { Model } from "../template/model.ts";
import { TemplateRefusal } from "../template/refusal.ts";
import { readHeaders } from "./headers.ts";
import { receivedNotification, subscribedBody } from "./notification.ts";
import { receiptsFor } from "./receipt-rules.ts";

/** SES's own limit on a received message, bytes. */
const longestMessage = 40 * 1024 * 1024;
const mostRecipients = 100;

export type MailDoor = { host: string; port: number; close(): Promise<void> };
export type MailDoorOptions = {
  model: Model;
  port: number;
  clock: Clock;
  putObject: (bucket: string, key: string, body: Buffer) => Promise<void>;
  /** by the queue's ARN */
  sendMessage: (queueArn: string, body: string) => Promise<void>;
  log: (line: string) => void;
};

/**
 * A mail server that does what SES's receipt rules in the template say: the raw message goes to the
 * bucket, SES's notification through the topic to its queues, and only then the sender gets a 250.
 */
export async function openMailDoor(options: MailDoorOptions): Promise<MailDoor> {
  refuseForeignSubscribers(options.model);
  const server = new SMTPServer({
    banner: "laptop mail door",
    disabledCommands: ["AUTH", "STARTTLS"],
    authOptional: true,
    disableReverseLookup: true,
    size: longestMessage,
    closeTimeout: 500,
    socketTimeout: 60_000,
    onRcptTo({ address }, session, callback) {
      const isTaken = receiptsFor(options.model.receiptRules, [address]).length > 0;
      if (!isTaken) return callback(smtpError(550, "5.1.1 Requested action not taken: mailbox unavailable"));
      const isFull = session.envelope.rcptTo.length >= mostRecipients;
      callback(isFull ? smtpError(452, "4.5.3 Too many recipients") : null);
    },
    onData(stream, session, callback) {
      receive(options, stream, session).then(
        (messageId) => callback(null, `OK ${messageId}`),
        (error: unknown) => {
          const isOurs = error instanceof Error && "responseCode" in error;
          if (!isOurs) options.log(`A mail could not be kept: ${String(error)}`);
          callback(isOurs ? error : smtpError(451, "4.3.0 Requested action aborted"));
        },
      );
    },
  });
  const port = await listenOnLoopback(server.server, options.port);
  // A client that hangs up early is its own problem; the server lives on.
  server.on("error", () => undefined);
  return {
    host: "127.0.0.1",
    port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function receive(
  options: MailDoorOptions,
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
): Promise<string> {
  const { clock, model, putObject, sendMessage } = options;
  const since = performance.now();
  const body = await collect(stream);
  const received = clock.now();
  const messageId = randomBytes(20).toString("hex");
  const source = session.envelope.mailFrom ? session.envelope.mailFrom.address : "";
  const destination = session.envelope.rcptTo.map(({ address }) => address);
  const raw = Buffer.concat([traceHeaders(session, source, messageId, received), body]);
  const headers = readHeaders(raw);
  for (const receipt of receiptsFor(model.receiptRules, destination)) {
    const { bucket, prefix, topicArn } = receipt.action;
    await putObject(bucket, `${prefix}${messageId}`, raw);
    if (topicArn === undefined) continue;
    const processingTimeMillis = Math.round(performance.now() - since);
    const notification = JSON.stringify(
      receivedNotification({
        messageId,
        source,
        destination,
        receipt,
        headers,
        received,
        processingTimeMillis,
      }),
    );
    for (const subscription of subscribersOf(model, topicArn)) {
      const text = subscribedBody(subscription, notification, received);
      await sendMessage(subscription.properties.Endpoint ?? "", text);
    }
  }
  return messageId;
}

/** What SES writes on top of every message it takes. */
function traceHeaders(session: SMTPServerSession, source: string, messageId: string, received: Date): Buffer {
  const from = (session.hostNameAppearsAs || "unknown").replaceAll(/[^\w.:[\]-]/g, "");
  return Buffer.from(
    `Return-Path: <${source.replaceAll(/[\r\n]/g, "")}>\r\n` +
      `Received: from ${from} (localhost [127.0.0.1]) by inbound-smtp.us-east-1.amazonaws.com` +
      ` with SMTP id ${messageId}; ${received.toUTCString().replace("GMT", "+0000 (UTC)")}\r\n`,
  );
}

async function collect(stream: SMTPServerDataStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    length += chunk.length;
    // The rest is read and dropped: a client in the middle of its message hears no answer.
    if (length <= longestMessage) chunks.push(chunk);
  }
  if (stream.sizeExceeded || length > longestMessage) {
    throw smtpError(552, "5.3.4 Message size exceeds fixed limit");
  }
  return Buffer.concat(chunks);
}

const subscribersOf = (model: Model, topicArn: string) =>
  model.subscriptions.filter(
    ({ properties }) => properties.TopicArn === topicArn && properties.Protocol === "sqs",
  );

/** A topic that mail goes through must end in queues; for alarms any subscriber will do. */
function refuseForeignSubscribers(model: Model): void {
  const actions = model.receiptRules.flatMap(({ properties }) => properties.Rule.Actions);
  const topics = actions.map(({ S3Action }) => S3Action?.TopicArn);
  for (const { logicalId, properties } of model.subscriptions) {
    if (topics.includes(properties.TopicArn) && properties.Protocol !== "sqs") {
      throw new TemplateRefusal(
        `${logicalId} takes mail by ${properties.Protocol}; the laptop knows sqs only.`,
      );
    }
  }
}

const smtpError = (responseCode: number, message: string) =>
  Object.assign(new Error(message), { responseCode });
