/** The planted fault `dynamodb-condition`: every condition is made to hold. */
import { isObject, objectsIn, type Json } from "../needs/need.ts";

const anyItem = "attribute_exists(pk) OR attribute_not_exists(pk)";

/** The same call with conditions that always hold; names and values they used stay used. */
export function withoutConditions(body: Json): Json {
  const items = objectsIn(body["TransactItems"]).map((item) =>
    Object.fromEntries(
      Object.entries(item).map(([kind, write]) => [kind, isObject(write) ? relaxed(write) : write]),
    ),
  );
  return { ...relaxed(body), ...(items.length > 0 ? { TransactItems: items } : {}) };
}

const relaxed = (write: Json): Json =>
  typeof write["ConditionExpression"] === "string"
    ? { ...write, ConditionExpression: `(${write["ConditionExpression"]}) OR ${anyItem}` }
    : write;
