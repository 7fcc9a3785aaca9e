import type { SQSEvent } from "aws-lambda";
import * as v from "valibot";
import { deleteObject, openBucket, readObject } from "../../adapters/aws/bucket.ts";
import { failBroadcast, markDocument } from "../../adapters/aws/broadcast-steps.ts";
import { readBroadcast } from "../../adapters/aws/broadcasts.ts";
import { readFaxById, readRequestById } from "../../adapters/aws/change-fax.ts";
import { markPrepared } from "../../adapters/aws/mark-prepared.ts";
import { markFailed } from "../../adapters/aws/outbound-changes.ts";
import { storeDocument, storedDocument } from "../../adapters/aws/store-document.ts";
import { openTable } from "../../adapters/aws/table.ts";
import { fetchDocument } from "../../adapters/web/fetch-document.ts";
import { documentFailure } from "../../core/document-check.ts";
import { broadcastOfUpload, faxOfUpload } from "../../core/keys-in-bucket.ts";
import type { MediaSource } from "../../core/media.ts";
import { prepareMessage, readObjectsCreated } from "../../core/messages.ts";
import { faxAwaitsUpload } from "../../core/operations/gather-documents.ts";
import {
  prepareBroadcast,
  type BroadcastOrder,
  type PrepareBroadcastDeps,
} from "../../core/operations/prepare-broadcast.ts";
import {
  prepareFax,
  type PagesDeps,
  type PrepareDeps,
  type PrepareOrder,
} from "../../core/operations/prepare-fax.ts";
import type { PageWishes } from "../../core/page-wishes.ts";
import { eachMessage, isLastTry } from "./batch.ts";
import type { Settings } from "./env.ts";

type Order = PrepareOrder | BroadcastOrder;

/** What the rooms that prepare pages differ in. */
export type PrepareMeans = {
  make: PrepareDeps["make"];
  /** Missing where there is no other room for office documents. */
  handOver?: (order: Order) => Promise<unknown>;
};

/** Gets the pages of a fax or a broadcast, checks them, stores our own copy: on order of the relay, or of a finished upload. */
export function prepareRoom(settings: Settings<"office">, { make, handOver }: PrepareMeans) {
  const table = openTable(settings.TABLE);
  const bucket = openBucket(settings.BUCKET);
  const fetchRule = { allowOrigins: settings.FETCH_ALLOW_ORIGINS };

  const pages: PagesDeps = {
    now: Date.now,
    fetchDocument: (url, limits) => fetchDocument(url, fetchRule, { ...limits, maxRedirects: 5 }),
    readObject: (key, maxBytes, eTag) => readObject(bucket, key, maxBytes, eTag),
    make,
    countryOf: async (to) =>
      (to === undefined ? undefined : (await import("../../core/numbering-plan.ts")).countryOf(to)) ??
      settings.DEFAULT_COUNTRY,
    header: settings.HEADER,
    storeDocument: (key, file, facts) => storeDocument(bucket, key, file, facts),
    storedDocument: (key) => storedDocument(bucket, key),
    deleteObject: (key) => deleteObject(bucket, key),
  };
  const handing = handOver ? { handOver } : {};
  const deps: PrepareDeps = {
    ...pages,
    ...handing,
    readFax: (id) => readFaxById(table, id),
    readRequest: async (id) => {
      const request = await readRequestById(table, id);
      return request && { media: request.media, wishes: request.wishes ?? (await wishesOfOld(id)) };
    },
    awaitsUpload: async (id) => faxAwaitsUpload(await readFaxById(table, id)),
    markPrepared: (id, document, at) => markPrepared(table, id, document, at),
    markFailed: (id, failure, at) => markFailed(table, id, ["preparing"], failure, at),
  };

  /** A fax accepted before pages were made to its wishes. */
  async function wishesOfOld(id: string): Promise<PageWishes> {
    const fax = await readFaxById(table, id);
    return { from: fax?.from ?? "", ...(fax ? { to: fax.to } : {}) };
  }

  const broadcastDeps: PrepareBroadcastDeps = {
    ...pages,
    ...handing,
    readBroadcast: (id) => readBroadcast(table, id),
    markDocument: (id, document, at) => markDocument(table, id, document, at),
    failBroadcast: (id, failure, at) => failBroadcast(table, id, failure, at),
  };

  /** A document on which this function died again and again is not tried once more. */
  async function giveUp(order: Order): Promise<void> {
    const failure = documentFailure("document_unrenderable");
    if ("faxId" in order) await markFailed(table, order.faxId, ["preparing"], failure, Date.now());
    else {
      const { internalReason: reason, detail } = failure;
      await failBroadcast(table, order.broadcastId, { reason, detail }, Date.now());
    }
  }

  return (event: SQSEvent) =>
    eachMessage(event, async (body, record) => {
      const tries = Number(record.attributes.ApproximateReceiveCount);
      for (const order of ordersIn(body)) {
        if (tries > settings.LAST_TRY) await giveUp(order);
        else if ("broadcastId" in order)
          await prepareBroadcast(broadcastDeps, order, isLastTry(record, settings.LAST_TRY));
        else await prepareFax(deps, order, isLastTry(record, settings.LAST_TRY));
      }
    });
}

function ordersIn(body: unknown): Order[] {
  const uploads = readObjectsCreated(body);
  if (!uploads) return [v.parse(prepareMessage, body)] as Order[];
  return uploads.flatMap(({ key, eTag }): Order[] => {
    const [faxId, broadcastId] = [faxOfUpload(key), broadcastOfUpload(key)];
    const upload: { media: MediaSource; eTag: string } = { media: { kind: "upload" }, eTag };
    if (faxId) return [{ faxId, ...upload }];
    return broadcastId ? [{ broadcastId, ...upload }] : [];
  });
}
