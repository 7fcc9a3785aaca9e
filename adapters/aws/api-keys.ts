import {
  ConditionalCheckFailedException,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
  paginateQuery,
} from "@aws-sdk/client-dynamodb";
import type { ApiKey } from "../../core/api-key.ts";
import type { Retry } from "../../core/retry-policy.ts";
import type { DuplicateRule } from "../../core/duplicates.ts";
import { fromAttributes, toAttributes, type Plain, type Table } from "./table.ts";

const keyOf = (id: string) => ({ pk: "keys", sk: `key#${id}` });

function readKey(item: Plain): ApiKey {
  return {
    id: String(item["sk"]).slice("key#".length),
    name: item["name"] as string,
    scopes: item["scopes"] as ApiKey["scopes"],
    secretHash: item["hash"] as string,
    createdAt: item["created"] as number,
    ...(item["retry"] === undefined ? {} : { retry: item["retry"] as Retry }),
    ...(item["until"] === undefined ? {} : { expiresAt: item["until"] as number }),
    ...(item["revoked"] === undefined ? {} : { revokedAt: item["revoked"] as number }),
    ...(item["duplicates"] === undefined ? {} : { duplicates: item["duplicates"] as DuplicateRule }),
  };
}

const writeKey = (key: ApiKey): Plain => ({
  ...keyOf(key.id),
  v: 1,
  name: key.name,
  scopes: key.scopes,
  hash: key.secretHash,
  created: key.createdAt,
  retry: key.retry,
  until: key.expiresAt,
  revoked: key.revokedAt,
  duplicates: key.duplicates,
});

export async function readApiKey(table: Table, id: string): Promise<ApiKey | undefined> {
  const { Item } = await table.client.send(
    new GetItemCommand({ TableName: table.name, Key: toAttributes(keyOf(id)) }),
  );
  return Item ? readKey(fromAttributes(Item)) : undefined;
}

/** Stores a new key; throws if the id is taken. */
export async function createApiKey(table: Table, key: ApiKey): Promise<void> {
  await table.client.send(
    new PutItemCommand({
      TableName: table.name,
      Item: toAttributes(writeKey(key)),
      ConditionExpression: "attribute_not_exists(pk)",
    }),
  );
}

/** Shuts out the deployment's first key: stores its revoked twin, over that of an earlier first key. */
export async function storeRevokedFirstKey(table: Table, key: ApiKey): Promise<void> {
  await table.client.send(new PutItemCommand({ TableName: table.name, Item: toAttributes(writeKey(key)) }));
}

/** All keys, newest first; an installation has few. */
export async function listApiKeys(table: Table): Promise<ApiKey[]> {
  const keys: ApiKey[] = [];
  const pages = paginateQuery(
    { client: table.client },
    {
      TableName: table.name,
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: toAttributes({ ":pk": "keys" }),
    },
  );
  for await (const page of pages) {
    keys.push(...(page.Items ?? []).map((item) => readKey(fromAttributes(item))));
  }
  return keys.sort((a, b) => b.createdAt - a.createdAt);
}

/** Revokes a stored key; `false` if there is none or it is revoked already. */
export async function revokeApiKey(table: Table, id: string, at: number): Promise<boolean> {
  try {
    await table.client.send(
      new UpdateItemCommand({
        TableName: table.name,
        Key: toAttributes(keyOf(id)),
        UpdateExpression: "SET revoked = :at",
        ConditionExpression: "attribute_exists(pk) AND attribute_not_exists(revoked)",
        ExpressionAttributeValues: toAttributes({ ":at": at }),
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/** Replaces what a living key says of redials, or takes it away; undefined if there is no such key. */
export async function changeKeyRetry(
  table: Table,
  id: string,
  retry: Retry | undefined,
): Promise<ApiKey | undefined> {
  try {
    const { Attributes } = await table.client.send(
      new UpdateItemCommand({
        TableName: table.name,
        Key: toAttributes(keyOf(id)),
        UpdateExpression: retry ? "SET retry = :retry" : "REMOVE retry",
        ConditionExpression: "attribute_exists(pk) AND attribute_not_exists(revoked)",
        ...(retry ? { ExpressionAttributeValues: toAttributes({ ":retry": retry }) } : {}),
        ReturnValues: "ALL_NEW",
      }),
    );
    return readKey(fromAttributes(Attributes ?? {}));
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}
