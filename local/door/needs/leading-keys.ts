/** The partition key values that a DynamoDB call touches: IAM's `dynamodb:LeadingKeys`. */
import { isObject, type Json } from "./need.ts";

/** Stands for a key that cannot be told: it fits no pattern but `*`, so that doubt refuses. */
const untold = "";

/** The text of `{ S }`, `{ N }` or `{ B }`. */
function textOfKey(value: unknown): string {
  const text = isObject(value) ? (value["S"] ?? value["N"] ?? value["B"]) : undefined;
  return typeof text === "string" ? text : untold;
}

/** Of keys or whole items. */
export const keysOfItems = (items: unknown[], keyName: string | undefined): string[] =>
  items.map((item) => (keyName !== undefined && isObject(item) ? textOfKey(item[keyName]) : untold));

/** Of a Query: `#pk = :pk` anywhere in its key condition, or the older KeyConditions. */
export function keysOfQuery(body: Json, keyName: string | undefined): string[] {
  const keys = keyName === undefined ? [] : keysOfConditions(body, keyName);
  return keys.length === 0 ? [untold] : keys;
}

function keysOfConditions(body: Json, keyName: string): string[] {
  const condition = isObject(body["KeyConditions"]) ? body["KeyConditions"][keyName] : undefined;
  if (isObject(condition)) {
    const values = condition["AttributeValueList"];
    return Array.isArray(values) ? values.map(textOfKey) : [];
  }
  const names = isObject(body["ExpressionAttributeNames"]) ? body["ExpressionAttributeNames"] : {};
  const values = isObject(body["ExpressionAttributeValues"]) ? body["ExpressionAttributeValues"] : {};
  const expression = typeof body["KeyConditionExpression"] === "string" ? body["KeyConditionExpression"] : "";
  return [...expression.matchAll(/([#\w.-]+)\s*=\s*(:\w+)/g)].flatMap(([, name = "", value = ""]) =>
    (names[name] ?? name) === keyName ? [textOfKey(values[value])] : [],
  );
}
