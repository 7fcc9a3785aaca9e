import type { InboundFax, StepName } from "./carrier-fax.ts";
import type { Flavour, SimulatorClock } from "../options.ts";
import type { Outbox } from "../webhooks/outbox.ts";
import type { Steps } from "./steps.ts";
import type { Store } from "../store.ts";
import { toWireEvent, type EventType } from "../webhooks/wire-event.ts";

export type InboundDeps = {
  clock: SimulatorClock;
  store: Store;
  steps: Steps;
  outbox: Outbox;
  link: (fax: InboundFax) => string;
  flavour: Flavour;
  log: (line: string) => void;
};

/** Clock time between the steps of a usual fax, milliseconds. */
export const ringMs = 300;
const pageMs = 2_000;
const longestTransmissionMs = 8_000;
const convertMs = 500;
/** A link made this long ago is dead whatever the flavour says. */
const deadForMs = 24 * 3_600_000;

/** Does the planned step of a fax that comes in: initiated, receiving, media.processing, then an end. */
export function liveInbound(deps: InboundDeps, fax: InboundFax, step: StepName): void {
  switch (step) {
    case "receive":
      become(deps, fax, "receiving", "fax.receiving.started");
      return deps.steps.next(
        fax,
        fax.plan.failureReason === undefined ? "convert" : "hand_over",
        Math.min(longestTransmissionMs, pageMs * (fax.pages ?? 1)),
      );
    case "convert":
      countCall(deps, fax);
      become(deps, fax, "media.processing", "fax.media.processing.started");
      return deps.steps.next(fax, "hand_over", convertMs);
    case "hand_over":
      return handOver(deps, fax);
    default:
      return deps.steps.end(fax);
  }
}

function handOver(deps: InboundDeps, fax: InboundFax): void {
  const { plan } = fax;
  deps.steps.end(fax);
  if (plan.failureReason !== undefined) {
    countCall(deps, fax);
    fax.failureReason = plan.failureReason;
    fax.internalFailureReason = plan.failureReason;
    become(deps, fax, "failed", "fax.failed");
  } else {
    fax.linkIssuedAt = deps.clock.now().getTime() - (plan.isLinkDead ? deadForMs : 0);
    become(deps, fax, "received", plan.end);
  }
  deps.log(`fax ${fax.id} ${fax.status}`);
}

/** A reception has lasted since the fax was last told of. */
function countCall({ clock }: InboundDeps, fax: InboundFax): void {
  fax.callSeconds = Math.round((clock.now().getTime() - fax.updatedAt) / 1000);
}

function become(deps: InboundDeps, fax: InboundFax, status: InboundFax["status"], event: EventType): void {
  const now = deps.clock.now().getTime();
  fax.status = status;
  fax.updatedAt = now;
  deps.store.changed();
  const { hasPagesOnFailed } = deps.flavour;
  deps.outbox.publish(fax, toWireEvent(fax, event, { now, link: deps.link(fax), hasPagesOnFailed }));
}
