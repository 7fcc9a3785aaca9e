import { QueryCommand } from "@aws-sdk/client-dynamodb";
import { faxStatuses, isClosed, type Fax } from "../../core/fax.ts";
import { changeFax, statusIs } from "./change-fax.ts";
import { dueAttributes } from "./stored-fax.ts";
import { fromAttributes, toAttributes, type Plain, type Table } from "./table.ts";

/** The sparse index the sweep reads; eight shards, so that no partition is hot. */
export const dueIndex = "by_due";
const shards = 8;

/** Ids of faxes whose time has come, oldest first, at most `limit` per shard. */
export async function listDueFaxes(table: Table, now: number, limit: number): Promise<string[]> {
  const keys = await dueKeys(table, now, limit);
  return keys.map((item) => String(item["pk"]).slice("fax#".length));
}

/** When the fax was due that has been due longest by now, epoch ms. */
export async function longestDue(table: Table, now: number): Promise<number | undefined> {
  const times = (await dueKeys(table, now, 1)).map((item) => Date.parse(String(item["due"])));
  return times.length > 0 ? Math.min(...times) : undefined;
}

async function dueKeys(table: Table, now: number, limit: number): Promise<Plain[]> {
  const pages = await Promise.all(
    Array.from({ length: shards }, (_, shard) =>
      table.client.send(
        new QueryCommand({
          TableName: table.name,
          IndexName: dueIndex,
          KeyConditionExpression: "due_shard = :shard AND due <= :now",
          ExpressionAttributeValues: toAttributes({
            ":shard": `due#${shard}`,
            ":now": new Date(now).toISOString(),
          }),
          Limit: limit,
        }),
      ),
    ),
  );
  return pages.flatMap((page) => (page.Items ?? []).map(fromAttributes));
}

/** Repeats the trigger of the state that the fax was read in (through the stream) and sets when to look again. */
export const wakeFax = (table: Table, fax: Fax, nextLook: number, at: number) =>
  changeFax(table, fax.id, {
    at,
    set: [[["wakes"], fax.wakes + 1], ...lookAt(fax.id, nextLook)],
    when: statusIs(fax.status),
  });

/** Sets when to look again after a fax that needs nothing but that. */
export const lookLater = (table: Table, fax: Fax, nextLook: number, at: number) =>
  changeFax(table, fax.id, { at, set: lookAt(fax.id, nextLook), when: statusIs(fax.status) });

/** Has the sweep look after a fax, now, unless it does so already. */
export const giveDue = (table: Table, fax: Fax, at: number) =>
  changeFax(table, fax.id, {
    at,
    set: lookAt(fax.id, at),
    // Whatever it has become since it was read, while it is open somebody must look after it.
    when: (e) => [...statusIs(...openStatuses)(e), `attribute_not_exists(${e.path("due")})`],
  });

const openStatuses = faxStatuses.filter((status) => !isClosed(status));

function lookAt(id: string, nextLook: number): [string[], string][] {
  const due = dueAttributes(id, nextLook);
  return [
    [["due_shard"], due.due_shard],
    [["due"], due.due],
  ];
}

/** Takes a fax that needs no more looks out of the index. */
export const forgetDue = (table: Table, id: string, at: number) =>
  changeFax(table, id, {
    at,
    remove: [["due_shard"], ["due"]],
    when: statusIs("sending", "delivered", "failed", "canceled", "received"),
  });
