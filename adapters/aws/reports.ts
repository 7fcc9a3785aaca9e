import { GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { sha256Hex } from "../../core/ids.ts";
import { faxKey } from "./stored-fax.ts";
import { toAttributes, type Table } from "./table.ts";

/** A trigger that comes twice comes within days. */
const keptDays = 30;

/** No address stands in a key. */
const reportKey = (faxId: string, to: string) => ({
  pk: faxKey(faxId).pk,
  sk: `reported#${sha256Hex(to).slice(0, 32)}`,
});

/** Whether somebody was told by mail of a fax. */
export async function wasReported(table: Table, faxId: string, to: string): Promise<boolean> {
  const { Item } = await table.client.send(
    new GetItemCommand({
      TableName: table.name,
      Key: toAttributes(reportKey(faxId, to)),
      ConsistentRead: true,
    }),
  );
  return Item !== undefined;
}

export async function noteReported(table: Table, faxId: string, to: string, at: number): Promise<void> {
  const expires = Math.ceil(at / 1000) + keptDays * 86_400;
  await table.client.send(
    new PutItemCommand({
      TableName: table.name,
      Item: toAttributes({ ...reportKey(faxId, to), v: 1, at, expires }),
    }),
  );
}
