import * as v from "valibot";
import { readMessage } from "../../adapters/mail/read-message.ts";
import { createFaxBody } from "../../core/api/create-fax.ts";
import { maxMessageBytes } from "../../core/document-check.ts";
import { invalid } from "../../core/errors.ts";
import { commandIn } from "../../core/mail/commands.ts";
import { readMailReceipt } from "../../core/mail/receipt.ts";
import type { ReadMessage } from "../../core/mail/read-message.ts";
import type { OurMail } from "../../core/mail/our-mail.ts";
import { faxFromMail, type MailDeps } from "../../core/operations/fax-from-mail.ts";
import type { SendOrder } from "../../core/operations/send-fax.ts";
import { readHeaders } from "../../local/cloud/mail/headers.ts";
import { receivedNotification } from "../../local/cloud/mail/notification.ts";
import { noon } from "../support/faxes.ts";
import { ann, oneNumber, type RealMessage } from "./real-message.ts";

/** Everything that became of a message. */
export type Received = { outcomes: string[]; orders: SendOrder[]; leftOut: string[]; replies: OurMail[] };

/** Takes a message the whole way: from SES's notification of it to the order to send, the refusals and the answer. */
export async function receive({ raw, envelope = {} }: RealMessage): Promise<Received> {
  const bytes = raw();
  const receipt = readMailReceipt(notificationOf(bytes, envelope));
  if (!receipt) throw new Error("SES's notification cannot be read");
  const received: Received = { outcomes: [], orders: [], leftOut: [], replies: [] };
  await faxFromMail(recorded(bytes, received), receipt);
  return received;
}

function notificationOf(raw: Buffer, { from = ann, to = [oneNumber] }: { from?: string; to?: string[] }) {
  const notification = receivedNotification({
    messageId: "ses-1",
    source: from,
    destination: to,
    receipt: {
      recipients: to,
      action: { bucket: "documents", prefix: "email/", topicArn: "arn:aws:sns:us-east-1:1:mail" },
    },
    headers: readHeaders(raw),
    received: new Date(noon),
    processingTimeMillis: 1,
  });
  return JSON.parse(JSON.stringify(notification)) as unknown;
}

/** Doors that write down what comes through; only the United States and Canada may be called. */
function recorded(raw: Buffer, { outcomes, orders, leftOut, replies }: Received): MailDeps {
  const read = async (): Promise<ReadMessage | "too_large" | "unreadable"> => {
    const message = raw.byteLength > maxMessageBytes ? "too_large" : await readMessage(raw);
    if (typeof message !== "string") leftOut.push(...message.skipped);
    return message;
  };
  return {
    rules: { domain: "fax.example.com", allowedSenders: ["@clinic.example"], country: "US", text: "cover" },
    now: () => noon,
    listMailboxes: async () => [],
    findFax: async () => undefined,
    readMessage: read,
    sendFax: async (order) => {
      v.parse(createFaxBody, order.body);
      if (!order.body.to.startsWith("+1")) throw invalid("country_not_allowed", "Not there", "Not there.");
      orders.push(order);
      const { to, quality } = order.body;
      outcomes.push(["accepted", to, ...(quality ? [quality] : [])].join(" "));
    },
    recordRefusal: async ({ reason, to }) => {
      if (reason !== "attachment_skipped") outcomes.push(...to.map(() => `refused ${reason}`));
    },
    findAlias: async () => undefined,
    command: async ({ faxId, text }) => {
      const command = commandIn(text) ?? "how";
      outcomes.push(`told ${command}`);
      return { faxId, text: command };
    },
    reply: async (reply) => replies.push(reply),
  };
}
