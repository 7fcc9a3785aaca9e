import type { TransactWriteItem } from "@aws-sdk/client-dynamodb";
import type { Breaker } from "../../core/breaker.ts";
import { readCall, type capAfterRefusal, type Channels } from "../../core/lanes.ts";
import { schemaVersion } from "./stored-fax.ts";
import type { Plain, Table } from "./table.ts";
import { updateItem } from "./update-item.ts";

/** The one item of the account's channels: calls in progress, limits learnt from the carrier, and the breaker. */

export const channelKey = { pk: "channel#account", sk: "channel" };

/** Nobody stands in the channels' line, as far as anybody noted. */
const behindTheLine = " AND attribute_not_exists(waited)";
const atHome = "(attribute_not_exists(home) OR home = :home)";

/**
 * No channel can be had now; the reverse of what takes one. Where others stand in line, one may be free that is theirs:
 * then they are being woken, and whoever joins them meanwhile is seen.
 */
export const noChannelIsFree =
  "attribute_exists(waited) OR attribute_exists(breaker) OR (attribute_exists(home) AND home <> :home) OR " +
  "(attribute_exists(calls) AND (size(calls) >= :limit OR (cap_until > :now AND size(calls) >= cap)))";

/**
 * Takes a channel for a call, if the breaker is closed, fewer than `limit` are in use and the carrier did not just
 * refuse as many. Whoever does not stand in the channels' line goes behind those who do. `asProbe`: while the breaker
 * is half-open, as the one call that tries.
 */
export function takeChannel(
  table: Table,
  call: string,
  { limit, stands, asProbe }: { limit: number; stands: boolean; asProbe: boolean },
  at: number,
): TransactWriteItem {
  const values = { ":call": new Set([call]), ":now": at, ":v": schemaVersion, ":home": table.name };
  if (asProbe) {
    return updateItem(table, channelKey, {
      expression: "ADD calls :call SET v = :v, home = :home, breaker.probe = :name",
      condition: `breaker.probe_at <= :now AND attribute_not_exists(calls) AND ${atHome}`,
      values: { ...values, ":name": call },
    });
  }
  return updateItem(table, channelKey, {
    expression: "ADD calls :call SET v = :v, home = :home",
    condition:
      `attribute_not_exists(breaker) AND ${atHome} AND (attribute_not_exists(calls) OR (size(calls) < :limit AND ` +
      `(attribute_not_exists(cap) OR cap_until <= :now OR size(calls) < cap)))${stands ? "" : behindTheLine}`,
    values: { ...values, ":limit": limit },
  });
}

/** What the end of a call changes of the channels beside their number: a lower limit for a while, the breaker. */
export type ChannelNews = {
  refused?: ReturnType<typeof capAfterRefusal>;
  breaker?: Breaker | "closed";
};

/** Gives the channel back. */
export function freeChannel(table: Table, call: string, news: ChannelNews = {}): TransactWriteItem {
  const { refused, breaker } = news;
  const set = [
    ...(refused ? ["cap = :cap", "cap_until = :until", "cap_seconds = :seconds"] : []),
    ...(breaker && breaker !== "closed" ? ["breaker = :breaker"] : []),
  ];
  return updateItem(table, channelKey, {
    expression: [
      "DELETE calls :call",
      ...(set.length > 0 ? [`SET ${set.join(", ")}`] : []),
      ...(breaker === "closed" ? ["REMOVE breaker"] : []),
    ].join(" "),
    // Only the probe closes it, and only the opening that it was made for.
    ...(breaker === "closed" ? { condition: "breaker.probe = :probe" } : {}),
    values: {
      ":call": new Set([call]),
      ...(refused ? { ":cap": refused.cap, ":until": refused.capUntil, ":seconds": refused.capSeconds } : {}),
      ...(breaker && breaker !== "closed" ? { ":breaker": writeBreaker(breaker) } : {}),
      ...(breaker === "closed" ? { ":probe": call } : {}),
    },
  });
}

/** Closes the breaker while the call goes on; only the probe that it was half-opened for may. */
export const closeByProbe = (table: Table, call: string): TransactWriteItem =>
  updateItem(table, channelKey, {
    expression: "REMOVE breaker",
    condition: "breaker.probe = :probe",
    values: { ":probe": call },
  });

export const writeBreaker = (breaker: Breaker): Plain => ({
  reason: breaker.reason,
  since: breaker.since,
  pause: breaker.pauseSeconds,
  ...(breaker.probeAt === undefined ? {} : { probe_at: breaker.probeAt }),
  ...(breaker.probe === undefined ? {} : { probe: breaker.probe }),
});

/** `home`: the table in use. An item of another came with a backup, and nothing is sent until a person says so. */
export function readChannelItem(item: Plain | undefined, home?: string): Channels {
  const calls = [...((item?.["calls"] ?? []) as Iterable<string>)];
  const breaker = readBreaker(item, home);
  return {
    calls: calls.flatMap((call) => readCall(call) ?? []),
    ...(breaker ? { breaker } : {}),
    ...(item?.["home"] === undefined ? {} : { home: item["home"] as string }),
    ...(item?.["wakes"] === undefined ? {} : { wakes: item["wakes"] as number }),
    ...(item?.["waited"] === undefined ? {} : { waited: item["waited"] as string }),
    ...(item?.["cap"] === undefined
      ? {}
      : {
          cap: item["cap"] as number,
          capUntil: item["cap_until"] as number,
          capSeconds: item["cap_seconds"] as number,
        }),
  };
}

function readBreaker(item: Plain | undefined, home: string | undefined): Breaker | undefined {
  if (home !== undefined && item?.["home"] !== undefined && item["home"] !== home) {
    return { reason: "restored", since: 0, pauseSeconds: 0 };
  }
  const stored = item?.["breaker"] as Plain | undefined;
  if (!stored) return undefined;
  return {
    reason: stored["reason"] as string,
    since: stored["since"] as number,
    pauseSeconds: stored["pause"] as number,
    ...(stored["probe_at"] === undefined ? {} : { probeAt: stored["probe_at"] as number }),
    ...(stored["probe"] === undefined ? {} : { probe: stored["probe"] as string }),
  };
}
