/** One message in one direction, with its status: the noun everything else turns around. Times are epoch ms. */

import type { DuplicateRule } from "./duplicates.ts";
import type { MailThread } from "./mail/thread.ts";
import type { MediaSource } from "./media.ts";
import type { PageWishes } from "./page-wishes.ts";
import type { Line, Priority } from "./lanes.ts";
import type { Retry } from "./retry-policy.ts";

export type Direction = "outbound" | "inbound";

export const outboundStatuses = [
  "scheduled",
  "preparing",
  "queued",
  "sending",
  "delivered",
  "failed",
  "canceled",
] as const;
export const inboundStatuses = ["receiving", "fetching", "received", "failed"] as const;
export type OutboundStatus = (typeof outboundStatuses)[number];
export type InboundStatus = (typeof inboundStatuses)[number];
export type FaxStatus = OutboundStatus | InboundStatus;

/** Every status word the product uses, once. */
export const faxStatuses: readonly FaxStatus[] = [...new Set([...outboundStatuses, ...inboundStatuses])];
const closedStatuses: readonly FaxStatus[] = ["delivered", "failed", "canceled", "received"];

export const isClosed = (status: FaxStatus): boolean => closedStatuses.includes(status);

/** Prepared, and its next call not begun: `scheduled` rests until its sender's own time, `queued` stands in line or pauses. */
export const awaitingCall = ["scheduled", "queued"] as const satisfies readonly OutboundStatus[];
export const awaitsCall = (status: FaxStatus): boolean => awaitingCall.some((one) => one === status);

export const qualities = ["normal", "high", "very_high", "ultra_light", "ultra_dark"] as const;
export type Quality = (typeof qualities)[number];

/** The states one call passes through; `unknown` until the carrier was asked. */
export type AttemptState =
  | "submitting"
  | "unknown"
  | "submitted"
  | "media.processed"
  | "originated"
  | "in_progress"
  | "delivered"
  | "failed"
  /** The carrier is known not to have it: no call was made. */
  | "absent";

export type Attempt = {
  number: number;
  state: AttemptState;
  /** Height on the ladder of carrier events (`core/transitions.ts`); only rises. */
  rank: number;
  startedAt: number;
  endedAt?: number;
  carrierFaxId?: string;
  failureReason?: string;
  /** Names the one process that may make this attempt's call. */
  claim?: string;
  /** When the carrier's list first did not show it; its pages were out of reach by then. */
  missedAt?: number;
  /** The call holds its number's lane and a channel until it ends. */
  holdsLane?: true;
  /** Made to see whether the account can send again (`core/breaker.ts`). */
  probe?: true;
};

/** Of what types stored pages may be: ours, an older fax machine's, and what the carrier makes pages of. */
export const documentTypes = [
  "application/pdf",
  "image/tiff",
  "application/msword",
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  "application/rtf",
] as const;
export type DocumentType = (typeof documentTypes)[number];

/** Facts about our own copy of the pages. */
export type DocumentFacts = {
  sha256: string;
  sizeBytes: number;
  /** Absent where the carrier makes them of an office document. */
  pages?: number;
  contentType: DocumentType;
  /** Where in its bytes the time of a call is to be written, if it has header lines. */
  timeOffset?: number;
  /** The broadcast whose one copy of the pages this fax is sent from; such a copy is not the fax's to remove. */
  sharedBy?: string;
};

export type Failure = {
  /** Telnyx's word where one fits. */
  reason: string;
  /** Our finer word. */
  internalReason: string;
  /** A sentence for a person. */
  detail: string;
};

/** What a person should know about a fax that goes all the same; `faxId`: the other fax it is about. */
export type FaxWarning = { code: WarningCode; faxId: string };
export type WarningCode = "possible_duplicate";

/** `key` is the carrier's or our own id of what happened; the same key is never entered twice. */
export type TimelineEntry = { key: string; at: number; word: string; attempt?: number };

/** What a scheduled or queued fax waits for. */
export const waitReasons = [
  "schedule",
  "lane",
  "channel",
  "redial",
  "breaker",
  "carrier_not_configured",
  "carrier_unreachable",
  "carrier_capacity",
  "broadcast",
] as const;
export type WaitReason = (typeof waitReasons)[number];

type FaxFacts = {
  id: string;
  to: string;
  from: string;
  connectionId: string;
  createdAt: number;
  updatedAt: number;
  /** Grows with every write: the optimistic lock of read-then-write changes. */
  revision: number;
  /** Grows when the sweep asks for this state's trigger to be repeated. */
  wakes: number;
  timeline: TimelineEntry[];
  document?: DocumentFacts;
  failure?: Failure;
  pageCount?: number;
  callSeconds?: number;
  /** Removed by the user: a tombstone that late events cannot revive. */
  deletedAt?: number;
  /** The faxes that send these pages again, the latest last. */
  resentAs?: string[];
};

export type OutboundFax = FaxFacts & {
  direction: "outbound";
  status: OutboundStatus;
  attempts: Attempt[];
  settings: FaxSettings;
  reference?: string;
  tags?: string[];
  waitingFor?: WaitReason;
  notBefore?: number;
  /** The line the fax stands in; whoever waits for a channel holds its number's lane. */
  line?: Line;
  priority?: Priority;
  /** The sender's own time for the first call, which begins no earlier. */
  scheduledAt?: number;
  /** After this no call begins any more. */
  giveUpAt?: number;
  /** What sender and API key want of redials; the rest is the deployment's. */
  retry?: Retry;
  /** The last call that left no attempt, because the account could not make it: its number is never used again. */
  lastRefused?: { attempt: number; reason: string };
  /** How often the carrier could not even be reached; such tries are no attempts. */
  unsentTries: number;
  cancelRequestedAt?: number;
  /** When an awaited upload is given up. */
  uploadExpiresAt?: number;
  /** The fax whose pages this one sends again. */
  resendOf?: string;
  warnings?: FaxWarning[];
  /** What the sender's key says about duplicates; else the installation's rule counts. */
  duplicates?: DuplicateRule;
  /** The broadcast this fax is one of; the fax's id itself says so. */
  broadcastId?: string;
  /** Who hears of it, beside those who hear of every fax; what they are to know, the request says. */
  hearers?: Hearer[];
  /** IANA, of its header lines and receipt, where its mailbox has one of its own. */
  timeZone?: string;
};

/** `mail`: whoever sent it by mail hears how it ends; `url`: the fax's own `webhook_url` hears of all that happens. */
export type Hearer = "mail" | "url";

export type InboundFax = FaxFacts & {
  direction: "inbound";
  status: InboundStatus;
  carrierFaxId: string;
  rank: number;
  callerId?: string;
  partialContent?: boolean;
  /** The carrier's link to the pages; dies after ten minutes. */
  carrierLink?: string;
};

export type Fax = OutboundFax | InboundFax;

/** What the carrier is told about how to send. */
export type FaxSettings = {
  quality?: Quality;
  monochrome?: boolean;
  blackThreshold?: number;
  t38Enabled?: boolean;
  fromDisplayName?: string;
  storeMedia?: boolean;
  storePreview?: boolean;
  previewFormat?: "pdf" | "tiff";
};

/** What the caller asked for: large, or never changing. Kept beside the fax. */
export type FaxRequest = {
  faxId: string;
  media: MediaSource;
  /** SHA-256 of the parsed request: tells "the same again" from "another body under the same key". */
  bodyHash: string;
  /** What the pages are to be made like; missing where they are made already. */
  wishes?: PageWishes;
  /** `api`, `mail` or `drop`, and the key, sender or object it came from. */
  origin: { door: "api" | "mail" | "drop"; by: string };
  /** The exchange of mails that the fax came by, where its sender is answered. */
  thread?: MailThread;
  clientState?: string;
  webhookUrl?: string;
};

/** The number of ours: the one that it came in on, or is sent from. */
export const ourNumber = ({ direction, to, from }: Pick<Fax, "direction" | "to" | "from">): string =>
  direction === "inbound" ? to : from;

/** The number of the call that a queued fax makes next. */
export const nextAttempt = (fax: OutboundFax): number =>
  Math.max(latestAttempt(fax)?.number ?? 0, fax.lastRefused?.attempt ?? 0) + 1;

/** The latest call that was made, or may have been: not one that the carrier is known not to have. */
export const callUnderWay = (fax: OutboundFax): Attempt | undefined =>
  fax.attempts.findLast(({ state }) => state !== "absent");

/** The latest call, if any was opened. */
export const latestAttempt = (fax: OutboundFax): Attempt | undefined => fax.attempts.at(-1);
