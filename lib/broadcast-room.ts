import type { RoomKit } from "./room-kit.ts";
import type { WorkQueue } from "./work-queue.ts";

/** A list becomes faxes, step by step; the faxes then go the way of all others. */
export function buildBroadcastRoom(kit: RoomKit, queues: { broadcast: WorkQueue }): void {
  const { table, documents } = kit;
  const { FETCH_ALLOW_ORIGINS: _fetch, ...environment } = kit.sendingEnvironment;
  const broadcast = kit.fn("Broadcast", "broadcast", broadcastSeconds, 512, {
    ...environment,
    DEFAULT_COUNTRY: kit.settings.defaultCountry,
  });
  // Faxes are stored, parked, woken and canceled; the last step leaves the list of open broadcasts.
  table.grant(broadcast, "GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query");
  documents.grant(broadcast, "GetObject", "lists/", "parts/", "broadcasts/");
  documents.grant(broadcast, "PutObject", "broadcasts/");
  // Without it S3 tells a missing object from a forbidden one to nobody.
  documents.grant(broadcast, "ListBucket");
  broadcast.consume(queues.broadcast, { batchSize: 1, maxConcurrency: 2 });
  documents.notify("lists/", queues.broadcast);
}

/** A list of 100,000 numbers is read in one go. */
export const broadcastSeconds = 120;
