import type { SQSEvent } from "aws-lambda";
import * as v from "valibot";
import { deleteObject, openBucket } from "../adapters/aws/bucket.ts";
import { eraseMessage } from "../core/messages.ts";
import { eachMessage } from "./runtime/batch.ts";
import { readEnvironment } from "./runtime/env.ts";

const bucket = openBucket(readEnvironment("erase").BUCKET);

/** Erases the pages of deleted faxes. */
export const handler = (event: SQSEvent) =>
  eachMessage(event, async (body) => {
    for (const key of v.parse(eraseMessage, body).keys) await deleteObject(bucket, key);
  });
