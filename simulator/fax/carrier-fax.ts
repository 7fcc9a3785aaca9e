import type { Play } from "./number-rows.ts";
import type { WireEvent } from "../webhooks/wire-event.ts";

export const qualities = ["normal", "high", "very_high", "ultra_light", "ultra_dark"] as const;
export type Quality = (typeof qualities)[number];

export type OutboundStatus = "queued" | "media.processed" | "originated" | "sending" | "delivered" | "failed";
export type InboundStatus = "initiated" | "receiving" | "media.processing" | "received" | "failed";

export type StepName =
  "announce" | "fetch" | "dial" | "transmit" | "hang_up" | "cancel" | "receive" | "convert" | "hand_over";

/** What the simulator keeps of a fax; times are epoch milliseconds of its clock. */
export type CarrierFax = {
  id: string;
  status: OutboundStatus | InboundStatus;
  connectionId: string;
  from: string;
  to: string;
  fromDisplayName?: string;
  quality: Quality;
  mediaUrl?: string;
  /** Which fax to its number it is, from 0, where lots are drawn. */
  turn?: number;
  mediaName?: string;
  storeMedia: boolean;
  storePreview: boolean;
  clientState?: string;
  /** The caller's own; absent = the connection's. */
  webhookUrl?: string;
  failureReason: string | null;
  internalFailureReason: string | null;
  createdAt: number;
  updatedAt: number;
  pages?: number;
  callSeconds?: number;
  /** When the link to the stored document was last made. */
  linkIssuedAt?: number;
  /** Nowhere to be seen in the API before this. */
  hiddenUntil?: number;
  /** Gone from the API; a call in progress goes on. */
  isDeleted?: boolean;
  /** What happens next and when; absent once the fax has ended. */
  step?: { name: StepName; due: number };
  /** Events held back to be told in the wrong order. */
  heldEvents?: WireEvent[];
} & (
  | { direction: "outbound"; play: Play }
  | { direction: "inbound"; plan: InboundPlan; callerId: string; partialContent: boolean }
);

export type InboundFax = CarrierFax & { direction: "inbound" };
export type OutboundFax = CarrierFax & { direction: "outbound" };

/** What the control plane asked a received fax to be. */
export type InboundPlan = {
  end: "fax.received" | "fax.delivered";
  isLinkDead: boolean;
  failureReason?: string;
  webhooks?: Play["webhooks"];
};

export type CarrierCall = {
  faxId: string;
  to: string;
  startedAt: number;
  endedAt: number | null;
  clientState: string | null;
};

export const hasEnded = (fax: CarrierFax): boolean =>
  fax.status === "delivered" || fax.status === "failed" || fax.status === "received";
