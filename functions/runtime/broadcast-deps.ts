import { randomUUID } from "node:crypto";
import { removeBroadcast } from "../../adapters/aws/broadcast-steps.ts";
import {
  createBroadcastItem,
  listBroadcasts,
  readBroadcast,
  readBroadcastWithCounts,
  turnBroadcast,
} from "../../adapters/aws/broadcasts.ts";
import { linkToWrite, putObject, readObject, type Bucket } from "../../adapters/aws/bucket.ts";
import { loadFaxesById } from "../../adapters/aws/fax-lists.ts";
import type { Table } from "../../adapters/aws/table.ts";
import { derivedBroadcastId } from "../../core/broadcast-ids.ts";
import { readRejections } from "../../core/broadcast-list.ts";
import { awaitsUpload, type Broadcast } from "../../core/broadcast.ts";
import { listUploadKey, rejectionsKey, uploadKey } from "../../core/keys-in-bucket.ts";
import type { SendDeps } from "../../core/operations/send-fax.ts";
import type { BroadcastRoutesDeps } from "./broadcast-routes.ts";

/** The most that 100,000 rejections can take. */
const maxRejectionBytes = 32 * 1024 * 1024;

/** `lib/document-bucket.ts` keeps lists for 90 days from when they were written. */
const listKeptMs = 90 * 86_400_000;

/** What the routes of broadcasts need of table and bucket. */
export function broadcastDeps(given: {
  authenticate: BroadcastRoutesDeps["authenticate"];
  table: Table;
  bucket: Bucket;
  send: SendDeps;
  now: () => number;
}): BroadcastRoutesDeps {
  const { table, bucket, send, now } = given;
  const read = (id: string) => readBroadcastWithCounts(table, id);
  return {
    authenticate: given.authenticate,
    newId: () => derivedBroadcastId(randomUUID()),
    create: {
      rules: send.rules,
      now,
      listMailboxes: send.listMailboxes,
      storePart: send.storePart,
      storeGivenList: (key, bytes) => putObject(bucket, key, bytes, "application/json"),
      create: (broadcast) => createBroadcastItem(table, broadcast),
      read: (id) => readBroadcast(table, id),
    },
    act: {
      now,
      read,
      turn: (broadcast, status, walk, at) => turnBroadcast(table, broadcast, status, walk, at),
    },
    remove: { now, read, remove: (broadcast, at) => removeBroadcast(table, broadcast, at) },
    list: (limit, after) => listBroadcasts(table, limit, after),
    links: (broadcast, maySend) => uploadLinks(bucket, broadcast, maySend, now()),
    faxes: (ids) => loadFaxesById(table, ids),
    rejections: async ({ id, list, createdAt }, pageNumber, pageSize) => {
      // After that there is nothing left to be shown.
      if (createdAt + listKeptMs <= now()) return [];
      const stored = await readObject(bucket, rejectionsKey(id, list?.id ?? ""), maxRejectionBytes);
      return typeof stored === "string" ? [] : readRejections(stored.bytes, pageNumber, pageSize);
    },
  };
}

/** Whoever uploads decides who is faxed and what: that is sending, not reading. */
async function uploadLinks(bucket: Bucket, broadcast: Broadcast, maySend: boolean, now: number) {
  const seconds = Math.ceil(((broadcast.uploadExpiresAt ?? 0) - now) / 1000);
  if (!maySend || seconds <= 0 || !awaitsUpload(broadcast)) return {};
  const { id, media, source, list, document } = broadcast;
  return {
    ...(source.kind === "upload" && !list
      ? { list: await linkToWrite(bucket, listUploadKey(id), seconds) }
      : {}),
    ...(media.kind === "upload" && !document
      ? { document: await linkToWrite(bucket, uploadKey(id), seconds, media.contentType) }
      : {}),
  };
}
