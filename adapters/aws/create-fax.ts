import type { TransactWriteItem } from "@aws-sdk/client-dynamodb";
import type { FaxRequest, OutboundFax } from "../../core/fax.ts";
import { writeFax } from "./stored-fax.ts";
import { writeRequest } from "./stored-request.ts";
import { toAttributes, type Table } from "./table.ts";
import { transact } from "./transact.ts";

export type CreateOutcome = "created" | "exists" | "daily_limit";
/** `link_changed`: the write beside them did not fit what it found. */
type LinkedOutcome = CreateOutcome | "link_changed";

/**
 * Stores fax and request and counts the day's faxes, all or nothing.
 * `exists`: a fax with this id is there already (same Idempotency-Key, mail or object).
 */
export function createFax(
  table: Table,
  fax: OutboundFax,
  request: FaxRequest,
  maxFaxesPerDay: number,
): Promise<CreateOutcome>;
/** With `link`, a write on another item that must happen together with them. */
export function createFax(
  table: Table,
  fax: OutboundFax,
  request: FaxRequest,
  maxFaxesPerDay: number,
  link: TransactWriteItem,
): Promise<LinkedOutcome>;
export async function createFax(
  table: Table,
  fax: OutboundFax,
  request: FaxRequest,
  maxFaxesPerDay: number,
  link?: TransactWriteItem,
): Promise<LinkedOutcome> {
  const puts = [putNew(table, writeFax(fax)), putNew(table, writeRequest(request))];
  const shares = sharesOfDay(maxFaxesPerDay);
  const first = parseInt(fax.id.slice(-2), 16) % shares.length;
  for (let step = 0; step < shares.length; step++) {
    const share = (first + step) % shares.length;
    const limit = shares[share] ?? 0;
    const count = countForDay(table, fax.createdAt, { share, limit, faxes: 1 });
    const outcome = await writeAll(table, [...puts, count, ...(link ? [link] : [])]);
    // A full share is not a full day: the others are asked before the fax is refused.
    if (outcome !== "daily_limit") return outcome;
  }
  return "daily_limit";
}

/**
 * The day's count as several counters that add up to the limit: one alone would be written by every fax of a
 * burst at once, and DynamoDB refuses transactions that meet on an item.
 */
export function sharesOfDay(limit: number): number[] {
  const shards = limit >= 80 ? 8 : 1;
  return Array.from(
    { length: shards },
    (_, index) => Math.floor(limit / shards) + (index < limit % shards ? 1 : 0),
  );
}

async function writeAll(table: Table, items: TransactWriteItem[]): Promise<LinkedOutcome> {
  const inTheWay = await transact(table, items);
  if (!inTheWay) return "created";
  const [fax, request, , link] = inTheWay.map(({ Code }) => Code === "ConditionalCheckFailed");
  if (fax || request) return "exists";
  return link ? "link_changed" : "daily_limit";
}

function putNew(table: Table, item: Parameters<typeof toAttributes>[0]): TransactWriteItem {
  return {
    Put: {
      TableName: table.name,
      Item: toAttributes(item),
      ConditionExpression: "attribute_not_exists(pk)",
    },
  };
}

/**
 * Counts faxes for the day, if the share has counted fewer than `limit`. The count is kept for a week, as a number
 * without any content.
 */
export function countForDay(
  table: Table,
  now: number,
  { share, limit, faxes }: { share: number; limit: number; faxes: number },
): TransactWriteItem {
  return {
    Update: {
      TableName: table.name,
      Key: toAttributes(dayKey(now, share)),
      UpdateExpression: "ADD faxes :more SET expires = :expires",
      ConditionExpression: "attribute_not_exists(faxes) OR faxes < :limit",
      ExpressionAttributeValues: toAttributes({
        ":more": faxes,
        ":limit": limit,
        ":expires": Math.floor(now / 1000) + 7 * 86_400,
      }),
    },
  };
}

const dayKey = (now: number, share: number) => ({
  pk: `day#${new Date(now).toISOString().slice(0, 10)}#${share}`,
  sk: "day",
});
