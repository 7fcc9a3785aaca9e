import { QueryCommand } from "@aws-sdk/client-dynamodb";
import type { Control } from "../../core/absence.ts";
import type { Direction, Fax } from "../../core/fax.ts";
import { listIndexes } from "./fax-lists.ts";
import { readBatch } from "./read-batch.ts";
import { faxKey, readFax } from "./stored-fax.ts";
import { toAttributes, type Plain, type Table } from "./table.ts";

/** What the sweep reads through the list indexes: keys in order of creation, then the faxes of those keys. */

/** One batch of DynamoDB. */
const batchSize = 100;

type Window = { after: string; until: string };
/** All faxes of a direction, or those to or from a number. */
type List = { by: keyof typeof listIndexes; value: string };

async function positionsIn(
  table: Table,
  { by, value }: List,
  { after, until }: Window,
  order: { newestFirst: boolean; limit: number },
): Promise<string[]> {
  const { Items = [] } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      IndexName: listIndexes[by],
      KeyConditionExpression: "#by = :value AND listed BETWEEN :after AND :until",
      ExpressionAttributeNames: { "#by": by },
      ExpressionAttributeValues: toAttributes({ ":value": value, ":after": after, ":until": until }),
      ScanIndexForward: !order.newestFirst,
      Limit: order.limit,
    }),
  );
  return Items.map((item) => item["listed"]?.S ?? "");
}

const idOf = (position: string): string => position.split("#")[1] ?? "";

/** The items of these faxes, as far as they exist; at most a batch of ids. */
const readItems = (table: Table, ids: string[]): Promise<Plain[]> =>
  readBatch(
    table,
    ids.map((id) => toAttributes(faxKey(id))),
  );

type Place = { last?: string; isLast: boolean };
export type CensusPage = Place & { faxes: { fax: Fax; isDue: boolean }[] };

/** The next faxes of one direction after a position (undefined = from the first) and created before `until`, epoch ms. */
export async function readCensusPage(
  table: Table,
  direction: Direction,
  after: string | undefined,
  until: number,
): Promise<CensusPage> {
  const { items, ...place } = await readPage(table, { by: "direction", value: direction }, after, until);
  return { ...place, faxes: items.map((item) => ({ fax: readFax(item), isDue: item["due"] !== undefined })) };
}

/** As `readCensusPage`, of the faxes from our number, or to it; those of the other direction are among them. */
export async function readPageOfNumber(
  table: Table,
  { number, direction }: { number: string; direction: Direction },
  after: string | undefined,
  until: number,
): Promise<Place & { faxes: Fax[] }> {
  const by = direction === "outbound" ? "from" : "to";
  const { items, ...place } = await readPage(table, { by, value: number }, after, until);
  return { ...place, faxes: items.map(readFax) };
}

async function readPage(
  table: Table,
  list: List,
  after: string | undefined,
  until: number,
): Promise<Place & { items: Plain[] }> {
  // "!" sorts below every character with which a position could go on.
  const window = { after: after === undefined ? "0" : `${after}!`, until: new Date(until).toISOString() };
  if (window.after >= window.until) return { items: [], isLast: true };
  const positions = await positionsIn(table, list, window, { newestFirst: false, limit: batchSize });
  const items = await readItems(table, positions.map(idOf));
  const last = positions.at(-1);
  return {
    items: items.filter((item) => item["deleted"] === undefined),
    ...(last === undefined ? {} : { last }),
    isLast: positions.length < batchSize,
  };
}

/** Calls of ours that the carrier is known to have taken: of the newest faxes, and of the newest before that time. */
export async function listControls(table: Table, before: number, now: number): Promise<Control[]> {
  const ours: List = { by: "direction", value: "outbound" };
  const read = async (until: number) => {
    const window = { after: "0", until: new Date(until).toISOString() };
    return positionsIn(table, ours, window, { newestFirst: true, limit: batchSize / 2 });
  };
  const positions = new Set((await Promise.all([read(now), read(before)])).flat());
  const faxes = (await readItems(table, [...positions].map(idOf)))
    .filter((item) => item["deleted"] === undefined)
    .map(readFax);
  return faxes.flatMap((fax) =>
    fax.direction === "outbound"
      ? fax.attempts.flatMap(({ carrierFaxId, startedAt }) =>
          carrierFaxId === undefined ? [] : [{ carrierFaxId, startedAt }],
        )
      : [],
  );
}

/** How far each of these inbound faxes is known here; absent where it is not. */
export async function ranksOfInbound(table: Table, ids: string[]): Promise<Map<string, number>> {
  const ranks = new Map<string, number>();
  for (let start = 0; start < ids.length; start += batchSize) {
    for (const item of await readItems(table, ids.slice(start, start + batchSize))) {
      ranks.set(String(item["pk"]).slice("fax#".length), item["rank"] as number);
    }
  }
  return ranks;
}
