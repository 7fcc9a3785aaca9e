import { paginateQuery, PutItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { refusalsKeptMs, type Refusal } from "../../core/refusal.ts";
import { fromAttributes, toAttributes, type Plain, type Table } from "./table.ts";

const isoOf = (ms: number): string => new Date(ms).toISOString();
const monthOf = (ms: number): string => isoOf(ms).slice(0, 7);
const partitionOf = (ms: number): string => `refusals#${monthOf(ms)}`;
/** Refusals of a month lie in order of time. */
const sortKeyFrom = (ms: number): string => `refusal#${isoOf(ms)}`;

/** Stores a refusal; the same one twice is stored once. */
export async function recordRefusal(table: Table, refusal: Refusal): Promise<void> {
  const { id, at, from, to, ...rest } = refusal;
  await table.client.send(
    new PutItemCommand({
      TableName: table.name,
      Item: toAttributes({
        pk: partitionOf(at),
        sk: `${sortKeyFrom(at)}#${id}`,
        v: 1,
        id,
        at,
        // Not `from` and `to`: those are keys of the fax indexes, which take strings only.
        sender: from,
        recipients: to,
        ...rest,
        expires: Math.floor((at + refusalsKeptMs) / 1000),
      }),
    }),
  );
}

/** The newest refusals of this month and the one before, at most `limit`; expired ones are ignored. */
export async function listRefusals(table: Table, limit: number, now: number): Promise<Refusal[]> {
  const found: Refusal[] = [];
  for (const month of [now, firstOfMonth(now) - 1]) {
    if (found.length >= limit) break;
    const { Items = [] } = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        KeyConditionExpression: "pk = :pk",
        ExpressionAttributeValues: toAttributes({ ":pk": partitionOf(month) }),
        ScanIndexForward: false,
        Limit: limit - found.length,
      }),
    );
    const items = Items.map(fromAttributes);
    found.push(...items.filter((item) => (item["expires"] as number) * 1000 > now).map(readRefusal));
  }
  return found;
}

/** The newest refusals from `since` on and before `until` (epoch ms), at most `limit`; one request a month, or a MB. */
export async function listRefusalsOf(
  table: Table,
  { since, until }: { since: number; until: number },
  limit: number,
): Promise<Refusal[]> {
  const found: Refusal[] = [];
  for (const month of monthsBack(since, until)) {
    const pages = paginateQuery(
      { client: table.client },
      {
        TableName: table.name,
        KeyConditionExpression: "pk = :pk AND sk BETWEEN :since AND :until",
        ExpressionAttributeValues: toAttributes({
          ":pk": partitionOf(month),
          ":since": sortKeyFrom(since),
          ":until": sortKeyFrom(until),
        }),
        ScanIndexForward: false,
        Limit: limit - found.length,
      },
    );
    for await (const { Items = [] } of pages) {
      found.push(...Items.map(fromAttributes).map(readRefusal));
      if (found.length >= limit) return found.slice(0, limit);
    }
  }
  return found;
}

/** A moment in each month from that of `until` back to that of `since`. */
function monthsBack(since: number, until: number): number[] {
  const moments = [until];
  for (let at = until; monthOf(at) > monthOf(since); moments.push(at)) at = firstOfMonth(at) - 1;
  return moments;
}

const readRefusal = (item: Plain): Refusal => ({
  id: item["id"] as string,
  door: item["door"] as Refusal["door"],
  at: item["at"] as number,
  from: item["sender"] as string,
  to: item["recipients"] as string[],
  reason: item["reason"] as Refusal["reason"],
  detail: item["detail"] as string,
});

const firstOfMonth = (ms: number): number => {
  const date = new Date(ms);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
};
