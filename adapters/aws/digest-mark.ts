import { GetItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import type { DigestMark } from "../../core/digest/digest-day.ts";
import { ifHolds } from "./if-holds.ts";
import { schemaVersion } from "./stored-fax.ts";
import { fromAttributes, toAttributes, type Plain, type Table } from "./table.ts";

/** How far the operator's digests have come: one item, written twice a day. */
const key = { pk: "sweep#digest", sk: "sweep" };

export async function readDigestMark(table: Table): Promise<DigestMark> {
  const { Item } = await table.client.send(
    new GetItemCommand({ TableName: table.name, Key: toAttributes(key), ConsistentRead: true }),
  );
  if (!Item) return {};
  const item = fromAttributes(Item);
  return {
    ...(item["toldDay"] === undefined ? {} : { day: item["toldDay"] as string }),
    ...(item["toldUntil"] === undefined ? {} : { until: item["toldUntil"] as number }),
  };
}

/** Whether the digest of that day is now this sweep's alone, until then (epoch ms): it is not told, and nobody tells it. */
export const claimDigest = (table: Table, day: string, now: number, until: number): Promise<boolean> =>
  updateMark(table, {
    expression: "SET v = :v, claimedUntil = :until",
    condition:
      "(attribute_not_exists(toldDay) OR toldDay < :day) AND (attribute_not_exists(claimedUntil) OR claimedUntil <= :now)",
    values: { ":v": schemaVersion, ":until": until, ":day": day, ":now": now },
  });

/** Writes that the day is told, and ends the claim; does nothing where the claim ended by itself and another holds it. */
export const writeDigestMark = (
  table: Table,
  { day, until }: Required<DigestMark>,
  claimedUntil: number,
): Promise<boolean> =>
  updateMark(table, {
    expression: "SET toldDay = :day, toldUntil = :until REMOVE claimedUntil",
    condition: "claimedUntil = :claim",
    values: { ":day": day, ":until": until, ":claim": claimedUntil },
  });

const updateMark = (
  table: Table,
  { expression, condition, values }: { expression: string; condition: string; values: Plain },
): Promise<boolean> =>
  ifHolds(
    table.client.send(
      new UpdateItemCommand({
        TableName: table.name,
        Key: toAttributes(key),
        UpdateExpression: expression,
        ConditionExpression: condition,
        ExpressionAttributeValues: toAttributes(values),
      }),
    ),
  );
