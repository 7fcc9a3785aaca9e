import type { TransactWriteItem } from "@aws-sdk/client-dynamodb";
import { broadcastOfFax } from "../../core/broadcast-ids.ts";
import { toAttributes, type Table } from "./table.ts";

/** How many ways a fax of a broadcast can end. */
const ends = ["delivered", "failed", "canceled"];
const shards = 16;

/** The count of one broadcast as several items: one alone would be written by every fax that ends. */
export const countKey = (broadcastId: string, faxId: string) => ({
  pk: `broadcast#${broadcastId}`,
  sk: `count#${parseInt(faxId.slice(-2), 16) % shards}`,
});

/**
 * Counts the end of a broadcast's fax, in the very transaction that ends it; nothing for any other write or fax. The
 * fax's id names the broadcast, so no write that ends a fax has to know that there are broadcasts.
 */
export function countEnd(
  table: Table,
  faxId: string,
  set: [path: string[], value: unknown][],
): TransactWriteItem[] {
  const status = set.find(([path]) => path.length === 1 && path[0] === "status")?.[1];
  if (typeof status !== "string" || !ends.includes(status)) return [];
  const broadcast = broadcastOfFax(faxId);
  if (!broadcast) return [];
  return [
    {
      Update: {
        TableName: table.name,
        Key: toAttributes(countKey(broadcast.broadcastId, faxId)),
        UpdateExpression: "ADD #end :one",
        ExpressionAttributeNames: { "#end": status },
        ExpressionAttributeValues: toAttributes({ ":one": 1 }),
      },
    },
  ];
}
