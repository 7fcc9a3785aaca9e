import type { TransactWriteItem } from "@aws-sdk/client-dynamodb";
import { breakerAfter, type Verdict } from "../../core/breaker.ts";
import type { Attempt, OutboundFax } from "../../core/fax.ts";
import { callOf, capAfterRefusal } from "../../core/lanes.ts";
import { closeByProbe, type ChannelNews } from "./channel-item.ts";
import { freeCall, readChannels } from "./lanes.ts";
import type { LaneNews } from "./lane-row.ts";
import type { Table } from "./table.ts";

const nameOf = (fax: OutboundFax, attempt: Attempt): string =>
  callOf(fax.id, attempt.number, attempt.startedAt);

/** What the verdict means for the channels; they are read only where it can mean anything. */
async function channelNews(
  table: Table,
  fax: OutboundFax,
  attempt: Attempt,
  verdict: Verdict,
  now: number,
): Promise<ChannelNews> {
  const tells = verdict.kind === "account" || verdict.kind === "capacity";
  if (!tells && !attempt.probe) return {};
  const channels = await readChannels(table);
  const breaker = breakerAfter(channels.breaker, nameOf(fax, attempt), verdict, now);
  return {
    ...(verdict.kind === "capacity" ? { refused: capAfterRefusal(channels, now) } : {}),
    ...(breaker ? { breaker } : {}),
  };
}

/** Frees what a call holds and notes what its end says of account and number, in the write that ends it. */
export async function endOfCall(
  table: Table,
  fax: OutboundFax,
  number: number,
  verdict: Verdict,
  lane: LaneNews,
  now: number,
): Promise<TransactWriteItem[]> {
  const attempt = fax.attempts.find((each) => each.number === number);
  if (!attempt?.holdsLane) return [];
  const channel = await channelNews(table, fax, attempt, verdict, now);
  return freeCall(table, fax, attempt, now, { channel, lane });
}

/** The probe has reached the other machine: the account can send, and nobody need wait for the end of the call. */
export async function probeGoesThrough(
  table: Table,
  fax: OutboundFax,
  number: number,
  now: number,
): Promise<TransactWriteItem[]> {
  const attempt = fax.attempts.find((each) => each.number === number);
  if (!attempt?.probe) return [];
  const { breaker } = await channelNews(table, fax, attempt, { kind: "sends" }, now);
  return breaker === "closed" ? [closeByProbe(table, nameOf(fax, attempt))] : [];
}
