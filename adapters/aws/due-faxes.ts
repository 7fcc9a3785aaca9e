import { QueryCommand } from "@aws-sdk/client-dynamodb";
import { awaitingCall } from "../../core/fax.ts";
import { changeFax, statusIs } from "./change-fax.ts";
import { dueAttributes } from "./stored-fax.ts";
import { fromAttributes, toAttributes, type Table } from "./table.ts";

/** The sparse index the sweep reads; eight shards, so that no partition is hot. */
export const dueIndex = "by_due";
const shards = 8;

/** Ids of faxes whose time has come, oldest first, at most `limit` per shard. */
export async function listDueFaxes(table: Table, now: number, limit: number): Promise<string[]> {
  const pages = await Promise.all(
    Array.from({ length: shards }, (_, shard) =>
      table.client.send(
        new QueryCommand({
          TableName: table.name,
          IndexName: dueIndex,
          KeyConditionExpression: "due_shard = :shard AND due <= :now",
          ExpressionAttributeValues: toAttributes({
            ":shard": `due#${shard}`,
            ":now": new Date(now).toISOString(),
          }),
          Limit: limit,
        }),
      ),
    ),
  );
  return pages
    .flatMap((page) => (page.Items ?? []).map(fromAttributes))
    .map((item) => String(item["pk"]).slice("fax#".length));
}

/** Repeats the trigger of a fax that awaits its call (through the stream) and sets when to look again. */
export const wakeQueued = (table: Table, id: string, wakes: number, nextLook: number, at: number) => {
  const due = dueAttributes(id, nextLook);
  return changeFax(table, id, {
    at,
    set: [
      [["wakes"], wakes + 1],
      [["due_shard"], due.due_shard],
      [["due"], due.due],
    ],
    when: statusIs(...awaitingCall),
  });
};

/** Takes a fax that needs no more looks out of the index. */
export const forgetDue = (table: Table, id: string, at: number) =>
  changeFax(table, id, {
    at,
    remove: [["due_shard"], ["due"]],
    when: statusIs("sending", "delivered", "failed", "canceled"),
  });
