/** The partition key values that a DynamoDB call touches: IAM's `dynamodb:LeadingKeys`. */
import { isObject, type Json } from "./need.ts";

/** The text of `{ S }`, `{ N }` or `{ B }`. */
function textOfKey(value: unknown): string[] {
  if (!isObject(value)) return [];
  const text = value["S"] ?? value["N"] ?? value["B"];
  return typeof text === "string" ? [text] : [];
}

/** Of keys or whole items. */
export const keysOfItems = (items: unknown[], keyName: string | undefined): string[] =>
  keyName === undefined ? [] : items.flatMap((item) => (isObject(item) ? textOfKey(item[keyName]) : []));

/** Of a Query: `#pk = :pk` anywhere in its key condition, or the older KeyConditions. */
export function keysOfQuery(body: Json, keyName: string | undefined): string[] {
  if (keyName === undefined) return [];
  const conditions = body["KeyConditions"];
  if (isObject(conditions)) {
    const condition = conditions[keyName];
    const values = isObject(condition) ? condition["AttributeValueList"] : undefined;
    return Array.isArray(values) ? values.flatMap(textOfKey) : [];
  }
  const names = isObject(body["ExpressionAttributeNames"]) ? body["ExpressionAttributeNames"] : {};
  const values = isObject(body["ExpressionAttributeValues"]) ? body["ExpressionAttributeValues"] : {};
  const expression = typeof body["KeyConditionExpression"] === "string" ? body["KeyConditionExpression"] : "";
  const equalities = expression.matchAll(/([#\w.-]+)\s*=\s*(:\w+)/g);
  return [...equalities].flatMap(([, name = "", value = ""]) =>
    (names[name] ?? name) === keyName ? textOfKey(values[value]) : [],
  );
}
