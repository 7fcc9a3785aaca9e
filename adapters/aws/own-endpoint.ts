import { GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { ownEndpoint } from "../../core/events/own-endpoint.ts";
import type { Endpoint } from "../../core/events/endpoint.ts";
import { readRequestById } from "./change-fax.ts";
import { endpointsKey } from "./endpoints.ts";
import { ifHolds } from "./if-holds.ts";
import { fromAttributes, toAttributes, type Table } from "./table.ts";

const signingKeyItem = { pk: endpointsKey, sk: "signing-key" };

/** The endpoint that a fax brought along; undefined where it brought none, or is gone. */
export async function readOwnEndpoint(
  table: Table,
  faxId: string,
  newKey: () => string,
): Promise<Endpoint | undefined> {
  const request = await readRequestById(table, faxId);
  if (request?.webhookUrl === undefined) return undefined;
  const { key, createdAt } = await readSigningKey(table, newKey);
  return ownEndpoint(faxId, request.webhookUrl, key, createdAt);
}

/** The key that signs for the endpoints that faxes bring along: one for the installation, made when it is first asked for. */
export async function readSigningKey(
  table: Table,
  newKey: () => string,
): Promise<{ key: string; createdAt: number }> {
  const stored = await lookUp(table);
  if (stored) return stored;
  const put = new PutItemCommand({
    TableName: table.name,
    Item: toAttributes({ ...signingKeyItem, v: 1, key: newKey(), created: Date.now() }),
    ConditionExpression: "attribute_not_exists(pk)",
  });
  // Whoever was first made the key that counts.
  await ifHolds(table.client.send(put));
  const made = await lookUp(table);
  if (!made) throw new Error("the signing key that was just stored is not there");
  return made;
}

async function lookUp(table: Table): Promise<{ key: string; createdAt: number } | undefined> {
  const { Item } = await table.client.send(
    new GetItemCommand({ TableName: table.name, Key: toAttributes(signingKeyItem), ConsistentRead: true }),
  );
  const item = Item && fromAttributes(Item);
  return item && { key: item["key"] as string, createdAt: item["created"] as number };
}
