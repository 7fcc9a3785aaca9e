import { lastTry, type RoomKit } from "./room-kit.ts";
import type { WorkQueue } from "./work-queue.ts";

/** Copies received documents into the bucket. */
export function buildInboundRoom(kit: RoomKit, queues: { fetch: WorkQueue }): void {
  const { table, documents } = kit;
  const fetchInbound = kit.fn("FetchInbound", "fetch-inbound", 60, 512, {
    ...kit.names,
    FETCH_ALLOW_ORIGINS: kit.fetchOrigins,
    LAST_TRY: String(lastTry),
    ...kit.carrierEnvironment,
  });
  table.grant(fetchInbound, "GetItem", "UpdateItem");
  documents.grant(fetchInbound, "PutObject", "inbound/");
  documents.grant(fetchInbound, "GetObject", "inbound/");
  kit.grantCarrierKey(fetchInbound, "GetParameter");
  fetchInbound.consume(queues.fetch, { batchSize: 1, maxConcurrency: 5 });
}
