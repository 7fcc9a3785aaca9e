import type { Broadcast, Counts } from "../../core/broadcast.ts";
import { schemaVersion } from "./stored-fax.ts";
import type { Plain } from "./table.ts";

export const broadcastKey = (id: string) => ({ pk: `broadcast#${id}`, sk: "broadcast" });
/** All broadcasts, newest last, and beside them those that have something left to be done. */
export const listKey = "broadcasts";
export const listedKey = (id: string, createdAt: number) => ({
  pk: listKey,
  sk: `listed#${new Date(createdAt).toISOString()}#${id}`,
});
export const openKey = (id: string) => ({ pk: listKey, sk: `open#${id}` });

/** The broadcast as its item; absent facts are absent attributes. */
export const writeBroadcast = (broadcast: Broadcast): Plain => ({
  ...broadcastKey(broadcast.id),
  v: schemaVersion,
  status: broadcast.status,
  created: broadcast.createdAt,
  updated: broadcast.updatedAt,
  rev: broadcast.revision,
  wakes: broadcast.wakes,
  open: broadcast.isOpen || undefined,
  order: broadcast.order,
  sender: broadcast.sender,
  media: broadcast.media,
  source: broadcast.source,
  hash: broadcast.bodyHash,
  by: broadcast.by,
  document: broadcast.document,
  list: broadcast.list,
  cursor: broadcast.cursor,
  walk: broadcast.walk,
  not_before: broadcast.notBefore,
  waits_for: broadcast.waitsFor,
  failure: broadcast.failure,
  upload_until: broadcast.uploadExpiresAt,
  deleted: broadcast.deletedAt,
});

/** The item as a broadcast; the one place where its attributes are trusted to be what `writeBroadcast` wrote. */
export function readBroadcastItem(item: Plain): Broadcast {
  return {
    id: String(item["pk"]).slice("broadcast#".length),
    status: item["status"] as Broadcast["status"],
    createdAt: item["created"] as number,
    updatedAt: item["updated"] as number,
    revision: item["rev"] as number,
    wakes: item["wakes"] as number,
    isOpen: item["open"] === true,
    order: (item["order"] ?? {}) as Broadcast["order"],
    media: item["media"] as Broadcast["media"],
    source: item["source"] as Broadcast["source"],
    bodyHash: item["hash"] as string,
    by: item["by"] as string,
    cursor: item["cursor"] as number,
    ...present("sender", item["sender"] as Broadcast["sender"]),
    ...present("document", item["document"] as Broadcast["document"]),
    ...present("list", item["list"] as Broadcast["list"]),
    ...present("walk", item["walk"] as Broadcast["walk"]),
    ...present("notBefore", item["not_before"] as number | undefined),
    ...present("waitsFor", item["waits_for"] as Broadcast["waitsFor"]),
    ...present("failure", item["failure"] as Broadcast["failure"]),
    ...present("uploadExpiresAt", item["upload_until"] as number | undefined),
    ...present("deletedAt", item["deleted"] as number | undefined),
  };
}

export const noCounts: Counts = { delivered: 0, failed: 0, canceled: 0 };

/** What the shards of the count have together. */
export const addCounts = (shards: Plain[]): Counts =>
  shards.reduce<Counts>(
    (sum, shard) => ({
      delivered: sum.delivered + ((shard["delivered"] as number | undefined) ?? 0),
      failed: sum.failed + ((shard["failed"] as number | undefined) ?? 0),
      canceled: sum.canceled + ((shard["canceled"] as number | undefined) ?? 0),
    }),
    noCounts,
  );

function present<K extends string, T>(name: K, value: T | undefined): { [P in K]?: T } {
  return (value === undefined ? {} : { [name]: value }) as { [P in K]?: T };
}
