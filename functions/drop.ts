import type { SQSEvent } from "aws-lambda";
import { openBucket, readObject } from "../adapters/aws/bucket.ts";
import { recordRefusal } from "../adapters/aws/refusals.ts";
import { openTable } from "../adapters/aws/table.ts";
import { readMessage } from "../adapters/mail/read-message.ts";
import { maxMessageBytes } from "../core/document-check.ts";
import { readObjectsCreated } from "../core/messages.ts";
import { faxFromDrop, type DropDeps } from "../core/operations/fax-from-drop.ts";
import { sendFax } from "../core/operations/send-fax.ts";
import { eachMessage } from "./runtime/batch.ts";
import { readEnvironment } from "./runtime/env.ts";
import { sendDeps } from "./runtime/send-deps.ts";

const settings = readEnvironment("drop");
const table = openTable(settings.TABLE);
const bucket = openBucket(settings.BUCKET);
const send = sendDeps(settings, table, bucket);

const deps: DropDeps = {
  country: settings.DEFAULT_COUNTRY,
  text: settings.MAIL_TEXT,
  now: Date.now,
  readObject: (key, maxBytes, eTag) => readObject(bucket, key, maxBytes, eTag),
  readMessage: async (key, eTag) => {
    const stored = await readObject(bucket, key, maxMessageBytes, eTag);
    return typeof stored === "string" ? stored : readMessage(stored.bytes);
  },
  sendFax: (order) => sendFax(send, order),
  recordRefusal: (refusal) => recordRefusal(table, refusal),
};

/** Turns what is put under `drop/` into faxes. */
export const handler = (event: SQSEvent) =>
  eachMessage(event, async (body) => {
    const objects = readObjectsCreated(body);
    if (!objects) throw new Error("the message is not a notification of S3");
    for (const object of objects) await faxFromDrop(deps, object);
  });
