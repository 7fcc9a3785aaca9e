import type { KeyObject } from "node:crypto";
import { applicationRoutes } from "./account/application-routes.ts";
import { billingRoutes } from "./account/billing-routes.ts";
import { numberRoutes } from "./account/number-routes.ts";
import { orderRoutes } from "./account/order-routes.ts";
import { profileRoutes } from "./account/profile-routes.ts";
import type { Chaos } from "./chaos.ts";
import { controlRoutes } from "./control/control-routes.ts";
import { documentLink, documentRoutes } from "./fax/document-links.ts";
import { openDocuments } from "./fax/documents.ts";
import { faxRoutes } from "./fax/fax-routes.ts";
import { liveInbound } from "./fax/inbound-life.ts";
import type { Route } from "./http/incoming-http.ts";
import type { Connection, Flavour, SimulatorClock } from "./options.ts";
import { liveOutbound } from "./fax/outbound-life.ts";
import { deliveryRoutes } from "./webhooks/delivery-routes.ts";
import { createOutbox } from "./webhooks/outbox.ts";
import { createPageCounter } from "./fax/page-count.ts";
import { publicKeyOf } from "./webhooks/signature.ts";
import { createSigner } from "./webhooks/signer.ts";
import { createSteps, type Steps } from "./fax/steps.ts";
import type { Store } from "./store.ts";
import { createTimers } from "./timers.ts";

export type CarrierParts = {
  clock: SimulatorClock;
  store: Store;
  signingKey: KeyObject;
  connection: Connection;
  flavour: Flavour;
  chaos: Chaos;
  /** Where documents are kept; absent = in memory. */
  documentFolder: string | undefined;
  baseUrl: () => string;
  actsLike?: (to: string) => string;
  log: (line: string) => void;
};

export type Carrier = {
  routes: Route[];
  /** Takes up what an earlier run left open. */
  resume(): void;
  stop(): Promise<void>;
};

/** Puts the carrier together from its parts; nothing happens before the first request or `resume`. */
export function createCarrier({ documentFolder, baseUrl, ...parts }: CarrierParts): Carrier {
  const { clock, store, signingKey, flavour, log } = parts;
  const closing = new AbortController();
  const signer = createSigner(signingKey);
  const base = {
    ...parts,
    signer,
    documents: openDocuments(documentFolder),
    countPages: createPageCounter(),
    timers: createTimers(clock, log),
    signal: closing.signal,
  };
  const links = { ...base, linkSeconds: flavour.linkSeconds, baseUrl };
  const link = (fax: Parameters<typeof documentLink>[1]) => documentLink(links, fax);
  const outbox = createOutbox({
    ...base,
    maxAttempts: flavour.webhookAttempts,
    retriesClientErrors: flavour.retriesClientErrors,
  });
  const steps: Steps = createSteps(base, (fax, name) =>
    fax.direction === "outbound"
      ? liveOutbound({ ...base, steps, outbox }, fax, name)
      : liveInbound({ ...base, steps, outbox, link }, fax, name),
  );
  return {
    routes: [
      ...faxRoutes({ ...base, steps, outbox, link, pause: (seconds) => pause(seconds, closing.signal) }),
      ...applicationRoutes(base),
      ...profileRoutes(base),
      ...numberRoutes(base),
      ...orderRoutes(base),
      ...billingRoutes(base),
      ...deliveryRoutes(base),
      ...documentRoutes(links),
      ...controlRoutes({ ...base, steps, publicKey: publicKeyOf(signingKey) }),
    ],
    resume() {
      for (const fax of store.faxes.values()) steps.resume(fax);
      outbox.resume();
    },
    async stop() {
      closing.abort();
      await base.timers.stop();
    },
  };
}

/** Real seconds; ends early with the simulator. */
const pause = (seconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(end, seconds * 1000);
    signal.addEventListener("abort", end, { once: true });
  });
