import type { Fax, FaxRequest, InboundFax, OutboundFax } from "./fax.ts";
import { latestAttempt, nextAttempt } from "./fax.ts";
import { callKey, documentKey, inboundKey, uploadKey } from "./keys-in-bucket.ts";
import type {
  CancelMessage,
  DispatchMessage,
  EraseMessage,
  FetchMessage,
  PrepareMessage,
} from "./messages.ts";

/** One change of the table, as its stream tells it. */
export type TableChange =
  | { item: "fax"; before: Fax | undefined; after: Fax | undefined }
  | { item: "request"; before: FaxRequest | undefined; after: FaxRequest | undefined };

/** What is to happen next, and in which room. */
export type FollowUp =
  | { queue: "prepare"; message: PrepareMessage }
  | { queue: "dispatch"; message: DispatchMessage; delaySeconds: number }
  | { queue: "cancel"; message: CancelMessage }
  | { queue: "fetch"; message: FetchMessage }
  | { queue: "erase"; message: EraseMessage };

/** SQS holds a message back at most this long. */
const maxDelaySeconds = 900;

/** P7: the last durable write of each room triggers the next room. Pure; `now` in epoch ms. */
export function followUps(change: TableChange, now: number): FollowUp[] {
  if (change.item === "request") return afterRequest(change.before, change.after);
  const { before, after } = change;
  if (!after) return [];
  if (after.deletedAt !== undefined) {
    return before?.deletedAt === undefined ? [{ queue: "erase", message: { keys: pagesOf(after) } }] : [];
  }
  return after.direction === "outbound"
    ? afterOutbound(before?.direction === "outbound" ? before : undefined, after, now)
    : afterInbound(before?.direction === "inbound" ? before : undefined, after);
}

function afterRequest(before: FaxRequest | undefined, after: FaxRequest | undefined): FollowUp[] {
  if (!after) {
    return before?.media.kind === "parts" ? [{ queue: "erase", message: { keys: before.media.keys } }] : [];
  }
  // An awaited upload triggers its fax itself, through the bucket's event.
  if (before || after.media.kind === "upload") return [];
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
