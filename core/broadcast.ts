import type { SenderWishes } from "./mailbox/send-as.ts";
import type { CreateBroadcastBody } from "./api/create-broadcast.ts";
import type { DocumentFacts } from "./fax.ts";
import type { MediaSource } from "./media.ts";

/** One document to many numbers: one fax each. Times are epoch ms. */

/** As the API shows it; `preparing`, `sending` and `completed` follow from how far a running broadcast is. */
export const broadcastStatuses = [
  "preparing",
  "sending",
  "paused",
  "completed",
  "canceled",
  "failed",
] as const;
export type BroadcastStatus = (typeof broadcastStatuses)[number];

/** What was made of the list, once it was read. `numbers`: how many faxes it makes. */
export type NumberList = {
  id: string;
  rows: number;
  duplicates: number;
  rejected: number;
  numbers: number;
};

/** A way over the faxes that are there already: parks what waits, wakes what is parked, or cancels. */
export type Walk = { kind: "park" | "wake" | "cancel"; next: number };

/** The day's limit of faxes is reached, or as many of its faxes are open as may be at once. */
export const creationWaits = ["daily_limit", "open_faxes"] as const;
export type CreationWait = (typeof creationWaits)[number];

/**
 * So many faxes of one broadcast are open at once: more would stand between others and the dispatch of theirs, and be
 * more than the sweep can look after.
 */
export const maxOpenFaxes = 1_000;

export type BroadcastFailure = { reason: string; detail: string };

export type Broadcast = {
  id: string;
  status: "running" | "paused" | "canceled" | "failed";
  createdAt: number;
  updatedAt: number;
  /** Grows with every write: the optimistic lock of read-then-write changes. */
  revision: number;
  /** Grows when the sweep asks for the next step to be ordered again. */
  wakes: number;
  /** Stands in the list that the sweep looks through. */
  isOpen: boolean;
  order: SendingFields;
  /** What the mailbox of its number says of header lines, where one has it. */
  sender?: SenderWishes;
  media: MediaSource;
  source: { kind: "given"; digest: string } | { kind: "upload" };
  /** SHA-256 of the parsed request: tells "the same again" from "another body under the same key". */
  bodyHash: string;
  /** The API key it came by. */
  by: string;
  document?: DocumentFacts;
  list?: NumberList;
  /** So many of the list's numbers have their fax. */
  cursor: number;
  walk?: Walk;
  /** No fax is created before this, and why. */
  notBefore?: number;
  waitsFor?: CreationWait;
  failure?: BroadcastFailure;
  uploadExpiresAt?: number;
  deletedAt?: number;
};

/** What every fax of the broadcast is sent with. */
export type SendingFields = Omit<
  CreateBroadcastBody,
  "to" | "media_url" | "documents" | "upload_content_type"
>;

export type Counts = { delivered: number; failed: number; canceled: number };

export type Step = "read_list" | "walk" | "create" | "close";

const isAlive = (broadcast: Broadcast): boolean =>
  broadcast.deletedAt === undefined && (broadcast.status === "running" || broadcast.status === "paused");

/** List and document are there, so faxes can be created. */
export const isReady = (broadcast: Broadcast): boolean =>
  broadcast.list !== undefined && broadcast.document !== undefined;

/** Every number of the list has its fax. */
export const isCreated = (broadcast: Broadcast): boolean =>
  isReady(broadcast) && broadcast.cursor >= (broadcast.list?.numbers ?? 0);

/** Whether the document is yet to be prepared from what is there already. */
export const lacksDocument = (broadcast: Broadcast): boolean =>
  isAlive(broadcast) && broadcast.document === undefined && broadcast.media.kind !== "upload";

/** Whether something is awaited that only the caller can bring. */
export const awaitsUpload = (broadcast: Broadcast): boolean =>
  isAlive(broadcast) &&
  ((broadcast.source.kind === "upload" && broadcast.list === undefined) ||
    (broadcast.media.kind === "upload" && broadcast.document === undefined));

/** What is to be done next; each step is one conditional write, whose stream record orders the one after. */
export function nextStep(broadcast: Broadcast, now: number): Step | undefined {
  if (broadcast.deletedAt !== undefined) return undefined;
  if (isAlive(broadcast) && broadcast.source.kind === "given" && !broadcast.list) return "read_list";
  if (broadcast.walk) return "walk";
  const mayCreate = broadcast.status === "running" && isReady(broadcast) && !isCreated(broadcast);
  if (mayCreate) return (broadcast.notBefore ?? 0) <= now ? "create" : undefined;
  const isSettled = !isAlive(broadcast) || isReady(broadcast);
  return isSettled && broadcast.isOpen ? "close" : undefined;
}

/** Faxes of it that have not ended. */
export const openFaxes = (broadcast: Broadcast, counts: Counts): number =>
  broadcast.cursor - counts.delivered - counts.failed - counts.canceled;

export function statusOf(broadcast: Broadcast, counts: Counts): BroadcastStatus {
  if (broadcast.status !== "running") return broadcast.status;
  if (!isReady(broadcast)) return "preparing";
  return isCreated(broadcast) && openFaxes(broadcast, counts) === 0 ? "completed" : "sending";
}

/** Why a broadcast could not go on, and what a person can do. */
const failures = {
  list_too_long: "The list has more than 100,000 numbers. Split it.",
  list_too_large:
    "The list is larger than 10 MB. Leave out the columns that are not fax numbers, or split it.",
  list_empty: "The list has no number that a fax can be sent to; the rejections say why.",
  list_missing:
    "The stored list is gone: lists are kept for 90 days. Send the numbers that are left as a new broadcast.",
  upload_expired: "What was to be uploaded did not come within 24 hours.",
} as const;
export type ListFault = keyof typeof failures;

export const broadcastFailure = (reason: ListFault): BroadcastFailure => ({
  reason,
  detail: failures[reason],
});
