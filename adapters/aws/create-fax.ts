import {
  TransactionCanceledException,
  TransactWriteItemsCommand,
  type TransactWriteItem,
} from "@aws-sdk/client-dynamodb";
import type { FaxRequest, OutboundFax } from "../../core/fax.ts";
import { writeFax, writeRequest } from "./stored-fax.ts";
import { toAttributes, type Table } from "./table.ts";

export type CreateOutcome = "created" | "exists" | "daily_limit";

/** Tries of one write under transaction conflicts; each waits a little longer, at random. */
const maxTries = 8;

/**
 * Stores fax and request and counts the day's faxes, all or nothing.
 * `exists`: a fax with this id is there already (same Idempotency-Key, mail or object).
 */
export async function createFax(
  table: Table,
  fax: OutboundFax,
  request: FaxRequest,
  maxFaxesPerDay: number,
): Promise<CreateOutcome> {
  const items: TransactWriteItem[] = [
    putNew(table, writeFax(fax)),
    putNew(table, writeRequest(request)),
    countOne(table, fax.createdAt, maxFaxesPerDay),
  ];
  for (let attempt = 1; ; attempt++) {
    try {
      await table.client.send(new TransactWriteItemsCommand({ TransactItems: items }));
      return "created";
    } catch (error) {
      const outcome = outcomeOf(error);
      if (outcome !== "conflict") return outcome;
      if (attempt === maxTries) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * 2 ** attempt));
    }
  }
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

/** The day's count is kept for a week, as a number without any content. */
function countOne(table: Table, now: number, limit: number): TransactWriteItem {
  return {
    Update: {
      TableName: table.name,
      Key: toAttributes(dayKey(now)),
      UpdateExpression: "ADD faxes :one SET expires = :expires",
      ConditionExpression: "attribute_not_exists(faxes) OR faxes < :limit",
      ExpressionAttributeValues: toAttributes({
        ":one": 1,
        ":limit": limit,
        ":expires": Math.floor(now / 1000) + 7 * 86_400,
      }),
    },
  };
}

const dayKey = (now: number) => ({ pk: `day#${new Date(now).toISOString().slice(0, 10)}`, sk: "day" });

function outcomeOf(error: unknown): CreateOutcome | "conflict" {
  if (!(error instanceof TransactionCanceledException)) throw error;
  const [fax, request, day] = (error.CancellationReasons ?? []).map((reason) => reason.Code);
  if (fax === "ConditionalCheckFailed" || request === "ConditionalCheckFailed") return "exists";
  if (day === "ConditionalCheckFailed") return "daily_limit";
  if ([fax, request, day].some((code) => code === "TransactionConflict" || code === "ThrottlingError")) {
    return "conflict";
  }
  throw error;
}
