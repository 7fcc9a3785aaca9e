import { GetItemCommand, PutItemCommand, QueryCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { DynamoDBRecord } from "aws-lambda";
import {
  deliveriesKeptMs,
  deliveryIdOf,
  readDeliveryId,
  type Delivery,
  type DeliveryStatus,
  type DeliveryTry,
} from "../../core/events/delivery.ts";
import type { FaxEvent } from "../../core/events/fax-events.ts";
import type { DeliveryName } from "../../core/operations/sweep-deliveries.ts";
import type { TellOrder } from "../../core/operations/tell-endpoint.ts";
import { dueIndex } from "./due-faxes.ts";
import { ifHolds } from "./if-holds.ts";
import { fromAttributes, toAttributes, type Attributes, type Plain, type Table } from "./table.ts";

/** The deliveries of an endpoint lie together, by the time of their events. */
export const deliveryPrefix = "delivery#";
const partitionOf = (endpointId: string): string => `endpoint#${endpointId}`;
const keyOf = ({ endpointId, deliveryId }: DeliveryName) => ({
  pk: partitionOf(endpointId),
  sk: `${deliveryPrefix}${deliveryId}`,
});
/** Apart from the faxes of the same index. */
const dueShard = "due#deliveries";
const dueAt = (at: number): string => new Date(at).toISOString();

const writeDelivery = (delivery: Delivery): Plain => ({
  ...keyOf({ endpointId: delivery.endpointId, deliveryId: deliveryIdOf(delivery.event) }),
  v: 1,
  event: JSON.stringify(delivery.event),
  status: delivery.status,
  round: delivery.round,
  tries: JSON.stringify(delivery.tries),
  created: delivery.createdAt,
  wakes: delivery.wakes,
  ...(delivery.nextAt === undefined ? {} : { due_shard: dueShard, due: dueAt(delivery.nextAt) }),
  expires: Math.ceil((delivery.createdAt + deliveriesKeptMs) / 1000),
});

function readDeliveryItem(item: Plain): Delivery {
  const due = item["due"] as string | undefined;
  return {
    endpointId: String(item["pk"]).slice("endpoint#".length),
    event: JSON.parse(item["event"] as string) as FaxEvent,
    status: item["status"] as DeliveryStatus,
    round: item["round"] as number,
    tries: JSON.parse(item["tries"] as string) as DeliveryTry[],
    createdAt: item["created"] as number,
    wakes: item["wakes"] as number,
    ...(due === undefined ? {} : { nextAt: Date.parse(due) }),
  };
}

/** Writes a delivery unless it is there; what became of it meanwhile stays. */
export const putDelivery = (table: Table, delivery: Delivery): Promise<boolean> =>
  ifHolds(
    table.client.send(
      new PutItemCommand({
        TableName: table.name,
        Item: toAttributes(writeDelivery(delivery)),
        ConditionExpression: "attribute_not_exists(pk)",
      }),
    ),
  );

export async function readDelivery(
  table: Table,
  endpointId: string,
  deliveryId: string,
): Promise<Delivery | undefined> {
  const { Item } = await table.client.send(
    new GetItemCommand({
      TableName: table.name,
      Key: toAttributes(keyOf({ endpointId, deliveryId })),
      ConsistentRead: true,
    }),
  );
  return Item ? readDeliveryItem(fromAttributes(Item)) : undefined;
}

/** Writes what became of a delivery; false where it changed since it was read. */
export const saveDelivery = (table: Table, before: Delivery, after: Delivery): Promise<boolean> =>
  ifHolds(
    table.client.send(
      new PutItemCommand({
        TableName: table.name,
        Item: toAttributes(writeDelivery(after)),
        ConditionExpression: "#status = :status AND #round = :round AND wakes = :wakes",
        ExpressionAttributeNames: { "#status": "status", "#round": "round" },
        ExpressionAttributeValues: toAttributes({
          ":status": before.status,
          ":round": before.round,
          ":wakes": before.wakes,
        }),
      }),
    ),
  );

/** Deliveries whose next try is due, the oldest first. */
export async function listDueDeliveries(table: Table, now: number, limit: number): Promise<DeliveryName[]> {
  const { Items = [] } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      IndexName: dueIndex,
      KeyConditionExpression: "due_shard = :shard AND due <= :now",
      ExpressionAttributeValues: toAttributes({ ":shard": dueShard, ":now": dueAt(now) }),
      Limit: limit,
    }),
  );
  return Items.map(fromAttributes).map((item) => ({
    endpointId: String(item["pk"]).slice("endpoint#".length),
    deliveryId: String(item["sk"]).slice(deliveryPrefix.length),
  }));
}

/** Asks for the next try of a delivery that still waits for one. */
export const wakeDelivery = (table: Table, name: DeliveryName, nextLook: number): Promise<boolean> =>
  ifHolds(
    table.client.send(
      new UpdateItemCommand({
        TableName: table.name,
        Key: toAttributes(keyOf(name)),
        UpdateExpression: "SET wakes = wakes + :one, due = :due",
        ConditionExpression: "#status = :pending",
        ExpressionAttributeNames: { "#status": "status" },
        ExpressionAttributeValues: toAttributes({
          ":one": 1,
          ":due": dueAt(nextLook),
          ":pending": "pending",
        }),
      }),
    ),
  );

export type DeliveryPage = { deliveries: Delivery[]; next?: string };

/** At most so many are read for one page of those with a status. */
const mostRead = 500;

/** Deliveries of an endpoint whose events happened from `since` until `until`, newest or oldest first, after `after`. */
export async function listDeliveries(
  table: Table,
  endpointId: string,
  query: {
    limit: number;
    since?: number;
    until?: number;
    status?: DeliveryStatus;
    after?: string;
    oldestFirst?: boolean;
  },
): Promise<DeliveryPage> {
  const id = (at: number, end: string) => `${deliveryPrefix}dlv_${String(at).padStart(13, "0")}${end}`;
  const { Items = [], LastEvaluatedKey } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: "pk = :pk AND sk BETWEEN :from AND :until",
      ExpressionAttributeValues: toAttributes({
        ":pk": partitionOf(endpointId),
        ":from": id(query.since ?? 0, ""),
        ":until": id(query.until ?? 9_999_999_999_999, "~"),
        ...(query.status === undefined ? {} : { ":status": query.status }),
      }),
      ...(query.status === undefined
        ? {}
        : { FilterExpression: "#status = :status", ExpressionAttributeNames: { "#status": "status" } }),
      ScanIndexForward: query.oldestFirst ?? false,
      Limit: query.status === undefined ? query.limit : mostRead,
      ...(query.after === undefined
        ? {}
        : { ExclusiveStartKey: toAttributes(keyOf({ endpointId, deliveryId: query.after })) }),
    }),
  );
  const found = Items.map((item) => readDeliveryItem(fromAttributes(item)));
  const deliveries = found.slice(0, query.limit);
  const last = deliveries.at(-1);
  const isCut = found.length > query.limit && last !== undefined;
  const next = isCut
    ? deliveryIdOf(last.event)
    : LastEvaluatedKey && String(fromAttributes(LastEvaluatedKey)["sk"]).slice(deliveryPrefix.length);
  return { deliveries, ...(next === undefined ? {} : { next }) };
}

/** The try that a record of the table's stream asks for; undefined where it asks for none. */
export function readTellOrder(record: DynamoDBRecord): TellOrder | undefined {
  const image = (attributes: object | undefined) => attributes && unmarshall(attributes as Attributes);
  const after = image(record.dynamodb?.NewImage);
  if (!after || after["status"] !== "pending") return undefined;
  const before = image(record.dynamodb?.OldImage);
  if (before && before["wakes"] === after["wakes"]) return undefined;
  const deliveryId = String(after["sk"]).slice(deliveryPrefix.length);
  if (!readDeliveryId(deliveryId)) return undefined;
  return {
    endpointId: String(after["pk"]).slice("endpoint#".length),
    deliveryId,
    round: after["round"] as number,
  };
}
