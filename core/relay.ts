import type { Fax, FaxRequest, InboundFax, OutboundFax } from "./fax.ts";
import { awaitsCall, callUnderWay, nextAttempt } from "./fax.ts";
import { afterBroadcast } from "./after-broadcast.ts";
import type { Broadcast } from "./broadcast.ts";
import type { Channels } from "./lanes.ts";
import { callKey, documentKey, inboundKey, uploadKey } from "./keys-in-bucket.ts";
import { isAtHand, keptParts } from "./media.ts";
import type {
  BroadcastMessage,
  CancelMessage,
  EraseMessage,
  FetchMessage,
  PrepareMessage,
} from "./messages.ts";
import { wakeAt, type Wake } from "./wakes.ts";

/** One change of the table, as its stream tells it. */
export type TableChange =
  | { item: "fax"; before: Fax | undefined; after: Fax | undefined }
  | { item: "lane"; to: string; before: LaneImage | undefined; after: LaneImage | undefined }
  | { item: "channel"; before: Channels | undefined; after: Channels | undefined }
  | { item: "broadcast"; before: Broadcast | undefined; after: Broadcast | undefined }
  | { item: "request"; before: FaxRequest | undefined; after: FaxRequest | undefined };

/** Who holds a lane, who last stood in its line (without anybody, nobody need be woken), and until when it rests (epoch ms). */
export type LaneImage = {
  held: string | undefined;
  waited: string | undefined;
  notBefore?: number | undefined;
};

/** What is to happen next, and in which room. */
export type FollowUp =
  | { queue: "prepare"; message: PrepareMessage }
  | Wake
  | { queue: "cancel"; message: CancelMessage }
  | { queue: "fetch"; message: FetchMessage }
  | { queue: "erase"; message: EraseMessage }
  | { queue: "broadcast"; message: BroadcastMessage };

/** Clocks of two functions need not agree. */
const clockMarginMs = 1_000;

/** P7: the last durable write of each room triggers the next room. Pure; `now` in epoch ms. */
export function followUps(change: TableChange, now: number): FollowUp[] {
  if (change.item === "request") return afterRequest(change.before, change.after);
  if (change.item === "lane") return afterLane(change.to, change.before, change.after, now);
  if (change.item === "channel") return afterChannel(change.before, change.after, now);
  if (change.item === "broadcast") return afterBroadcast(change.before, change.after, now);
  const { before, after } = change;
  if (!after) return [];
  if (after.deletedAt !== undefined) {
    return before?.deletedAt === undefined ? [{ queue: "erase", message: { keys: pagesOf(after) } }] : [];
  }
  return after.direction === "outbound"
    ? afterOutbound(before?.direction === "outbound" ? before : undefined, after, now)
    : afterInbound(before?.direction === "inbound" ? before : undefined, after);
}

/**
 * A freed lane wakes the first of its line, and one that somebody begins to wait for while it rests wakes it after the
 * rest.
 */
function afterLane(
  to: string,
  before: LaneImage | undefined,
  after: LaneImage | undefined,
  now: number,
): FollowUp[] {
  if (after?.waited === undefined || after.held !== undefined) return [];
  const isFreed = before?.held !== undefined;
  const isNews = before?.waited === undefined;
  const rests = (after.notBefore ?? 0) > now;
  if (!isFreed && !(rests && isNews)) return [];
  return [wakeAt({ lane: to }, after.notBefore ?? now, now)];
}

/** Fewer calls, a limit or breaker that ends, or the sweep's word wake the line; how many may go is read when the order is carried out. */
function afterChannel(before: Channels | undefined, after: Channels | undefined, now: number): FollowUp[] {
  const isWaited = after?.waited !== undefined;
  const fell = isWaited && (after?.calls.length ?? 0) < (before?.calls.length ?? 0);
  const capUntil = after?.capUntil;
  const isCapped = capUntil !== undefined && capUntil !== before?.capUntil;
  const closed = before?.breaker !== undefined && after?.breaker === undefined;
  const isAsked = after?.wakes !== undefined && after.wakes !== before?.wakes;
  return [
    ...(fell || (isWaited && closed) || isAsked ? [wakeAt({ channel: true }, now, now)] : []),
    ...probeOrder(before, after, now),
    ...(isCapped ? [wakeAt({ channel: true }, capUntil, now)] : []),
  ];
}

/** When the time comes to try whether the account can send again. */
function probeOrder(before: Channels | undefined, after: Channels | undefined, now: number): FollowUp[] {
  const at = after?.breaker?.probeAt;
  return at === undefined || at === before?.breaker?.probeAt
    ? []
    : [wakeAt({ channel: true }, at + clockMarginMs, now)];
}

function afterRequest(before: FaxRequest | undefined, after: FaxRequest | undefined): FollowUp[] {
  if (!after) {
    const keys = before ? keptParts(before.media) : [];
    return keys.length > 0 ? [{ queue: "erase", message: { keys } }] : [];
  }
  // An awaited upload triggers its fax itself, through the bucket's event; shared pages are prepared already.
  if (before || !isAtHand(after.media)) return [];
  return [
    {
      queue: "prepare",
      message: { faxId: after.faxId, media: after.media, ...(after.wishes ? { wishes: after.wishes } : {}) },
    },
  ];
}

function afterOutbound(before: OutboundFax | undefined, after: OutboundFax, now: number): FollowUp[] {
  const turned = before === undefined || !awaitsCall(before.status) || before.wakes !== after.wakes;
  if (awaitsCall(after.status) && turned) {
    return [wakeAt({ faxId: after.id, attempt: nextAttempt(after) }, after.notBefore ?? now, now)];
  }
  // The sweep asks for the trigger once more; where the pages come from, the request says.
  if (after.status === "preparing" && before?.status === "preparing" && before.wakes !== after.wakes) {
    return [{ queue: "prepare", message: { faxId: after.id } }];
  }
  return [...cancelOfStrays(before, after), ...cancelAsWished(before, after)];
}

/** A call held to be absent that the carrier turned out to have is stopped there. */
function cancelOfStrays(before: OutboundFax | undefined, after: OutboundFax): FollowUp[] {
  return after.attempts.flatMap(({ number, state, endedAt, carrierFaxId }): FollowUp[] => {
    const known = before?.attempts.find((attempt) => attempt.number === number)?.carrierFaxId;
    if (state !== "absent" || endedAt !== undefined) return [];
    if (carrierFaxId === undefined || known !== undefined) return [];
    return [{ queue: "cancel", message: { faxId: after.id, attempt: number, carrierFaxId } }];
  });
}

function cancelAsWished(before: OutboundFax | undefined, after: OutboundFax): FollowUp[] {
  const attempt = callUnderWay(after);
  if (after.status !== "sending" || after.cancelRequestedAt === undefined || !attempt?.carrierFaxId)
    return [];
  const wasSo =
    before?.cancelRequestedAt !== undefined && callUnderWay(before)?.carrierFaxId === attempt.carrierFaxId;
  if (wasSo) return [];
  const message = { faxId: after.id, attempt: attempt.number, carrierFaxId: attempt.carrierFaxId };
  return [{ queue: "cancel", message }];
}

function afterInbound(before: InboundFax | undefined, after: InboundFax): FollowUp[] {
  const turned = before?.status !== after.status || before.wakes !== after.wakes;
  return after.status === "fetching" && turned ? [{ queue: "fetch", message: { faxId: after.id } }] : [];
}

/** Every object that may hold pages of this fax. */
function pagesOf(fax: Fax): string[] {
  if (fax.direction === "inbound") return [inboundKey(fax.id)];
  return [
    uploadKey(fax.id),
    documentKey(fax.id),
    // Calls that left no attempt had their own copy of the pages, too.
    ...Array.from({ length: nextAttempt(fax) - 1 }, (_, index) => callKey(fax.id, index + 1)),
  ];
}
