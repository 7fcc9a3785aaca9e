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
    ...(item["mailbox"] === undefined ? {} : { mailboxId: item["mailbox"] as string }),
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
  mailbox: key.mailboxId,
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

/** What is given is changed; null takes away. */
export type KeyChange = { retry?: Retry | null | undefined; mailboxId?: string | null | undefined };

/** Changes a living key; undefined if there is no such key. */
export async function changeApiKey(
  table: Table,
  id: string,
  { retry, mailboxId }: KeyChange,
): Promise<ApiKey | undefined> {
  try {
    const { Attributes } = await table.client.send(
      new UpdateItemCommand({
        TableName: table.name,
        Key: toAttributes(keyOf(id)),
        ConditionExpression: "attribute_exists(pk) AND attribute_not_exists(revoked)",
        ...changing({ retry, mailbox: mailboxId }),
        ReturnValues: "ALL_NEW",
      }),
    );
    return readKey(fromAttributes(Attributes ?? {}));
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}

/** Sets what has a value and removes what is null. */
function changing(fields: Plain) {
  const names = Object.keys(fields).filter((name) => fields[name] !== undefined);
  const set = names.filter((name) => fields[name] !== null);
  const removed = names.filter((name) => fields[name] === null);
  const clauses = [
    ...(set.length > 0 ? [`SET ${set.map((name) => `${name} = :${name}`).join(", ")}`] : []),
    ...(removed.length > 0 ? [`REMOVE ${removed.join(", ")}`] : []),
  ];
  const values = Object.fromEntries(set.map((name) => [`:${name}`, fields[name]]));
  return {
    ...(clauses.length > 0 ? { UpdateExpression: clauses.join(" ") } : {}),
    ...(set.length > 0 ? { ExpressionAttributeValues: toAttributes(values) } : {}),
  };
}
