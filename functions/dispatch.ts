import { randomBytes } from "node:crypto";
import type { SQSEvent } from "aws-lambda";
import * as v from "valibot";
import { openBucket } from "../adapters/aws/bucket.ts";
import { carrierKeyReader } from "../adapters/aws/carrier-key.ts";
import { readFaxById } from "../adapters/aws/change-fax.ts";
import { openBreaker } from "../adapters/aws/breaker.ts";
import { claimFax, standInLine } from "../adapters/aws/claim-fax.ts";
import { forgetWaiting, headsOfLine, strikeEntry } from "../adapters/aws/lanes.ts";
import { lookAtLine } from "../adapters/aws/look-at-line.ts";
import {
  failQueued,
  markFailed,
  markRefused,
  markSubmitted,
  markUnknown,
  releaseUnsent,
} from "../adapters/aws/outbound-changes.ts";
import { repeatOrder } from "../adapters/aws/repeat-order.ts";
import { refuseDuplicate } from "../adapters/aws/refuse-duplicate.ts";
import { openTable } from "../adapters/aws/table.ts";
import { submitFax } from "../adapters/telnyx/carrier.ts";
import { dispatchMessage } from "../core/messages.ts";
import { dispatchFax } from "../core/operations/dispatch-fax.ts";
import { holdBack } from "../core/operations/hold-back.ts";
import { wakeLine, type WakeDeps } from "../core/operations/wake-line.ts";
import { eachMessage } from "./runtime/batch.ts";
import { readEnvironment } from "./runtime/env.ts";
import { holdBackDeps } from "./runtime/hold-back-deps.ts";
import { linkMaker } from "./runtime/link-to-pages.ts";
import { report } from "./runtime/log.ts";

const settings = readEnvironment("dispatch");
const table = openTable(settings.TABLE);
const bucket = openBucket(settings.BUCKET);
const carrierKey = carrierKeyReader(settings.CARRIER_KEY_PARAMETER);
const limit = settings.CHANNELS;
const hold = holdBackDeps(table);
const deps: WakeDeps = {
  holdBack: (fax) => holdBack(hold, fax),
  now: Date.now,
  newClaimId: () => randomBytes(6).toString("base64url"),
  // Key and connection together are the carrier: without either, faxes wait.
  readCarrierKey: async (now) => (settings.CONNECTION_ID === "" ? undefined : carrierKey.read(now)),
  forgetCarrierKey: () => carrierKey.forget(),
  readFax: (id) => readFaxById(table, id),
  duplicates: settings.DUPLICATES,
  claim: (fax, attempt, by, at, known) => claimFax(table, fax, attempt, { ...by, limit }, at, known),
  refuseDuplicate: (fax, failure, warnings, at) => refuseDuplicate(table, fax, failure, warnings, at),
  standInLine: (fax, attempt, by, at) => standInLine(table, fax, attempt, by.by, at, { ...by, limit }),
  lookAtLine: (line, to, most, at) => lookAtLine(table, line, to, { limit, most }, at),
  isEmpty: async (line, to) => (await headsOfLine(table, line, to, 1)).length === 0,
  forgetWaiting: (line, to, note) => forgetWaiting(table, line, to, note),
  strike: (entry) => strikeEntry(table, entry),
  repeatOrder: (fax, at) => repeatOrder(table, fax, at),
  openBreaker: (reason, at) => openBreaker(table, reason, at),
  failQueued: (fax, failure, at) => failQueued(table, fax, failure, at),
  linkToPages: linkMaker(
    bucket,
    { mediaUrl: settings.MEDIA_URL, timeZone: settings.HEADER?.timeZone ?? "UTC" },
    Date.now,
  ),
  submit: (key, fax, mediaUrl, clientState) =>
    submitFax(
      { baseUrl: settings.CARRIER_BASE_URL, key },
      {
        connectionId: fax.connectionId || settings.CONNECTION_ID,
        to: fax.to,
        from: fax.from,
        mediaUrl,
        clientState,
        settings: fax.settings,
      },
    ),
  markSubmitted: (id, attempt, carrierFaxId, at) => markSubmitted(table, id, attempt, carrierFaxId, at),
  markUnknown: (id, attempt, at) => markUnknown(table, id, attempt, at),
  markRefused: (fax, attempt, failure, at) => markRefused(table, fax, attempt, failure, at),
  markFailed: (id, failure, at) => markFailed(table, id, ["queued"], failure, at),
  releaseUnsent: (fax, attempt, wait, at) => releaseUnsent(table, fax, attempt, wait, at),
  report,
};

/** Claims queued faxes and makes their calls; lets the first of a line go. */
export const handler = (event: SQSEvent) =>
  eachMessage(event, async (body) => {
    const order = v.parse(dispatchMessage, body);
    if ("faxId" in order) await dispatchFax(deps, order);
    else await wakeLine(deps, order);
  });
