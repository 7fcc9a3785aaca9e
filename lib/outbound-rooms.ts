import type { RoomKit } from "./room-kit.ts";
import type { WorkQueue } from "./work-queue.ts";

/** A document's pages are made in one go: 350 of them at most. */
export const prepareSeconds = 120;

const ofBroadcasts = ["lists/", "broadcasts/"];

/** From accepted to called: prepare, dispatch, cancel, apply, erase; each function granted just what it does. */
export function buildOutboundRooms(
  kit: RoomKit,
  queues: Record<"events" | "prepare" | "dispatch" | "cancel" | "erase", WorkQueue> & {
    office: WorkQueue | undefined;
  },
  mediaUrl: string,
): void {
  const { table, documents } = kit;
  const { TABLE, BUCKET } = kit.names;

  // One whole processor, which Lambda gives from 1,769 MB on: pages are drawn and coded here.
  const prepare = kit.fn("Prepare", "prepare", prepareSeconds, 1769, {
    ...kit.preparingEnvironment,
    OFFICE: kit.settings.office,
    OFFICE_QUEUE: queues.office?.queue.queueUrl ?? "",
  });
  kit.grantPreparing(prepare);
  queues.office?.grantSend(prepare);
  prepare.consume(queues.prepare, { batchSize: 1, maxConcurrency: 5 });
  documents.notify("uploads/", queues.prepare);

  const dispatch = kit.fn("Dispatch", "dispatch", 60, 256, {
    TABLE,
    BUCKET,
    CONNECTION_ID: kit.connectionId,
    MEDIA_URL: mediaUrl,
    HEADER: kit.header,
    CHANNELS: String(kit.settings.channels),
    DUPLICATES: kit.settings.duplicates,
    ...kit.carrierEnvironment,
  });
  // A claim takes fax, lane and channel together, and leaves the line.
  table.grant(dispatch, "GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query");
  // A presigned link acts as the function that signed it.
  documents.grant(dispatch, "GetObject", "documents/", ...(mediaUrl === "" ? ["call/"] : []));
  documents.grant(dispatch, "PutObject", "call/");
  kit.grantCarrierKey(dispatch, "GetParameter");
  dispatch.consume(queues.dispatch, { batchSize: 1, maxConcurrency: 5 });

  const cancel = kit.fn("Cancel", "cancel", 30, 256, kit.carrierEnvironment);
  kit.grantCarrierKey(cancel, "GetParameter");
  cancel.consume(queues.cancel, { batchSize: 1, maxConcurrency: 2 });

  const apply = kit.fn("Apply", "apply", 30, 256, {
    TABLE,
    BUCKET,
    CONNECTION_ID: kit.connectionId,
    RETRY: kit.retry,
  });
  table.grant(apply, "GetItem", "PutItem", "UpdateItem");
  documents.grant(apply, "PutObject", "events/");
  apply.consume(queues.events, { batchSize: 10, maxConcurrency: 10 });

  const erase = kit.fn("Erase", "erase", 30, 256, { BUCKET });
  documents.grant(
    erase,
    "DeleteObject",
    "uploads/",
    "parts/",
    "documents/",
    "call/",
    "inbound/",
    ...ofBroadcasts,
  );
  erase.consume(queues.erase, { batchSize: 1, maxConcurrency: 2 });
}
