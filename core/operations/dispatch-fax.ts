import { claimHeldMs } from "../absence.ts";
import type { FaxOrder } from "../messages.ts";
import type { SubmitOutcome } from "../carrier-answer.ts";
import type { BreakerReason } from "../breaker.ts";
import { explainFailure } from "../failure-reasons.ts";
import {
  awaitsCall,
  latestAttempt,
  nextAttempt,
  type Failure,
  type Fax,
  type OutboundFax,
  type WaitReason,
} from "../fax.ts";
import { gaveUp, isGivenUp } from "../give-up.ts";
import { toClientState } from "../ids.ts";
import { pagesKeyOf } from "../keys-in-bucket.ts";
import type { Line } from "../lanes.ts";
import { meetDuplicate, type DuplicateDeps, type KnownDuplicate } from "./meet-duplicate.ts";
import { TryAgainLater } from "./prepare-fax.ts";

type Claim =
  | { kind: "claimed"; fax: OutboundFax }
  | { kind: "changed"; fax: Fax | undefined }
  | Blocked
  | { kind: "duplicate"; of: string };
/** `restsUntil`: the number is left alone until then. `breaker`: why nothing is sent; `mayProbe`: but one fax may try. */
type Blocked = { kind: "blocked"; by: Line; restsUntil?: number; breaker?: string; mayProbe?: boolean };
type Change = { changed: true; fax: Fax | undefined } | { changed: false; fax: Fax | undefined };
/** `opens`: the account as a whole cannot send, so the breaker opens with it. */
type Wait = { reason: WaitReason; until: number; opens?: BreakerReason };

export type DispatchDeps = DuplicateDeps & {
  now: () => number;
  newClaimId: () => string;
  readCarrierKey: (now: number) => Promise<string | undefined>;
  forgetCarrierKey: () => void;
  readFax: (id: string) => Promise<Fax | undefined>;
  /** Takes the number's lane and a channel with the fax, all or nothing; `asProbe`: to see whether the account can send. */
  claim: (
    fax: OutboundFax,
    attempt: number,
    by: { claimId: string; asProbe: boolean },
    at: number,
    known?: KnownDuplicate,
  ) => Promise<Claim>;
  /** Stands the fax in a line (for a channel with the lane in its hands); answers the fax as it then is. */
  standInLine: (fax: OutboundFax, attempt: number, by: Blocked, at: number) => Promise<Fax | undefined>;
  isFree: (fax: OutboundFax, line: Line, at: number) => Promise<boolean>;
  /** Has the fax's order come again at its time. */
  repeatOrder: (fax: OutboundFax, at: number) => Promise<unknown>;
  /** Answers whether it was closed. */
  openBreaker: (reason: BreakerReason, at: number) => Promise<boolean>;
  /** The time to give up has come; what the fax holds is freed. */
  failQueued: (fax: OutboundFax, failure: Failure, at: number) => Promise<unknown>;
  /** Gives the attempt its own copy of the pages and a link to it; undefined where the pages are gone. */
  linkToPages: (faxId: string, attempt: number, pages: string) => Promise<string | undefined>;
  /** Whether the fax may not be called now because its broadcast pauses or is canceled; it then leaves its line. */
  holdBack: (fax: OutboundFax) => Promise<boolean>;
  submit: (key: string, fax: OutboundFax, mediaUrl: string, clientState: string) => Promise<SubmitOutcome>;
  markSubmitted: (id: string, attempt: number, carrierFaxId: string, at: number) => Promise<unknown>;
  markUnknown: (id: string, attempt: number, at: number) => Promise<unknown>;
  markRefused: (fax: OutboundFax, attempt: number, failure: Failure, at: number) => Promise<unknown>;
  markFailed: (id: string, failure: Failure, at: number) => Promise<unknown>;
  releaseUnsent: (fax: OutboundFax, attempt: number, wait: Wait, at: number) => Promise<Change>;
  report: (word: string, facts: Record<string, string | number>) => void;
};

/** The carrier takes links of at most 2,000 characters. */
const maxLinkLength = 2_000;
/** Looks and tries again this often when other writers come between. */
const maxTurns = 8;
/** After so many tries that did not even reach the carrier the fax ends. */
const maxUnsentTries = 20;

/**
 * Claims a fax that awaits its call and makes its one call to the carrier (P2). A repeat finds the claim and never calls. Where the
 * number's lane or all channels are in use the fax stands in line (P3). Answers whether the fax was claimed, or that it
 * ended here and the next in its line may go.
 */
export async function dispatchFax(deps: DispatchDeps, order: FaxOrder): Promise<boolean | "ended"> {
  const key = await deps.readCarrierKey(deps.now());
  // With the breaker open the claim is refused, and the fax stands in line until somebody sets the carrier up.
  if (!key && (await deps.openBreaker("not_configured", deps.now()))) {
    deps.report("breaker_opened", { reason: "not_configured" });
  }
  const claimed = await claimFax(deps, order);
  if (!claimed) return false;
  if (claimed === "ended") return claimed;
  const { fax, attempt } = claimed;
  if (!key) {
    // Closed at this very moment: the next order finds the key.
    await release(deps, fax, attempt, { reason: "breaker", until: deps.now() });
    return true;
  }
  const link = await linkOf(deps, fax, attempt);
  const outcome: SubmitOutcome = link
    ? await deps.submit(key, fax, link, toClientState(fax.id, attempt))
    : { kind: "not_sent", why: "the link to the pages could not be made" };
  await record(deps, key, fax, attempt, outcome);
  return true;
}

type Claimed = { fax: OutboundFax; attempt: number };

/** The claimed fax, or undefined if there is nothing to do here; `ended`: as a refused duplicate. */
async function claimFax(deps: DispatchDeps, order: FaxOrder): Promise<Claimed | "ended" | undefined> {
  const claimId = deps.newClaimId();
  let known: KnownDuplicate | undefined;
  let fax = await deps.readFax(order.faxId);
  let asProbe = false;
  for (let turn = 0; turn < maxTurns; turn++) {
    if (fax?.direction !== "outbound" || fax.deletedAt !== undefined) return undefined;
    if (!awaitsCall(fax.status)) return resume(deps, fax, order.attempt, claimId);
    const now = deps.now();
    if (nextAttempt(fax) !== order.attempt) return undefined;
    if ((fax.notBefore ?? 0) > now) {
      // Clocks differ, and schedules are exact to a minute: an order that comes early is given again, not lost.
      await deps.repeatOrder(fax, now);
      return undefined;
    }
    if (isGivenUp(fax, now)) {
      await deps.failQueued(fax, gaveUp(fax), now);
      return "ended";
    }
    if (fax.broadcastId !== undefined && (await deps.holdBack(fax))) return undefined;
    const outcome = await deps.claim(fax, order.attempt, { claimId, asProbe }, now, known);
    if (outcome.kind === "claimed") return { fax: outcome.fax, attempt: order.attempt };
    if (outcome.kind === "changed") {
      fax = outcome.fax;
      continue;
    }
    if (outcome.kind === "duplicate") {
      const met = await meetDuplicate(deps, fax, outcome.of, now);
      if (met.kind === "refused") return "ended";
      if (met.kind === "known") known = met.known;
      else fax = met.fax;
      continue;
    }
    asProbe = outcome.mayProbe === true && !asProbe;
    if (asProbe) continue;
    // In that line already: what frees the lane or the channel wakes its first.
    // What it waits for may have begun to rest since: then it is to know until when.
    const isNews = outcome.restsUntil !== undefined && outcome.restsUntil !== fax.notBefore;
    if (fax.line === outcome.by && !isNews) return undefined;
    fax = await deps.standInLine(fax, order.attempt, outcome, now);
    if (fax?.direction !== "outbound") return undefined;
    // Freed before the fax stood there, nobody would wake it.
    if (fax.line === outcome.by && !(await deps.isFree(fax, outcome.by, now))) return undefined;
  }
  throw new TryAgainLater("the fax kept changing");
}

/** A fax that is claimed already: by this very process, by one that may still be calling, or by one that crashed. */
async function resume(
  deps: DispatchDeps,
  fax: OutboundFax,
  number: number,
  claimId: string,
): Promise<Claimed | undefined> {
  const attempt = latestAttempt(fax);
  if (fax.status !== "sending" || attempt?.number !== number || attempt.state !== "submitting") {
    return undefined;
  }
  // Our own claim, whose answer was lost on the way back: go on.
  if (attempt.claim === claimId) return { fax, attempt: attempt.number };
  // Someone else's. While it may still be calling nothing is known; after that nobody can know.
  if (deps.now() - attempt.startedAt < claimHeldMs)
    throw new TryAgainLater("another process holds the claim");
  await deps.markUnknown(fax.id, attempt.number, deps.now());
  deps.report("attempt_unknown", { faxId: fax.id, attempt: attempt.number });
  return undefined;
}

/** Made now: a signed link dies with the credentials that made it. */
async function linkOf(deps: DispatchDeps, fax: OutboundFax, attempt: number): Promise<string | undefined> {
  const link = await deps.linkToPages(fax.id, attempt, pagesKeyOf(fax)).catch(() => undefined);
  return link !== undefined && link.length < maxLinkLength ? link : undefined;
}

async function record(
  deps: DispatchDeps,
  key: string,
  fax: OutboundFax,
  attempt: number,
  outcome: SubmitOutcome,
): Promise<void> {
  const now = deps.now();
  switch (outcome.kind) {
    case "accepted":
      await deps.markSubmitted(fax.id, attempt, outcome.carrierFaxId, now);
      return;
    case "refused":
      await deps.markRefused(fax, attempt, refusedFailure(outcome), now);
      return;
    case "ambiguous":
      await deps.markUnknown(fax.id, attempt, now);
      deps.report("attempt_unknown", { faxId: fax.id, attempt, why: outcome.why });
      return;
    case "account":
      deps.report("carrier_refuses_account", { status: outcome.status });
      await release(deps, fax, attempt, await afterRefusedKey(deps, key));
      return;
    case "capacity":
      await release(deps, fax, attempt, {
        reason: "carrier_capacity",
        until: now + outcome.retryAfterSeconds * 1000,
      });
      return;
    case "not_sent":
      deps.report("carrier_unreachable", { faxId: fax.id, why: outcome.why });
      await release(deps, fax, attempt, {
        reason: "carrier_unreachable",
        until: now + Math.min(30_000 * 2 ** fax.unsentTries, 15 * 60_000),
      });
      return;
    default:
      outcome satisfies never;
  }
}

/** The key may have been replaced a moment ago: then the fax goes on with the new one, and the account is not to blame. */
async function afterRefusedKey(deps: DispatchDeps, refused: string): Promise<Wait> {
  deps.forgetCarrierKey();
  const key = await deps.readCarrierKey(deps.now());
  const wait: Wait = { reason: "breaker", until: deps.now() };
  if (key !== undefined && key !== refused) return wait;
  deps.report("breaker_opened", { reason: "carrier_key_refused" });
  return { ...wait, opens: "carrier_key_refused" };
}

/** Back to the queue: nothing was sent, so no attempt is spent; after too many such tries the fax ends. */
async function release(deps: DispatchDeps, fax: OutboundFax, attempt: number, wait: Wait): Promise<void> {
  const outcome = await deps.releaseUnsent(fax, attempt, wait, deps.now());
  if (
    !outcome.changed &&
    outcome.fax?.direction === "outbound" &&
    outcome.fax.cancelRequestedAt !== undefined
  ) {
    // A cancel came meanwhile: released with it, the fax ends canceled.
    await deps.releaseUnsent(outcome.fax, attempt, wait, deps.now());
    return;
  }
  if (outcome.changed && wait.reason === "carrier_unreachable" && fax.unsentTries + 1 >= maxUnsentTries) {
    const reason = "service_unavailable";
    await deps.markFailed(
      fax.id,
      {
        reason,
        internalReason: "carrier_unreachable",
        detail: "The carrier could not be reached for hours.",
      },
      deps.now(),
    );
  }
}

function refusedFailure(outcome: { status: number; code: string; detail: string }): Failure {
  const reason = outcome.code === "10016" ? "receiver_invalid_number_format" : "rejected";
  const detail = `${explainFailure(reason)} It said: ${outcome.detail || "nothing"} (${outcome.code}).`;
  return { reason, internalReason: `carrier_${outcome.code}`, detail };
}
