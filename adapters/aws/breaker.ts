import { ConditionalCheckFailedException, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { opened, type Breaker, type BreakerReason } from "../../core/breaker.ts";
import { callOf } from "../../core/lanes.ts";
import { readFaxById } from "./change-fax.ts";
import { channelKey, readChannelItem, writeBreaker } from "./channel-item.ts";
import { readChannels } from "./lanes.ts";
import { schemaVersion } from "./stored-fax.ts";
import { fromAttributes, toAttributes, type Plain, type Table } from "./table.ts";
import { afterConflicts } from "./transact.ts";

/** Changes of the breaker that no call brings about; it lives on the channels' item, where every claim looks. */

/** Opens it; answers whether it was closed before. */
export const openBreaker = (table: Table, reason: BreakerReason, at: number): Promise<boolean> =>
  change(table, {
    expression: "SET breaker = :breaker, home = if_not_exists(home, :home), v = :v",
    condition: "attribute_not_exists(breaker)",
    values: { ":breaker": writeBreaker(opened(reason, at)), ":home": table.name, ":v": schemaVersion },
  });

/** Closes it if it is open for one of these reasons; answers whether it did. The stream then wakes the line. */
export const closeBreaker = (table: Table, reasons: BreakerReason[]): Promise<boolean> =>
  change(table, {
    expression: "REMOVE breaker",
    condition: `breaker.reason IN (${reasons.map((_, index) => `:r${index}`).join(", ")})`,
    values: Object.fromEntries(reasons.map((reason, index) => [`:r${index}`, reason])),
  });

async function change(
  table: Table,
  { expression, condition, values }: { expression: string; condition: string; values: Plain },
): Promise<boolean> {
  const command = new UpdateItemCommand({
    TableName: table.name,
    Key: toAttributes(channelKey),
    UpdateExpression: expression,
    ConditionExpression: condition,
    ExpressionAttributeValues: toAttributes(values),
  });
  try {
    await afterConflicts(() => table.client.send(command));
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/** A person says that faxes may go: closes it whatever the reason, and answers what was open. */
export async function resumeSending(table: Table): Promise<Breaker | undefined> {
  const { breaker } = await readChannels(table);
  if (breaker?.reason === "restored") await dropOldCalls(table);
  const { Attributes } = await afterConflicts(() =>
    table.client.send(
      new UpdateItemCommand({
        TableName: table.name,
        Key: toAttributes(channelKey),
        UpdateExpression: "SET home = :home, v = :v REMOVE breaker ADD wakes :one",
        ExpressionAttributeValues: toAttributes({ ":home": table.name, ":v": schemaVersion, ":one": 1 }),
        ReturnValues: "ALL_OLD",
      }),
    ),
  );
  return readChannelItem(Attributes && fromAttributes(Attributes), table.name).breaker;
}

/**
 * Names of calls that a backup brought along and that ended since its faxes were copied: nothing would take them off.
 * Calls of faxes that still are `sending` stay: the sweep asks the carrier how they ended.
 */
async function dropOldCalls(table: Table): Promise<void> {
  for (const { faxId, attempt, startedAt } of (await readChannels(table)).calls) {
    const fax = await readFaxById(table, faxId);
    const isOpen =
      fax?.direction === "outbound" &&
      fax.status === "sending" &&
      fax.attempts.some((each) => each.number === attempt && each.holdsLane);
    if (isOpen) continue;
    await afterConflicts(() =>
      table.client.send(
        new UpdateItemCommand({
          TableName: table.name,
          Key: toAttributes(channelKey),
          UpdateExpression: "DELETE calls :call",
          ExpressionAttributeValues: toAttributes({
            ":call": new Set([callOf(faxId, attempt, startedAt)]),
          }),
        }),
      ),
    );
  }
}
