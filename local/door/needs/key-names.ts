import { dynamodbTarget, engineAuthorization } from "../../engines/dynamodb.ts";
import { jsonOf, type Forward } from "../services/forward.ts";
import { isObject, objectsIn, type Json, type KeyNames } from "./need.ts";

/** Asks the engine for the partition keys of a table and its indexes, and remembers them. */
export function openKeyNames(forward: Forward): KeyNames {
  const known = new Map<string, Map<string, string>>();
  return async (table, index) => {
    const keys = known.get(table) ?? (await describe(forward, table));
    if (keys.size > 0) known.set(table, keys);
    return keys.get(index ?? "");
  };
}

/** Index name ("" for the table itself) -> name of its partition key. */
async function describe(forward: Forward, table: string): Promise<Map<string, string>> {
  const body = Buffer.from(JSON.stringify({ TableName: table }));
  const answer = await forward(dynamodbHeaders("DescribeTable"), body, AbortSignal.timeout(10_000));
  const { Table } = jsonOf("DynamoDB", answer);
  const description = isObject(Table) ? Table : {};
  const indexes = ["GlobalSecondaryIndexes", "LocalSecondaryIndexes"].flatMap((kind) =>
    objectsIn(description[kind]),
  );
  const keys = new Map<string, string>();
  for (const owner of [description, ...indexes]) {
    const hash = hashKeyOf(owner);
    const name = owner === description ? "" : owner["IndexName"];
    if (hash !== undefined && typeof name === "string") keys.set(name, hash);
  }
  return keys;
}

function hashKeyOf(owner: Json): string | undefined {
  const name = objectsIn(owner["KeySchema"]).find(({ KeyType }) => KeyType === "HASH")?.["AttributeName"];
  return typeof name === "string" ? name : undefined;
}

/** What the engine needs to see besides the body. */
export const dynamodbHeaders = (operation: string): Record<string, string> => ({
  "content-type": "application/x-amz-json-1.0",
  "x-amz-target": dynamodbTarget(operation),
  "x-amz-date": "20260101T000000Z",
  authorization: engineAuthorization,
});
