import { PutItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import type { Refusal } from "../../core/refusal.ts";
import { fromAttributes, toAttributes, type Table } from "./table.ts";

/** Refusals are kept this long. */
const keptDays = 90;

const monthOf = (ms: number): string => new Date(ms).toISOString().slice(0, 7);

/** Stores a refusal; the same one twice is stored once. */
export async function recordRefusal(table: Table, refusal: Refusal): Promise<void> {
  const { id, at, from, to, ...rest } = refusal;
  await table.client.send(
    new PutItemCommand({
      TableName: table.name,
      Item: toAttributes({
        pk: `refusals#${monthOf(at)}`,
        sk: `refusal#${new Date(at).toISOString()}#${id}`,
        v: 1,
        id,
        at,
        // Not `from` and `to`: those are keys of the fax indexes, which take strings only.
        sender: from,
        recipients: to,
        ...rest,
        expires: Math.floor(at / 1000) + keptDays * 86_400,
      }),
    }),
  );
}

/** The newest refusals of this month and the one before, at most `limit`; expired ones are ignored. */
export async function listRefusals(table: Table, limit: number, now: number): Promise<Refusal[]> {
  const found: Refusal[] = [];
  for (const month of [monthOf(now), monthOf(firstOfMonth(now) - 1)]) {
    if (found.length >= limit) break;
    const { Items = [] } = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        KeyConditionExpression: "pk = :pk",
        ExpressionAttributeValues: toAttributes({ ":pk": `refusals#${month}` }),
        ScanIndexForward: false,
        Limit: limit - found.length,
      }),
    );
    for (const item of Items.map(fromAttributes)) {
      if ((item["expires"] as number) * 1000 <= now) continue;
      found.push({
        id: item["id"] as string,
        door: item["door"] as Refusal["door"],
        at: item["at"] as number,
        from: item["sender"] as string,
        to: item["recipients"] as string[],
        reason: item["reason"] as Refusal["reason"],
        detail: item["detail"] as string,
      });
    }
  }
  return found;
}

const firstOfMonth = (ms: number): number => {
  const date = new Date(ms);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
};
