import { setTimeout as sleep } from "node:timers/promises";
import { BatchGetItemCommand } from "@aws-sdk/client-dynamodb";
import { fromAttributes, type Attributes, type Plain, type Table } from "./table.ts";

const maxTries = 8;

/** The items under these keys, as far as they exist, in any order; at most a hundred keys. */
export async function readBatch(
  table: Table,
  keys: Attributes[],
  { strongly = false } = {},
): Promise<Plain[]> {
  const found: Plain[] = [];
  let Keys = keys;
  // What DynamoDB could not read at once it names; asking again is the documented way.
  for (let turn = 0; Keys.length > 0; turn++) {
    if (turn === maxTries) throw new Error("DynamoDB kept leaving items unread");
    if (turn > 0) await sleep(Math.random() * 20 * 2 ** turn);
    const answer = await table.client.send(
      new BatchGetItemCommand({ RequestItems: { [table.name]: { Keys, ConsistentRead: strongly } } }),
    );
    found.push(...(answer.Responses?.[table.name] ?? []).map(fromAttributes));
    Keys = answer.UnprocessedKeys?.[table.name]?.Keys ?? [];
  }
  return found;
}
