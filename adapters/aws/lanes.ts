import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  QueryCommand,
  UpdateItemCommand,
  type TransactWriteItem,
} from "@aws-sdk/client-dynamodb";
import { nextAttempt, type Attempt, type OutboundFax } from "../../core/fax.ts";
import { callOf, holderOf, placeOf, type Channels, type Line } from "../../core/lanes.ts";
import type { Waiting } from "../../core/operations/wake-line.ts";
import {
  channelKey,
  freeChannel,
  noChannelIsFree,
  readChannelItem,
  type ChannelNews,
} from "./channel-item.ts";
import { laneNewsUpdate, readLaneMemory, type LaneMemory, type LaneNews } from "./lane-row.ts";
import type { SlotClause } from "./duplicate-slots.ts";
import { schemaVersion } from "./stored-fax.ts";
import { fromAttributes, toAttributes, type Plain, type Table } from "./table.ts";
import { afterConflicts } from "./transact.ts";
import { updateItem } from "./update-item.ts";

/** Lanes, channels and the lines before them: items beside the fax, changed only together with it. */

export const laneKey = (to: string) => ({ pk: `lane#${to}`, sk: "lane" });
const lineKey = (line: Line, to: string): string => (line === "lane" ? laneKey(to).pk : channelKey.pk);
/** Lanes nobody uses go after a month. */
const laneKeptSeconds = 30 * 86_400;

/**
 * Notes at the lane or the channels that somebody stands in line, so that what frees them wakes the line. Each note is
 * another one: who finds the line empty takes back only the note that was there before the look. Refused where the lane
 * is free, or one of `limit` channels: nothing would be freed, and nobody woken.
 */
export const noteWaiting = (
  table: Table,
  fax: OutboundFax,
  line: Line,
  limit: number,
  at: number,
): TransactWriteItem =>
  updateItem(table, line === "lane" ? laneKey(fax.to) : channelKey, {
    expression: "SET waited = :who, v = :v",
    condition: line === "lane" ? laneIsTaken : noChannelIsFree,
    values: {
      ":who": `${fax.id}.${at}`,
      ":v": schemaVersion,
      ":now": at,
      ...(line === "lane" ? {} : { ":limit": limit, ":home": table.name }),
    },
  });

const laneIsTaken = "attribute_exists(held) OR not_before > :now";

/** Takes the note back, unless somebody came since; answers whether it did. */
export async function forgetWaiting(table: Table, line: Line, to: string, note: string): Promise<boolean> {
  const key = line === "lane" ? laneKey(to) : channelKey;
  const { Update } = updateItem(table, key, {
    expression: "REMOVE waited",
    condition: "waited = :who",
    values: { ":who": note },
  });
  try {
    await afterConflicts(() => table.client.send(new UpdateItemCommand(Update)));
    return true;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return false;
  }
}

/**
 * Takes the lane for a call, if it is free or ours already and its number need not be left alone, and remembers the
 * document; refused, it shows the lane.
 */
export const takeLane = (
  table: Table,
  to: string,
  holder: string,
  at: number,
  slot?: SlotClause,
): TransactWriteItem =>
  updateItem(table, laneKey(to), {
    expression: `SET ${["held = :me", "v = :v", ...(slot?.set ?? [])].join(", ")} REMOVE expires`,
    condition: [
      "(attribute_not_exists(held) OR held = :me)",
      "(attribute_not_exists(not_before) OR not_before <= :now)",
      ...(slot?.when ?? []),
    ].join(" AND "),
    values: { ":me": holder, ":v": schemaVersion, ":now": at, ...slot?.values },
  });

function freeLane(table: Table, to: string, holder: string, at: number, news?: LaneNews): TransactWriteItem {
  const { set, remove, values } = laneNewsUpdate(news);
  return updateItem(table, laneKey(to), {
    expression: `SET ${["expires = :expires", ...set].join(", ")} REMOVE ${["held", ...remove].join(", ")}`,
    condition: "held = :me",
    values: { ...values, ":me": holder, ":expires": Math.floor(at / 1000) + laneKeptSeconds },
  });
}

/** Frees what a call holds, with the write that ends it. A call from before there were lanes holds nothing. */
export function freeCall(
  table: Table,
  fax: OutboundFax,
  attempt: Attempt | undefined,
  at: number,
  news: { channel?: ChannelNews | undefined; lane?: LaneNews } = {},
): TransactWriteItem[] {
  if (!attempt?.holdsLane) return [];
  return [
    freeLane(table, fax.to, holderOf(fax.id, attempt.number), at, news.lane),
    freeChannel(table, callOf(fax.id, attempt.number, attempt.startedAt), news.channel),
  ];
}

/** Takes a queued fax out of its line, with the write by which it leaves the queue. */
export function leaveLine(table: Table, fax: OutboundFax): TransactWriteItem[] {
  if (fax.line === undefined) return [];
  const Key = toAttributes({ pk: lineKey(fax.line, fax.to), sk: placeOf(fax) });
  return [{ Delete: { TableName: table.name, Key } }];
}

/**
 * Gives up the lane that whoever waits for a channel holds, with the write by which it leaves the queue. An entry left
 * in a line is struck when its turn comes: somebody holds what the line is for, so the turn does come.
 */
export const freeHeldLane = (table: Table, fax: OutboundFax, at: number): TransactWriteItem[] =>
  fax.line === "channel" ? [freeLane(table, fax.to, holderOf(fax.id, nextAttempt(fax)), at)] : [];

/** Puts a fax into a line. */
export const joinLine = (table: Table, fax: OutboundFax, line: Line): TransactWriteItem => ({
  Put: {
    TableName: table.name,
    Item: toAttributes({ pk: lineKey(line, fax.to), sk: placeOf(fax), v: schemaVersion, fax: fax.id }),
  },
});

async function readItem(table: Table, key: Plain): Promise<Plain | undefined> {
  const { Item } = await table.client.send(
    new GetItemCommand({ TableName: table.name, Key: toAttributes(key), ConsistentRead: true }),
  );
  return Item && fromAttributes(Item);
}

/** The lane as it is now, read strongly. */
export const readLaneItem = (table: Table, to: string): Promise<Plain | undefined> =>
  readItem(table, laneKey(to));

/** Who holds the lane now, read strongly. */
export const laneHolder = async (table: Table, to: string): Promise<string | undefined> =>
  (await readLaneItem(table, to))?.["held"] as string | undefined;

/** What is remembered of the number's earlier calls. Only who holds the lane changes it. */
export const readLane = async (table: Table, to: string): Promise<LaneMemory> =>
  readLaneMemory(await readLaneItem(table, to));

/** The account's calls, read strongly. */
export const readChannels = async (table: Table): Promise<Channels> =>
  readChannelItem(await readItem(table, channelKey), table.name);

/** Has the channels' line looked at, through the stream. */
export async function wakeChannels(table: Table): Promise<void> {
  const { Update } = updateItem(table, channelKey, { expression: "ADD wakes :one", values: { ":one": 1 } });
  await afterConflicts(() => table.client.send(new UpdateItemCommand(Update)));
}

/** The first of a line, oldest first. */
export const headsOfLine = async (table: Table, line: Line, to: string, limit: number): Promise<Waiting[]> =>
  (await readLine(table, line, to, { from: "wait#", limit })).heads;

/** The lane or the channels and at most `most` who wait for it, the oldest first, read strongly by one request. */
export const readLineItem = (
  table: Table,
  line: Line,
  to: string,
  most: number,
): Promise<{ item: Plain | undefined; heads: Waiting[] }> =>
  readLine(table, line, to, { from: line === "lane" ? laneKey(to).sk : channelKey.sk, limit: 1 + most });

async function readLine(
  table: Table,
  line: Line,
  to: string,
  { from, limit }: { from: string; limit: number },
): Promise<{ item: Plain | undefined; heads: Waiting[] }> {
  const { Items = [] } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      ConsistentRead: true,
      // The item itself sorts before those who wait.
      KeyConditionExpression: "pk = :pk AND sk >= :from",
      ExpressionAttributeValues: toAttributes({ ":pk": lineKey(line, to), ":from": from }),
      Limit: limit,
    }),
  );
  const items = Items.map(fromAttributes);
  const waiting = items.filter((item) => String(item["sk"]).startsWith("wait#"));
  return {
    item: items.find((item) => item["sk"] === line),
    heads: waiting.map((item) => ({ line, to, place: item["sk"] as string, faxId: item["fax"] as string })),
  };
}

/** Removes an entry of a line, whoever it was. */
export const strikeEntry = (table: Table, entry: Waiting) =>
  table.client.send(
    new DeleteItemCommand({
      TableName: table.name,
      Key: toAttributes({ pk: lineKey(entry.line, entry.to), sk: entry.place }),
    }),
  );

/** Counted to this many places. */
export const longestCount = 100;

/** The fax's place in its line, from 1; over 100 it says 101. One request. */
export async function positionInLine(table: Table, fax: OutboundFax): Promise<number> {
  const { Count = 0 } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      Select: "COUNT",
      KeyConditionExpression: "pk = :pk AND sk BETWEEN :first AND :mine",
      ExpressionAttributeValues: toAttributes({
        ":pk": lineKey(fax.line ?? "lane", fax.to),
        ":first": "wait#",
        ":mine": placeOf(fax),
      }),
      Limit: longestCount + 1,
    }),
  );
  return Count;
}
