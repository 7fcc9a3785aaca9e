import { GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { RetentionCursor } from "../../core/mailbox/retention.ts";
import { schemaVersion } from "./stored-fax.ts";
import { fromAttributes, toAttributes, type Plain, type Table } from "./table.ts";

type CursorName = "census" | "inbound" | "retention";

/** How far the sweep has come in what it passes: one item each, written only where it moved. */
const cursorKey = (name: CursorName) => ({ pk: `sweep#${name}`, sk: "sweep" });

async function readCursor(table: Table, name: CursorName): Promise<Plain | undefined> {
  const Key = toAttributes(cursorKey(name));
  const { Item } = await table.client.send(
    new GetItemCommand({ TableName: table.name, Key, ConsistentRead: true }),
  );
  return Item && fromAttributes(Item);
}

const writeCursor = (table: Table, name: CursorName, facts: Plain) =>
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

/** Where the sweep stopped among the faxes that may have expired; undefined where it came to the end. */
export async function readRetentionCursor(table: Table): Promise<RetentionCursor | undefined> {
  const item = await readCursor(table, "retention");
  return item?.["stopped"] as RetentionCursor | undefined;
}

export const moveRetentionCursor = (table: Table, stopped: RetentionCursor | undefined) =>
  writeCursor(table, "retention", { stopped });
