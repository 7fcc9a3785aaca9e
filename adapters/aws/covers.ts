import { DeleteItemCommand, PutItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { coverPartition, type KeptCover, type KeptCoverKind } from "../../core/covers.ts";
import { fromAttributes, toAttributes, type Plain, type Table } from "./table.ts";

const keyOf = (name: string) => ({ pk: coverPartition, sk: name });

/** Notes a cover whose file is in the bucket, over what had its name before. */
export async function noteCover(table: Table, cover: KeptCover): Promise<void> {
  const { name, kind, places, sizeBytes, storedAt } = cover;
  const item = { ...keyOf(name), v: 1, kind, places, size: sizeBytes, stored: storedAt };
  await table.client.send(new PutItemCommand({ TableName: table.name, Item: toAttributes(item) }));
}

/** False where there is none of this name. */
export async function forgetCover(table: Table, name: string): Promise<boolean> {
  const { Attributes } = await table.client.send(
    new DeleteItemCommand({
      TableName: table.name,
      Key: toAttributes(keyOf(name)),
      ReturnValues: "ALL_OLD",
    }),
  );
  return Attributes !== undefined;
}

/** All of them, by name. */
export async function listCovers(table: Table): Promise<KeptCover[]> {
  const { Items = [] } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: toAttributes({ ":pk": coverPartition }),
    }),
  );
  return Items.map((item) => readCover(fromAttributes(item)));
}

const readCover = (item: Plain): KeptCover => ({
  name: item["sk"] as string,
  kind: item["kind"] as KeptCoverKind,
  places: item["places"] as string[],
  sizeBytes: item["size"] as number,
  storedAt: item["stored"] as number,
});
