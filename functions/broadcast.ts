import type { SQSEvent } from "aws-lambda";
import * as v from "valibot";
import {
  closeBroadcast,
  createFaxes,
  failBroadcast,
  markListed,
  moveWalk,
  waitToCreate,
} from "../adapters/aws/broadcast-steps.ts";
import { readBroadcast, readBroadcastWithCounts } from "../adapters/aws/broadcasts.ts";
import { openBucket, putObject, readObject } from "../adapters/aws/bucket.ts";
import { readFaxById } from "../adapters/aws/change-fax.ts";
import { markCanceled, requestCancel } from "../adapters/aws/outbound-changes.ts";
import { unparkInTable } from "../adapters/aws/park-fax.ts";
import { readRange } from "../adapters/aws/read-range.ts";
import { noCounts } from "../adapters/aws/stored-broadcast.ts";
import { openTable } from "../adapters/aws/table.ts";
import { readRows } from "../adapters/csv/read-rows.ts";
import { rangeOfLines, readNumbers } from "../core/broadcast-list.ts";
import { broadcastOfList, numbersKey } from "../core/keys-in-bucket.ts";
import { broadcastMessage, readObjectsCreated } from "../core/messages.ts";
import { parkFax } from "../core/operations/hold-back.ts";
import { readBroadcastList } from "../core/operations/read-broadcast-list.ts";
import { workOnBroadcast, type WorkDeps } from "../core/operations/work-on-broadcast.ts";
import { eachMessage } from "./runtime/batch.ts";
import { readEnvironment } from "./runtime/env.ts";
import { holdBackDeps } from "./runtime/hold-back-deps.ts";

const settings = readEnvironment("broadcast");
const table = openTable(settings.TABLE);
const bucket = openBucket(settings.BUCKET);
const readFax = (id: string) => readFaxById(table, id);
const hold = holdBackDeps(table);

const deps: WorkDeps = {
  now: Date.now,
  rules: { country: settings.DEFAULT_COUNTRY, allowedCountries: settings.ALLOWED_COUNTRIES },
  sendRules: {
    connectionId: settings.CONNECTION_ID,
    defaultFrom: settings.DEFAULT_FROM,
    giveUpAfterSeconds: settings.GIVE_UP_AFTER_SECONDS,
  },
  read: (id) => readBroadcast(table, id),
  readObject: (key, maxBytes, eTag) => readObject(bucket, key, maxBytes, eTag),
  readRows,
  storeObject: (key, bytes) => putObject(bucket, key, bytes, "text/plain"),
  readNumbers: async ({ id, list }, from, most) => {
    if (!list) return undefined;
    const bytes = await readRange(bucket, numbersKey(id, list.id), rangeOfLines(from, most));
    return bytes && readNumbers(bytes);
  },
  markListed: (id, list, at) => markListed(table, id, list, at),
  fail: (id, failure, at, list) => failBroadcast(table, id, failure, at, list),
  createFaxes: (broadcast, faxes, at) => createFaxes(table, broadcast, faxes, at, settings.MAX_FAXES_PER_DAY),
  readCounts: async (id) => (await readBroadcastWithCounts(table, id))?.counts ?? noCounts,
  wait: (broadcast, wait, at) => waitToCreate(table, broadcast, wait, at),
  moveWalk: (broadcast, walk, at) => moveWalk(table, broadcast, walk, at),
  close: (broadcast, at) => closeBroadcast(table, broadcast, at),
  readFax,
  cancel: {
    now: Date.now,
    readFax,
    markCanceled: (fax, at) => markCanceled(table, fax, at),
    requestCancel: (id, at) => requestCancel(table, id, at),
  },
  park: (fax) => parkFax(hold, fax),
  wake: (fax, at) => unparkInTable(table, fax, at),
};

/** Works broadcasts off, step by step: on order of the relay, or of a finished upload of a list. */
export const handler = (event: SQSEvent) =>
  eachMessage(event, async (body) => {
    const uploads = readObjectsCreated(body);
    if (!uploads) return workOnBroadcast(deps, v.parse(broadcastMessage, body).broadcastId);
    for (const { key, eTag } of uploads) {
      const id = broadcastOfList(key);
      if (id) await readBroadcastList(deps, id, eTag);
    }
  });
