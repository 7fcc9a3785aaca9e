import type { Fax, FaxRequest, InboundFax, OutboundFax } from "./fax.ts";
import { latestAttempt, nextAttempt } from "./fax.ts";
import { afterBroadcast } from "./after-broadcast.ts";
import type { Broadcast } from "./broadcast.ts";
import type { Channels } from "./lanes.ts";
import { callKey, documentKey, inboundKey, uploadKey } from "./keys-in-bucket.ts";
import type {
  BroadcastMessage,
  CancelMessage,
  DispatchMessage,
  EraseMessage,
  FetchMessage,
  PrepareMessage,
} from "./messages.ts";

/** One change of the table, as its stream tells it. */
export type TableChange =
  | { item: "fax"; before: Fax | undefined; after: Fax | undefined }
  | { item: "lane"; to: string; before: LaneImage | undefined; after: LaneImage | undefined }
  | { item: "channel"; before: Channels | undefined; after: Channels | undefined }
  | { item: "broadcast"; before: Broadcast | undefined; after: Broadcast | undefined }
  | { item: "request"; before: FaxRequest | undefined; after: FaxRequest | undefined };

/** Who holds a lane, and who last stood in its line: without anybody, nobody need be woken. */
export type LaneImage = { held: string | undefined; waited: string | undefined };

/** What is to happen next, and in which room. */
export type FollowUp =
  | { queue: "prepare"; message: PrepareMessage }
  | { queue: "dispatch"; message: DispatchMessage; delaySeconds: number }
  | { queue: "cancel"; message: CancelMessage }
  | { queue: "fetch"; message: FetchMessage }
  | { queue: "erase"; message: EraseMessage }
  | { queue: "broadcast"; message: BroadcastMessage };

/** SQS holds a message back at most this long. */
const maxDelaySeconds = 900;

/** P7: the last durable write of each room triggers the next room. Pure; `now` in epoch ms. */
export function followUps(change: TableChange, now: number): FollowUp[] {
  if (change.item === "request") return afterRequest(change.before, change.after);
  if (change.item === "lane") return afterLane(change.to, change.before, change.after);
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

/** A freed lane wakes the first of its line. */
function afterLane(to: string, before: LaneImage | undefined, after: LaneImage | undefined): FollowUp[] {
  const isFreed = before?.held !== undefined && after?.held === undefined && after?.waited !== undefined;
  return isFreed ? [{ queue: "dispatch", message: { lane: to }, delaySeconds: 0 }] : [];
}

/** Fewer calls, or a lower limit that will end, wake the line; how many may go is read when the order is carried out. */
function afterChannel(before: Channels | undefined, after: Channels | undefined, now: number): FollowUp[] {
  const wake = (delaySeconds: number): FollowUp => ({
    queue: "dispatch",
    message: { channel: true },
    delaySeconds,
  });
  const isWaited = after?.waited !== undefined;
  const fell = isWaited && (after?.calls.length ?? 0) < (before?.calls.length ?? 0);
  const capUntil = after?.capUntil;
  const isCapped = capUntil !== undefined && capUntil !== before?.capUntil;
  return [
    ...(fell ? [wake(0)] : []),
    ...(isCapped ? [wake(Math.min(maxDelaySeconds, Math.max(0, Math.ceil((capUntil - now) / 1000))))] : []),
  ];
}

function afterRequest(before: FaxRequest | undefined, after: FaxRequest | undefined): FollowUp[] {
  if (!after) {
    return before?.media.kind === "parts" ? [{ queue: "erase", message: { keys: before.media.keys } }] : [];
  }
  // An awaited upload triggers its fax itself, through the bucket's event; shared pages are prepared already.
  if (before || after.media.kind === "upload" || after.media.kind === "shared") return [];
  return [{ queue: "prepare", message: { faxId: after.faxId, media: after.media } }];
}

function afterOutbound(before: OutboundFax | undefined, after: OutboundFax, now: number): FollowUp[] {
  const turned = before?.status !== after.status || before.wakes !== after.wakes;
  if (after.status === "queued" && turned) {
    const waitSeconds = Math.ceil(((after.notBefore ?? now) - now) / 1000);
    const delaySeconds = Math.min(maxDelaySeconds, Math.max(0, waitSeconds));
    return [{ queue: "dispatch", message: { faxId: after.id, attempt: nextAttempt(after) }, delaySeconds }];
  }
  const attempt = latestAttempt(after);
  if (after.status !== "sending" || after.cancelRequestedAt === undefined || !attempt?.carrierFaxId)
    return [];
  const wasSo =
    before?.cancelRequestedAt !== undefined && latestAttempt(before)?.carrierFaxId === attempt.carrierFaxId;
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
    ...fax.attempts.map((attempt) => callKey(fax.id, attempt.number)),
  ];
}
