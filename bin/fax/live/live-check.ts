import type { HttpClient } from "../http-client.ts";
import type { Deployment } from "../setup/deployment.ts";
import type { DeliveredFax } from "./delivered-fax.ts";

/** What a check works with. */
export type LiveContext = {
  api: HttpClient;
  carrier: HttpClient;
  deployment: Deployment;
  /** The deployment's address as the carrier reaches it, without `/v2`. */
  publicUrl: string;
  /** Where faxes that are dialled go, E.164. */
  to: string;
  /** The account's channels; undefined: not to be tried. */
  channels: number | undefined;
  /** How long webhook retries are watched, milliseconds. */
  watchMs: number;
  /** The carrier's time, epoch ms. */
  now: () => number;
  sleep: (milliseconds: number) => Promise<void>;
  /** One page sent through the deployment, once for all checks that look at such a fax. */
  deliveredFax: () => Promise<DeliveredFax>;
};

/** What a check found. `change`: what to set otherwise; undefined where nothing needs to change. */
export type LiveResult = {
  found: string;
  verdict: "as assumed" | "differs" | "open";
  change?: string;
};

/** How many faxes a check has at most: dialled ones cost a call, the others fail before one. */
export type Sends = { dialled: number; undialled: number; usesDeliveredFax: boolean };

/** One open question on the carrier's behaviour, as something to try. */
export type LiveCheck = {
  name: string;
  question: string;
  /** What the product takes for granted, in a sentence. */
  assumes: string;
  sends: (channels: number | undefined) => Sends;
  run: (context: LiveContext) => Promise<LiveResult>;
};

export const nothing = (): Sends => ({ dialled: 0, undialled: 0, usesDeliveredFax: false });
export const undialled = (count: number) => (): Sends => ({ ...nothing(), undialled: count });
export const dialled = (count: number) => (): Sends => ({ ...nothing(), dialled: count });
export const usesDeliveredFax = (): Sends => ({ ...nothing(), usesDeliveredFax: true });
