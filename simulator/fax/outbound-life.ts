import { hasEnded, type OutboundFax, type StepName } from "./carrier-fax.ts";
import type { Documents } from "./documents.ts";
import { fetchMedia } from "./fetch-media.ts";
import { limitReached, refusalToDial } from "../account/dial-rules.ts";
import type { Flavour, SimulatorClock } from "../options.ts";
import type { Outbox } from "../webhooks/outbox.ts";
import type { PageCounter } from "./page-count.ts";
import type { Steps } from "./steps.ts";
import type { Store } from "../store.ts";
import { toWireEvent, type EventType, type WireEvent } from "../webhooks/wire-event.ts";

export type OutboundDeps = {
  clock: SimulatorClock;
  store: Store;
  steps: Steps;
  outbox: Outbox;
  documents: Documents;
  countPages: PageCounter;
  flavour: Flavour;
  signal: AbortSignal;
  log: (line: string) => void;
};

/** Clock time between the steps of a usual fax, milliseconds. */
const fetchAfterMs = 300;
const dialAfterMs = 200;
const answerAfterMs = 500;
const busyAfterMs = 800;
const cancelAfterMs = 200;
const pageMs = 2_000;
const longestTransmissionMs = 8_000;
const contradictAfterMs = 5_000;

/** Does the planned step of an outbound fax: queued, media.processed, originated, sending, then an end. */
export async function liveOutbound(deps: OutboundDeps, fax: OutboundFax, step: StepName): Promise<void> {
  switch (step) {
    case "announce":
      tell(deps, fax, "fax.queued");
      return deps.steps.next(fax, "fetch", fetchAfterMs);
    case "fetch":
      return fetchDocument(deps, fax);
    case "dial":
      return dial(deps, fax);
    case "transmit":
      return transmit(deps, fax);
    case "hang_up":
      return fax.play.fails ? fail(deps, fax, fax.play.fails.reason) : deliver(deps, fax);
    case "cancel":
      return fail(deps, fax, deps.flavour.cancelReason);
    default:
      return deps.steps.end(fax);
  }
}

/** Accepts a cancel; whether it wins is seen at the end. */
export function cancelOutbound(deps: Pick<OutboundDeps, "steps">, fax: OutboundFax): void {
  if (!fax.play.ignoresCancel) deps.steps.next(fax, "cancel", cancelAfterMs);
}

async function fetchDocument(deps: OutboundDeps, fax: OutboundFax): Promise<void> {
  const { step } = fax;
  const media = await fetchMedia(deps, fax);
  // Canceled meanwhile, or the simulator is closing and fetches again at its next start.
  if (fax.step !== step || deps.signal.aborted) return;
  if (fax.play.fails?.at === "document") return fail(deps, fax, fax.play.fails.reason);
  if ("failure" in media) return fail(deps, fax, media.failure);
  fax.pages = media.pages;
  fax.linkIssuedAt = deps.clock.now().getTime();
  become(deps, fax, "media.processed");
  tell(deps, fax, "fax.media.processed");
  deps.steps.next(fax, "dial", dialAfterMs);
}

function dial(deps: OutboundDeps, fax: OutboundFax): void {
  const { store } = deps;
  const { play } = fax;
  const refusal = refusalToDial(store, fax);
  if (refusal !== undefined) return fail(deps, fax, refusal);
  if (play.fails?.at === "account") return fail(deps, fax, play.fails.reason);
  const limit = limitReached(store, fax);
  if (limit !== undefined) return fail(deps, fax, limit);
  become(deps, fax, "originated");
  store.calls.push({
    faxId: fax.id,
    to: fax.to,
    startedAt: deps.clock.now().getTime(),
    endedAt: null,
    clientState: fax.clientState ?? null,
  });
  if (play.fails?.at === "ringing") return deps.steps.next(fax, "hang_up", busyAfterMs);
  deps.steps.next(fax, "transmit", play.ringSeconds ? play.ringSeconds * 1000 : answerAfterMs);
}

function transmit(deps: OutboundDeps, fax: OutboundFax): void {
  become(deps, fax, "sending");
  tell(deps, fax, "fax.sending.started");
  const wholeMs = Math.min(longestTransmissionMs, pageMs * (fax.pages ?? 1));
  deps.steps.next(fax, "hang_up", fax.play.fails ? wholeMs / 2 : wholeMs);
}

function deliver(deps: OutboundDeps, fax: OutboundFax): void {
  hangUp(deps, fax);
  become(deps, fax, "delivered");
  deps.steps.end(fax);
  tell(deps, fax, "fax.delivered");
  if (!fax.play.contradictsItself) return;
  const reason = "receiver_call_dropped";
  const claimed: OutboundFax = {
    ...fax,
    status: "failed",
    failureReason: reason,
    internalFailureReason: reason,
  };
  deps.outbox.post(fax, eventOf(deps, claimed, "fax.failed"), contradictAfterMs);
}

function fail(deps: OutboundDeps, fax: OutboundFax, reason: string | null): void {
  hangUp(deps, fax);
  fax.failureReason = reason;
  fax.internalFailureReason = reason;
  become(deps, fax, "failed");
  deps.steps.end(fax);
  tell(deps, fax, "fax.failed");
}

function hangUp(deps: OutboundDeps, fax: OutboundFax): void {
  const call = deps.store.calls.findLast((one) => one.faxId === fax.id);
  if (!call || call.endedAt !== null) return;
  call.endedAt = deps.clock.now().getTime();
  fax.callSeconds = Math.round((call.endedAt - call.startedAt) / 1000);
}

function become(deps: OutboundDeps, fax: OutboundFax, status: OutboundFax["status"]): void {
  fax.status = status;
  fax.updatedAt = deps.clock.now().getTime();
  deps.store.changed();
  const why = status === "failed" ? `: ${fax.failureReason ?? "no reason given"}` : "";
  if (hasEnded(fax)) deps.log(`fax ${fax.id} ${status}${why}`);
}

const tell = (deps: OutboundDeps, fax: OutboundFax, type: EventType): void =>
  deps.outbox.publish(fax, eventOf(deps, fax, type));

const eventOf = ({ clock, flavour }: OutboundDeps, fax: OutboundFax, type: EventType): WireEvent =>
  toWireEvent(fax, type, {
    now: clock.now().getTime(),
    link: "",
    hasPagesOnFailed: flavour.hasPagesOnFailed,
  });
