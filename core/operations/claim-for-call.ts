import { claimHeldMs } from "../absence.ts";
import { awaitsCall, latestAttempt, nextAttempt, type Failure, type Fax, type OutboundFax } from "../fax.ts";
import { gaveUp, isGivenUp } from "../give-up.ts";
import type { Line } from "../lanes.ts";
import type { FaxOrder } from "../messages.ts";
import { meetDuplicate, type DuplicateDeps, type KnownDuplicate } from "./meet-duplicate.ts";
import { TryAgainLater } from "./try-again-later.ts";

type Claim =
  | { kind: "claimed"; fax: OutboundFax }
  | { kind: "changed"; fax: Fax | undefined }
  | Blocked
  | { kind: "duplicate"; of: string };
/** `restsUntil`: the number is left alone until then. `breaker`: why nothing is sent; `mayProbe`: but one fax may try. */
export type Blocked = {
  kind: "blocked";
  by: Line;
  restsUntil?: number;
  breaker?: string;
  mayProbe?: boolean;
};

export type ClaimDeps = DuplicateDeps & {
  now: () => number;
  newClaimId: () => string;
  readFax: (id: string) => Promise<Fax | undefined>;
  /** Takes the number's lane and a channel with the fax, all or nothing; `asProbe`: to see whether the account can send. */
  claim: (
    fax: OutboundFax,
    attempt: number,
    by: { claimId: string; asProbe: boolean },
    at: number,
    known?: KnownDuplicate,
  ) => Promise<Claim>;
  /**
   * Stands the fax in a line (for a channel with the lane in its hands), unless what it is to wait for was freed
   * meanwhile; answers the fax as it then is.
   */
  standInLine: (fax: OutboundFax, attempt: number, by: Blocked, at: number) => Promise<Fax | undefined>;
  /** Has the fax's order come again at its time. */
  repeatOrder: (fax: OutboundFax, at: number) => Promise<unknown>;
  /** The time to give up has come; what the fax holds is freed. */
  failQueued: (fax: OutboundFax, failure: Failure, at: number) => Promise<unknown>;
  /** Whether the fax may not be called now because its broadcast pauses or is canceled; it then leaves its line. */
  holdBack: (fax: OutboundFax) => Promise<boolean>;
  markUnknown: (id: string, attempt: number, at: number) => Promise<unknown>;
  report: (word: string, facts: Record<string, string | number>) => void;
};

/** What was read just now: the fax, and what stands in its way if that was looked at, too. */
export type Seen = { fax: Fax | undefined; blocked?: Blocked | undefined };

/** Looks and tries again this often when other writers come between. */
const maxTurns = 8;

export type Claimed = { fax: OutboundFax; attempt: number };

/**
 * Takes the fax, its number's lane and a channel for the call that `order` names; where one of them is in use the fax
 * stands in line (P3). Answers the claimed fax, undefined if there is nothing to do here, or `ended`: given up, or a
 * refused duplicate.
 */
export async function claimForCall(
  deps: ClaimDeps,
  order: FaxOrder,
  seen?: Seen,
): Promise<Claimed | "ended" | undefined> {
  const claimId = deps.newClaimId();
  let known: KnownDuplicate | undefined;
  let fax = seen ? seen.fax : await deps.readFax(order.faxId);
  let blocked = seen?.blocked;
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
    const outcome: Claim =
      blocked ?? (await deps.claim(fax, order.attempt, { claimId, asProbe }, now, known));
    blocked = undefined;
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
    // Where it does not stand there, something was freed or changed in between.
    if (fax?.direction === "outbound" && fax.line === outcome.by) return undefined;
  }
  throw new TryAgainLater("the fax kept changing");
}

/** A fax that is claimed already: by this very process, by one that may still be calling, or by one that crashed. */
async function resume(
  deps: ClaimDeps,
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
