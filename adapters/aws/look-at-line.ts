import type { OutboundFax } from "../../core/fax.ts";
import { freeChannels, mayProbe, type Channels, type Line } from "../../core/lanes.ts";
import type { Blocked } from "../../core/operations/claim-for-call.ts";
import type { LineSeen } from "../../core/operations/wake-line.ts";
import { readChannelItem } from "./channel-item.ts";
import { readChannels, readLaneItem, readLineItem } from "./lanes.ts";
import type { Plain, Table } from "./table.ts";

/** Looks, all read strongly, at what those in line wait for. */

export const blockedByChannels = (channels: Channels, at: number): Blocked => ({
  kind: "blocked",
  by: "channel",
  ...(channels.breaker ? { breaker: channels.breaker.reason, mayProbe: mayProbe(channels, at) } : {}),
});

/**
 * Looks over a lane that is in nobody's hands, or over `limit` channels, and at `most` who wait for it. A lane counts as
 * free while its number rests: whoever stands first is told until when.
 */
export async function lookAtLine(
  table: Table,
  line: Line,
  to: string,
  { limit, most }: { limit: number; most: number },
  at: number,
): Promise<LineSeen> {
  const { item, heads } = await readLineItem(table, line, to, line === "lane" ? 1 : most);
  if (line === "channel") {
    const channels = readChannelItem(item, table.name);
    return { free: freeChannels(channels, limit, at), heads, ...noteIn(channels) };
  }
  const seen = { free: Number(item?.["held"] === undefined), heads, ...noteIn(item) };
  if (seen.free === 0 || heads.length === 0 || rests(item, at)) return seen;
  const channels = await readChannels(table);
  const isFull = channels.waited !== undefined || freeChannels(channels, limit, at) < 1;
  return isFull ? { ...seen, blocked: blockedByChannels(channels, at) } : seen;
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
