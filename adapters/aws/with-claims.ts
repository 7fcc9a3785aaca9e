import type { TransactWriteItem } from "@aws-sdk/client-dynamodb";
import { toAttributes, type Plain, type Table } from "./table.ts";
import { transact } from "./transact.ts";

/**
 * A thing as its item, and the items by which names or numbers are its alone. They are written together, or not at all.
 * `version`: an attribute of the item that no two writes have the same. `owner`: the attribute of a claim that says whose
 * it is.
 */
export type WithClaims = {
  item: Plain;
  version: string;
  claims: Plain[];
  owner: { attribute: string; id: string };
};

/** Writes a new thing and its claims; `taken`: one of them is another's. */
export async function createWithClaims(table: Table, thing: WithClaims): Promise<"created" | "taken"> {
  const isNew = { ConditionExpression: "attribute_not_exists(pk)" };
  const reasons = await transact(table, [
    { Put: { TableName: table.name, Item: toAttributes(thing.item), ...isNew } },
    ...thing.claims.map((claim) => claimed(table, thing, claim)),
  ]);
  if (!reasons) return "created";
  if (isRefused(reasons[0])) throw new Error("a new item has the key of another");
  return "taken";
}

/** Writes a changed thing; its claims move along. `stale`: it is no longer as it was `before`. */
export async function replaceWithClaims(
  table: Table,
  before: WithClaims,
  after: WithClaims,
): Promise<"replaced" | "taken" | "stale"> {
  const givenUp = before.claims.filter(({ sk }) => !after.claims.some((claim) => claim["sk"] === sk));
  const reasons = await transact(table, [
    { Put: { TableName: table.name, Item: toAttributes(after.item), ...unchanged(before) } },
    ...givenUp.map((claim) => released(table, before, claim)),
    ...after.claims.map((claim) => claimed(table, after, claim)),
  ]);
  if (!reasons) return "replaced";
  return isRefused(reasons[0]) ? "stale" : "taken";
}

/** Removes a thing and frees its claims. */
export async function removeWithClaims(table: Table, thing: WithClaims): Promise<"removed" | "stale"> {
  const reasons = await transact(table, [
    { Delete: { TableName: table.name, Key: keyOf(thing.item), ...unchanged(thing) } },
    ...thing.claims.map((claim) => released(table, thing, claim)),
  ]);
  return reasons ? "stale" : "removed";
}

const isRefused = (reason?: { Code?: string | undefined }): boolean =>
  reason?.Code === "ConditionalCheckFailed";

const keyOf = (item: Plain) => toAttributes({ pk: item["pk"] as string, sk: item["sk"] as string });

const unchanged = ({ item, version }: WithClaims) => ({
  ConditionExpression: "#version = :version",
  ExpressionAttributeNames: { "#version": version },
  ExpressionAttributeValues: toAttributes({ ":version": item[version] as number }),
});

/** The claim is nobody's, or its own. */
const ownOrFree = ({ owner }: WithClaims) => ({
  ConditionExpression: "attribute_not_exists(pk) OR #owner = :owner",
  ExpressionAttributeNames: { "#owner": owner.attribute },
  ExpressionAttributeValues: toAttributes({ ":owner": owner.id }),
});

const claimed = (table: Table, thing: WithClaims, claim: Plain): TransactWriteItem => ({
  Put: {
    TableName: table.name,
    Item: toAttributes({ ...claim, [thing.owner.attribute]: thing.owner.id }),
    ...ownOrFree(thing),
  },
});

const released = (table: Table, thing: WithClaims, claim: Plain): TransactWriteItem => ({
  Delete: { TableName: table.name, Key: keyOf(claim), ...ownOrFree(thing) },
});
