import type { FaxFunction } from "./fax-function.ts";
import type { RoomKit } from "./room-kit.ts";
import { readTableStream } from "./table-reader.ts";

export type EventsRoom = { endpoints: FaxFunction<"endpoints"> };

/** Where the endpoints lie, and the deliveries of each. */
export const endpointPartitions = ["endpoints", "endpoint#*"];

/** Others hear of what happened: who wants to, and the telling. */
export function buildEventsRoom(kit: RoomKit, firstApiKeySha256: string): EventsRoom {
  const { table, documents } = kit;
  const { TABLE } = kit.names;

  const endpoints = kit.fn("Endpoints", "endpoints", 29, 256, {
    TABLE,
    FIRST_API_KEY_SHA256: firstApiKeySha256,
    FETCH_ALLOW_ORIGINS: kit.fetchOrigins,
  });
  table.grantPartitions(endpoints, ["keys"], "GetItem");
  table.grantPartitions(
    endpoints,
    endpointPartitions,
    "GetItem",
    "PutItem",
    "UpdateItem",
    "DeleteItem",
    "Query",
  );

  // The address that a fax brought along stands in its request.
  table.grantPartitions(endpoints, ["fax#*"], "GetItem");

  // It speaks with servers of strangers: faxes are out of its reach but for what their senders want to get back.
  const tell = kit.fn("Tell", "tell", 60, 256, { TABLE, FETCH_ALLOW_ORIGINS: kit.fetchOrigins });
  table.grantPartitions(tell, endpointPartitions, "GetItem", "PutItem", "UpdateItem");
  table.grantPartitions(tell, ["fax#*"], "GetItem");
  readTableStream(tell, {
    table,
    documents,
    keys: [{ sk: { S: [{ prefix: "delivery#" }] } }],
    // Endpoints are apart by their partition key: one that does not answer holds up its own.
    batchSize: 10,
    parallel: 10,
  });
  return { endpoints };
}
