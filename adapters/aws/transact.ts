import {
  TransactionCanceledException,
  TransactWriteItemsCommand,
  type CancellationReason,
  type TransactWriteItem,
} from "@aws-sdk/client-dynamodb";
import type { Table } from "./table.ts";

/** Tries of one write under transaction conflicts; each waits a little longer, at random. */
const maxTries = 9;
const conflicts = ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"];

const pause = (attempt: number) =>
  new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * 2 ** attempt));

/**
 * Writes all items or none. Answers undefined when written, else why each item stood in the way (in their order).
 * Two transactions that meet on an item are tried again with jitter and never become a refusal; one that goes on
 * meeting others is thrown.
 */
export async function transact(
  table: Table,
  items: TransactWriteItem[],
): Promise<CancellationReason[] | undefined> {
  for (let attempt = 1; ; attempt++) {
    try {
      await table.client.send(new TransactWriteItemsCommand({ TransactItems: items }));
      return undefined;
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const reasons = error.CancellationReasons ?? [];
      if (reasons.some(({ Code }) => Code === "ConditionalCheckFailed")) return reasons;
      if (!reasons.some(({ Code }) => conflicts.includes(Code ?? "")) || attempt === maxTries) throw error;
      await pause(attempt);
    }
  }
}

/** A single write that met a transaction on its item is tried again, too. */
export async function afterConflicts<T>(write: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await write();
    } catch (error) {
      const isConflict = error instanceof Error && error.name === "TransactionConflictException";
      if (!isConflict || attempt === maxTries) throw error;
      await pause(attempt);
    }
  }
}
