import type { SQSEvent } from "aws-lambda";
import * as v from "valibot";
import { applyOutboundEvent } from "../adapters/aws/apply-carrier-event.ts";
import { applyInboundEvent } from "../adapters/aws/apply-inbound-event.ts";
import { openBucket, putObject } from "../adapters/aws/bucket.ts";
import { openTable } from "../adapters/aws/table.ts";
import { eventMessage } from "../core/messages.ts";
import { applyEvent, type ApplyDeps } from "../core/operations/apply-event.ts";
import { eachMessage } from "./runtime/batch.ts";
import { readEnvironment } from "./runtime/env.ts";
import { report } from "./runtime/log.ts";

const settings = readEnvironment("apply");
const table = openTable(settings.TABLE);
const bucket = openBucket(settings.BUCKET);

const deps: ApplyDeps = {
  now: Date.now,
  connectionId: settings.CONNECTION_ID,
  applyOutbound: (event, now) => applyOutboundEvent(table, event, now, settings.RETRY),
  applyInbound: (event, now) => applyInboundEvent(table, event, now),
  keepForeign: (key, body) => putObject(bucket, key, Buffer.from(body), "application/json"),
  report,
};

/** Applies the carrier's events: one conditional update each. */
export const handler = (event: SQSEvent) =>
  eachMessage(event, (body) => applyEvent(deps, v.parse(eventMessage, body)));
