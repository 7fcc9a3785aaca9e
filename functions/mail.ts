import type { SQSEvent } from "aws-lambda";
import { openBucket, readObject } from "../adapters/aws/bucket.ts";
import { readFaxById, readFaxWithRequest } from "../adapters/aws/change-fax.ts";
import { markCanceled, requestCancel } from "../adapters/aws/outbound-changes.ts";
import { recordRefusal } from "../adapters/aws/refusals.ts";
import { openMails, sendMail } from "../adapters/aws/send-mail.ts";
import { openTable } from "../adapters/aws/table.ts";
import { readMessage } from "../adapters/mail/read-message.ts";
import { writeReply } from "../adapters/mail/write-reply.ts";
import { readMailReceipt } from "../core/mail/receipt.ts";
import { replyAddress } from "../core/mail/reply.ts";
import { cancelFax } from "../core/operations/cancel-fax.ts";
import { commandByMail } from "../core/operations/command-by-mail.ts";
import { faxFromMail, type MailDeps } from "../core/operations/fax-from-mail.ts";
import { maxMessageBytes } from "../core/document-check.ts";
import { sendFax } from "../core/operations/send-fax.ts";
import { eachMessage } from "./runtime/batch.ts";
import { readEnvironment } from "./runtime/env.ts";
import { report } from "./runtime/log.ts";
import { sendDeps } from "./runtime/send-deps.ts";

const settings = readEnvironment("mail");
const table = openTable(settings.TABLE);
const bucket = openBucket(settings.BUCKET);
const send = sendDeps(settings, table, bucket);

/** An answer that cannot be sent must not bring the mail back: its faxes are made. */
function replying(): Pick<MailDeps, "reply"> {
  if (!settings.MAIL_REPLY) return {};
  const mails = openMails();
  const from = replyAddress(settings.MAIL_DOMAIN);
  return {
    reply: async (reply) => {
      const raw = await writeReply(reply, from);
      await sendMail(mails, { from, to: reply.to, raw }).catch((error: unknown) =>
        report("reply_failed", { error: error instanceof Error ? error.name : "unknown" }),
      );
    },
  };
}

const deps: MailDeps = {
  ...replying(),
  rules: {
    domain: settings.MAIL_DOMAIN,
    allowedSenders: settings.MAIL_ALLOWED_SENDERS,
    country: settings.DEFAULT_COUNTRY,
    text: settings.MAIL_TEXT,
  },
  now: Date.now,
  readMessage: async (key) => {
    const stored = await readObject(bucket, key, maxMessageBytes);
    if (stored === "missing" || stored === "changed") return "missing";
    return stored === "too_large" ? stored : readMessage(stored.bytes);
  },
  sendFax: (order) => sendFax(send, order),
  command: (faxId, text, sender) =>
    commandByMail(
      {
        readFax: (id) => readFaxWithRequest(table, id),
        cancel: (id) =>
          cancelFax(
            {
              now: Date.now,
              readFax: (known) => readFaxById(table, known),
              markCanceled: (fax, at) => markCanceled(table, fax, at),
              requestCancel: (known, at) => requestCancel(table, known, at),
            },
            id,
          ),
      },
      faxId,
      text,
      sender,
    ),
  recordRefusal: (refusal) => recordRefusal(table, refusal),
};

/** Turns stored mail into faxes, on SES's notification. */
export const handler = (event: SQSEvent) =>
  eachMessage(event, async (body) => {
    const receipt = readMailReceipt(body);
    if (!receipt) throw new Error("the message is not SES's notification of a stored mail");
    await faxFromMail(deps, receipt);
  });
