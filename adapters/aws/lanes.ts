import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  QueryCommand,
  UpdateItemCommand,
  type TransactWriteItem,
} from "@aws-sdk/client-dynamodb";
import { nextAttempt, type Attempt, type OutboundFax } from "../../core/fax.ts";
import {
  callOf,
  type capAfterRefusal,
  holderOf,
  placeOf,
  readCall,
  type Channels,
  type Line,
} from "../../core/lanes.ts";
import { schemaVersion } from "./stored-fax.ts";
import { fromAttributes, toAttributes, type Plain, type Table } from "./table.ts";
import { afterConflicts } from "./transact.ts";

/** Lanes, channels and the lines before them: items beside the fax, changed only together with it. */

export const laneKey = (to: string) => ({ pk: `lane#${to}`, sk: "lane" });
export const channelKey = { pk: "channel#account", sk: "channel" };
const lineKey = (line: Line, to: string): string => (line === "lane" ? laneKey(to).pk : channelKey.pk);
/** Lanes nobody uses go after a month. */
const laneKeptSeconds = 30 * 86_400;

/** One update of an item of this kind, as part of a transaction. */
export const update = (
  table: Table,
  Key: Plain,
  rest: { expression: string; condition?: string; values: Plain },
) => ({
  Update: {
    TableName: table.name,
    Key: toAttributes(Key),
    UpdateExpression: rest.expression,
    ...(rest.condition ? { ConditionExpression: rest.condition } : {}),
    ExpressionAttributeValues: toAttributes(rest.values),
  },
});

/**
 * Notes at the lane or the channels that somebody stands in line, so that what frees them wakes the line. Each note is
 * another one: who finds the line empty takes back only the note that was there before the look.
 */
export const noteWaiting = (table: Table, fax: OutboundFax, line: Line, at: number): TransactWriteItem =>
  update(table, line === "lane" ? laneKey(fax.to) : channelKey, {
    expression: "SET waited = :who, v = :v",
    values: { ":who": `${fax.id}.${at}`, ":v": schemaVersion },
  });

/** Takes the note back, unless somebody came since. */
export async function forgetWaiting(table: Table, line: Line, to: string, note: string): Promise<void> {
  const key = line === "lane" ? laneKey(to) : channelKey;
  const { Update } = update(table, key, {
    expression: "REMOVE waited",
    condition: "waited = :who",
    values: { ":who": note },
  });
  await afterConflicts(() => table.client.send(new UpdateItemCommand(Update))).catch((error: unknown) => {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  });
}

/** The note of who stood in line last, read strongly. */
export const readWaiting = async (table: Table, line: Line, to: string): Promise<string | undefined> =>
  (await readItem(table, line === "lane" ? laneKey(to) : channelKey))?.["waited"] as string | undefined;

/** Takes the lane for a call, if it is free or ours already. */
export const takeLane = (table: Table, to: string, holder: string): TransactWriteItem =>
  update(table, laneKey(to), {
    expression: "SET held = :me, v = :v REMOVE expires",
    condition: "attribute_not_exists(held) OR held = :me",
    values: { ":me": holder, ":v": schemaVersion },
  });

const freeLane = (table: Table, to: string, holder: string, at: number): TransactWriteItem =>
  update(table, laneKey(to), {
    expression: "SET expires = :expires REMOVE held",
    condition: "held = :me",
    values: { ":me": holder, ":expires": Math.floor(at / 1000) + laneKeptSeconds },
  });

/** Takes a channel for a call, if fewer than `limit` are in use and the carrier did not just refuse as many. */
export const takeChannel = (table: Table, call: string, limit: number, at: number): TransactWriteItem =>
  update(table, channelKey, {
    expression: "ADD calls :call SET v = :v",
    condition:
      "attribute_not_exists(calls) OR (size(calls) < :limit AND " +
      "(attribute_not_exists(cap) OR cap_until <= :now OR size(calls) < cap))",
    values: { ":call": new Set([call]), ":limit": limit, ":now": at, ":v": schemaVersion },
  });

/** Gives the channel back; `refused`: the carrier said that it takes no more, so fewer calls are made for a while. */
export function freeChannel(
  table: Table,
  call: string,
  refused?: ReturnType<typeof capAfterRefusal>,
): TransactWriteItem {
  const values: Plain = { ":call": new Set([call]) };
  if (!refused) return update(table, channelKey, { expression: "DELETE calls :call", values });
  return update(table, channelKey, {
    expression: "DELETE calls :call SET cap = :cap, cap_until = :until, cap_seconds = :seconds",
    values: {
      ...values,
      ":cap": refused.cap,
      ":until": refused.capUntil,
      ":seconds": refused.capSeconds,
    },
  });
}

/** Frees what a call holds, with the write that ends it. A call from before there were lanes holds nothing. */
export function freeCall(
  table: Table,
  fax: OutboundFax,
  attempt: Attempt | undefined,
  at: number,
  refused?: ReturnType<typeof capAfterRefusal>,
): TransactWriteItem[] {
  if (!attempt?.holdsLane) return [];
  return [
    freeLane(table, fax.to, holderOf(fax.id, attempt.number), at),
    freeChannel(table, callOf(fax.id, attempt.number, attempt.startedAt), refused),
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

/** Who holds the lane now, read strongly. */
export const laneHolder = async (table: Table, to: string): Promise<string | undefined> =>
  (await readItem(table, laneKey(to)))?.["held"] as string | undefined;

export function readChannelItem(item: Plain | undefined): Channels {
  const calls = [...((item?.["calls"] ?? []) as Iterable<string>)];
  return {
    calls: calls.flatMap((call) => readCall(call) ?? []),
    ...(item?.["waited"] === undefined ? {} : { waited: item["waited"] as string }),
    ...(item?.["woken"] === undefined ? {} : { wokenAt: item["woken"] as number }),
    ...(item?.["cap"] === undefined
      ? {}
      : {
          cap: item["cap"] as number,
          capUntil: item["cap_until"] as number,
          capSeconds: item["cap_seconds"] as number,
        }),
  };
}

/** The account's calls, read strongly. */
export const readChannels = async (table: Table): Promise<Channels> =>
  readChannelItem(await readItem(table, channelKey));

export type Waiting = { line: Line; to: string; place: string; faxId: string };

/** The first of a line, oldest first. */
export async function headsOfLine(table: Table, line: Line, to: string, limit: number): Promise<Waiting[]> {
  const { Items = [] } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      ConsistentRead: true,
      KeyConditionExpression: "pk = :pk AND begins_with(sk, :wait)",
      ExpressionAttributeValues: toAttributes({ ":pk": lineKey(line, to), ":wait": "wait#" }),
      Limit: limit,
    }),
  );
  return Items.map(fromAttributes).map((item) => ({
    line,
    to,
    place: item["sk"] as string,
    faxId: item["fax"] as string,
  }));
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
