import { GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { schemaVersion } from "./stored-fax.ts";
import { fromAttributes, toAttributes, type Plain, type Table } from "./table.ts";

/** How far the sweep has come in what it passes once: one item each, written only where it moved. */
const cursorKey = (name: "census" | "inbound") => ({ pk: `sweep#${name}`, sk: "sweep" });

async function readCursor(table: Table, name: "census" | "inbound"): Promise<Plain | undefined> {
  const Key = toAttributes(cursorKey(name));
  const { Item } = await table.client.send(
    new GetItemCommand({ TableName: table.name, Key, ConsistentRead: true }),
  );
  return Item && fromAttributes(Item);
}

const writeCursor = (table: Table, name: "census" | "inbound", facts: Plain) =>
  table.client.send(
    new PutItemCommand({
      TableName: table.name,
      Item: toAttributes({ ...cursorKey(name), v: schemaVersion, ...facts }),
    }),
  );

/** The last position of each direction's list that the census has passed. */
export type CensusCursor = { outbound?: string; inbound?: string };

export async function readCensusCursor(table: Table): Promise<CensusCursor> {
  const item = await readCursor(table, "census");
  return {
    ...(item?.["outbound"] === undefined ? {} : { outbound: item["outbound"] as string }),
    ...(item?.["inbound"] === undefined ? {} : { inbound: item["inbound"] as string }),
  };
}

export const moveCensusCursor = (table: Table, cursor: CensusCursor) => writeCursor(table, "census", cursor);

/** All that the carrier received before this (epoch ms) is stored here. */
export const readInboundCursor = async (table: Table): Promise<number | undefined> =>
  (await readCursor(table, "inbound"))?.["since"] as number | undefined;

export const moveInboundCursor = (table: Table, since: number) => writeCursor(table, "inbound", { since });
