import type { SQSEvent } from "aws-lambda";
import * as v from "valibot";
import { openBucket } from "../adapters/aws/bucket.ts";
import { carrierKeyReader } from "../adapters/aws/carrier-key.ts";
import { readFaxById } from "../adapters/aws/change-fax.ts";
import { markFetchFailed, markReceived } from "../adapters/aws/inbound-changes.ts";
import { storeDocument } from "../adapters/aws/store-document.ts";
import { openTable } from "../adapters/aws/table.ts";
import { linkAtCarrier, refreshAtCarrier } from "../adapters/telnyx/carrier.ts";
import { fetchDocument } from "../adapters/web/fetch-document.ts";
import { fetchMessage } from "../core/messages.ts";
import { fetchInboundFax, type FetchInboundDeps } from "../core/operations/fetch-inbound-fax.ts";
import { eachMessage, isLastTry } from "./runtime/batch.ts";
import { readEnvironment } from "./runtime/env.ts";

const settings = readEnvironment("fetch-inbound");
const table = openTable(settings.TABLE);
const bucket = openBucket(settings.BUCKET);
const carrierKey = carrierKeyReader(settings.CARRIER_KEY_PARAMETER);
const fetchRule = { allowOrigins: settings.FETCH_ALLOW_ORIGINS };

const deps: FetchInboundDeps = {
  now: Date.now,
  readFax: (id) => readFaxById(table, id),
  fetchDocument: (url, maxBytes) =>
    fetchDocument(url, fetchRule, { maxBytes, timeoutMs: 20_000, maxRedirects: 0 }),
  freshLink: async (carrierFaxId) => {
    const key = await carrierKey.read(Date.now());
    if (!key) throw new Error("the carrier's key is not stored");
    const door = { baseUrl: settings.CARRIER_BASE_URL, key };
    return (await refreshAtCarrier(door, carrierFaxId)) ? linkAtCarrier(door, carrierFaxId) : undefined;
  },
  storeDocument: (key, file, facts) => storeDocument(bucket, key, file, facts),
  markReceived: (id, document, at) => markReceived(table, id, document, at),
  markFetchFailed: (id, failure, at) => markFetchFailed(table, id, failure, at),
};

/** Copies received documents into our bucket before the carrier's link dies (P6). */
export const handler = (event: SQSEvent) =>
  eachMessage(event, (body, record) =>
    fetchInboundFax(deps, v.parse(fetchMessage, body).faxId, isLastTry(record, settings.LAST_TRY)),
  );
