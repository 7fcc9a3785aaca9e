import {
  ConditionalCheckFailedException,
  GetItemCommand,
  QueryCommand,
  UpdateItemCommand,
  type TransactWriteItem,
} from "@aws-sdk/client-dynamodb";
import type { NativeAttributeValue } from "@aws-sdk/util-dynamodb";
import type { Broadcast, Counts } from "../../core/broadcast.ts";
import {
  addCounts,
  broadcastKey,
  listedKey,
  listKey,
  openKey,
  readBroadcastItem,
  writeBroadcast,
} from "./stored-broadcast.ts";
import { schemaVersion } from "./stored-fax.ts";
import {
  expression,
  fromAttributes,
  toAttributes,
  type Expression,
  type Plain,
  type Table,
} from "./table.ts";
import { afterConflicts, transact } from "./transact.ts";

const putIn = (table: Table, item: Plain, condition?: string): TransactWriteItem => ({
  Put: {
    TableName: table.name,
    Item: toAttributes(item),
    ...(condition ? { ConditionExpression: condition } : {}),
  },
});

/** Puts the broadcast among those that the sweep looks at. */
const putOpen = (table: Table, id: string) => putIn(table, { ...openKey(id), v: schemaVersion });

/** Stores it, and its places in the list of all and of those that are open. */
export async function createBroadcastItem(table: Table, broadcast: Broadcast): Promise<"created" | "exists"> {
  const inTheWay = await transact(table, [
    putIn(table, writeBroadcast(broadcast), "attribute_not_exists(pk)"),
    putIn(table, { ...listedKey(broadcast.id, broadcast.createdAt), v: schemaVersion }),
    putOpen(table, broadcast.id),
  ]);
  return inTheWay ? "exists" : "created";
}

/** The broadcast as it is stored, also one that was deleted; read strongly. */
export async function readBroadcast(table: Table, id: string): Promise<Broadcast | undefined> {
  const { Item } = await table.client.send(
    new GetItemCommand({
      TableName: table.name,
      Key: toAttributes(broadcastKey(id)),
      ConsistentRead: true,
    }),
  );
  return Item && readBroadcastItem(fromAttributes(Item));
}

/** The broadcast and how many of its faxes have ended how, in one read; undefined for one unknown or deleted. */
export async function readBroadcastWithCounts(
  table: Table,
  id: string,
): Promise<{ broadcast: Broadcast; counts: Counts } | undefined> {
  const { Items = [] } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      ConsistentRead: true,
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: toAttributes({ ":pk": broadcastKey(id).pk }),
    }),
  );
  const items = Items.map(fromAttributes);
  const broadcast = items.find((item) => item["sk"] === "broadcast");
  if (!broadcast || broadcast["deleted"] !== undefined) return undefined;
  const counts = items.filter((item) => String(item["sk"]).startsWith("count#"));
  return { broadcast: readBroadcastItem(broadcast), counts: addCounts(counts) };
}

/** Ids of the newest broadcasts, newest first, after `after` (a place that an earlier page ended at). */
export async function listBroadcasts(
  table: Table,
  limit: number,
  after: string | undefined,
): Promise<{ ids: string[]; next?: string }> {
  const { Items = [], LastEvaluatedKey } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: "pk = :pk AND sk BETWEEN :first AND :last",
      ExpressionAttributeValues: toAttributes({
        ":pk": listKey,
        ":first": "listed#",
        ":last": after ?? "listed#~",
      }),
      ScanIndexForward: false,
      // The place itself is part of what BETWEEN answers.
      Limit: limit + (after === undefined ? 0 : 1),
    }),
  );
  const places = Items.map((item) => item["sk"]?.S ?? "").filter((place) => place !== after);
  const last = places.at(-1);
  return {
    ids: places.map((place) => place.split("#").at(-1) ?? ""),
    ...(LastEvaluatedKey && last ? { next: last } : {}),
  };
}

/** Ids of broadcasts with something left to be done. */
export async function listOpenBroadcasts(table: Table, limit: number): Promise<string[]> {
  const { Items = [] } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: "pk = :pk AND begins_with(sk, :open)",
      ExpressionAttributeValues: toAttributes({ ":pk": listKey, ":open": "open#" }),
      Limit: limit,
    }),
  );
  return Items.map((item) => (item["sk"]?.S ?? "").slice("open#".length));
}

/** One conditional write on one broadcast. */
export type BroadcastChange = {
  at: number;
  set?: Record<string, NativeAttributeValue>;
  remove?: string[];
  when: (e: Expression) => string[];
};

/** It is as it was read: every write of it makes another revision. */
export const asRead = (broadcast: Broadcast) => (e: Expression) => [
  `${e.path("rev")} = ${e.value(broadcast.revision)}`,
];

export function broadcastUpdate(table: Table, id: string, change: BroadcastChange) {
  const e = expression();
  const sets = Object.entries({ ...change.set, updated: change.at }).map(
    ([name, value]) => `${e.path(name)} = ${e.value(value as NativeAttributeValue)}`,
  );
  const removes = (change.remove ?? []).map((name) => e.path(name));
  const conditions = [
    `attribute_exists(${e.path("pk")})`,
    `attribute_not_exists(${e.path("deleted")})`,
    ...change.when(e),
  ];
  return {
    TableName: table.name,
    Key: toAttributes(broadcastKey(id)),
    UpdateExpression: [
      `SET ${sets.join(", ")}`,
      ...(removes.length > 0 ? [`REMOVE ${removes.join(", ")}`] : []),
      `ADD ${e.path("rev")} ${e.value(1)}`,
    ].join(" "),
    ConditionExpression: conditions.join(" AND "),
    ...e.parts(),
  };
}

/** Applies the change, with other items if there are any; answers whether it was applied. */
export async function changeBroadcast(
  table: Table,
  id: string,
  change: BroadcastChange,
  others: TransactWriteItem[] = [],
): Promise<boolean> {
  const update = broadcastUpdate(table, id, change);
  if (others.length > 0) return (await transact(table, [{ Update: update }, ...others])) === undefined;
  try {
    await afterConflicts(() => table.client.send(new UpdateItemCommand(update)));
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/** Another status, and the way over the faxes that are there; it is looked at by the sweep until that is done. */
export const turnBroadcast = (
  table: Table,
  broadcast: Broadcast,
  status: Broadcast["status"],
  walk: "park" | "wake" | "cancel",
  at: number,
): Promise<boolean> =>
  changeBroadcast(
    table,
    broadcast.id,
    {
      at,
      set: { status, open: true, ...(broadcast.cursor > 0 ? { walk: { kind: walk, next: 0 } } : {}) },
      remove: ["not_before", "waits_for", ...(broadcast.cursor > 0 ? [] : ["walk"])],
      when: asRead(broadcast),
    },
    [putOpen(table, broadcast.id)],
  );
