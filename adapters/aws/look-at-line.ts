import type { OutboundFax } from "../../core/fax.ts";
import { freeChannels, mayProbe, type Channels, type Line } from "../../core/lanes.ts";
import type { Blocked } from "../../core/operations/claim-for-call.ts";
import type { LineSeen } from "../../core/operations/wake-line.ts";
import { channelKey, readChannelItem } from "./channel-item.ts";
import { laneKey, readChannels, readLaneItem } from "./lanes.ts";
import { readBatch } from "./read-batch.ts";
import { toAttributes, type Plain, type Table } from "./table.ts";

/** Looks, all read strongly, at what those in line wait for. */

export const blockedByChannels = (channels: Channels, at: number): Blocked => ({
  kind: "blocked",
  by: "channel",
  ...(channels.breaker ? { breaker: channels.breaker.reason, mayProbe: mayProbe(channels, at) } : {}),
});

/**
 * Looks over a lane that is in nobody's hands, or over `limit` channels; one request. A lane counts as free while its
 * number rests: whoever stands first is told until when.
 */
export async function lookAtLine(
  table: Table,
  line: Line,
  to: string,
  limit: number,
  at: number,
): Promise<LineSeen> {
  if (line === "lane") return lookAtLane(table, to, limit, at);
  const channels = await readChannels(table);
  return { free: freeChannels(channels, limit, at), ...noteIn(channels) };
}

async function lookAtLane(table: Table, to: string, limit: number, at: number): Promise<LineSeen> {
  const keys = [laneKey(to), channelKey];
  const items = await readBatch(table, keys.map(toAttributes), { strongly: true });
  const [lane, channel] = keys.map(({ sk }) => items.find((item) => item["sk"] === sk));
  const channels = readChannelItem(channel, table.name);
  const isFull = channels.waited !== undefined || freeChannels(channels, limit, at) < 1;
  return {
    free: Number(lane?.["held"] === undefined),
    ...noteIn(lane),
    ...(isFull && !rests(lane, at) ? { blocked: blockedByChannels(channels, at) } : {}),
  };
}

const noteIn = (item: { waited?: string } | Plain | undefined): { note?: string } =>
  item?.["waited"] === undefined ? {} : { note: item["waited"] as string };

const rests = (lane: Plain | undefined, at: number): boolean =>
  ((lane?.["not_before"] as number | undefined) ?? 0) > at;

/** Whether anything is free of what the fax stands in line for, whoever stands before it; one request. */
export const isAnyFree = async (
  table: Table,
  fax: OutboundFax,
  limit: number,
  at: number,
): Promise<boolean> =>
  fax.line === "channel"
    ? freeChannels(await readChannels(table), limit, at) > 0
    : isLaneFree(table, fax.to, at);

async function isLaneFree(table: Table, to: string, at: number): Promise<boolean> {
  const lane = await readLaneItem(table, to);
  return lane?.["held"] === undefined && !rests(lane, at);
}
