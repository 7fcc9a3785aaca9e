import { GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { faxKey } from "./stored-fax.ts";
import { toAttributes, type Table } from "./table.ts";

/** A trigger that comes twice comes within days. */
const keptDays = 30;

const reportKey = (faxId: string) => ({ pk: faxKey(faxId).pk, sk: "reported" });

/** Whether the end of a fax was told by mail. */
export async function wasReported(table: Table, faxId: string): Promise<boolean> {
  const { Item } = await table.client.send(
    new GetItemCommand({
      TableName: table.name,
      Key: toAttributes(reportKey(faxId)),
      ConsistentRead: true,
    }),
  );
  return Item !== undefined;
}

export async function noteReported(table: Table, faxId: string, at: number): Promise<void> {
  const expires = Math.ceil(at / 1000) + keptDays * 86_400;
  await table.client.send(
    new PutItemCommand({
      TableName: table.name,
      Item: toAttributes({ ...reportKey(faxId), v: 1, at, expires }),
    }),
  );
}
