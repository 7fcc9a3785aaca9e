import {
  awaitingCall,
  awaitsCall,
  isClosed,
  type Attempt,
  type DocumentFacts,
  type Failure,
  type Fax,
  type FaxRequest,
  type FaxStatus,
  type FaxWarning,
  type OutboundFax,
  type WaitReason,
} from "../../core/fax.ts";
import type { AfterAbsence } from "../../core/absence.ts";
import type { ClaimOutcome } from "../../adapters/aws/claim-fax.ts";
import type { Blocked } from "../../core/operations/claim-for-call.ts";
import { otherFaxOf, slotOf } from "../../core/duplicates.ts";
import type { KnownDuplicate } from "../../core/operations/meet-duplicate.ts";

type Change = { changed: true; fax: Fax } | { changed: false; fax: Fax | undefined };
type Wait = { reason: WaitReason; until: number; opens?: string };

/** A fax that waits for nothing any more. */
function settled({
  waitingFor: _reason,
  notBefore: _until,
  uploadExpiresAt: _upload,
  line: _line,
  ...fax
}: OutboundFax): OutboundFax {
  return fax;
}

/** A table in memory with the conditions of the real one: it holds state, it counts no calls. */
export function memoryFaxes(...stored: Fax[]) {
  const faxes = new Map<string, Fax>(stored.map((fax) => [fax.id, fax]));
  const requests = new Map<string, FaxRequest>();

  function change(id: string, at: number, step: (fax: Fax) => Fax | undefined): Change {
    const fax = faxes.get(id);
    const next = fax && fax.deletedAt === undefined ? step(fax) : undefined;
    if (!next) return { changed: false, fax };
    const written = { ...next, updatedAt: at, revision: next.revision + 1 };
    faxes.set(id, written);
    return { changed: true, fax: written };
  }

  const changeOutbound = (
    id: string,
    at: number,
    from: FaxStatus[],
    step: (fax: OutboundFax) => OutboundFax | undefined,
  ) =>
    change(id, at, (fax) =>
      fax.direction === "outbound" && from.includes(fax.status) ? step(fax) : undefined,
    );

  /** Changes the attempt while nobody has heard of its call. */
  const changeOpenAttempt = (
    id: string,
    number: number,
    at: number,
    facts: Partial<Attempt>,
    fax: Partial<OutboundFax> = {},
  ) =>
    changeOutbound(id, at, ["sending"], (sending) =>
      sending.attempts.some((attempt) => attempt.number === number && attempt.rank === 0)
        ? {
            ...sending,
            ...fax,
            attempts: sending.attempts.map((attempt) =>
              attempt.number === number ? { ...attempt, ...facts } : attempt,
            ),
          }
        : undefined,
    );

  return {
    faxes,
    requests,
    outbound(id: string): OutboundFax {
      const fax = faxes.get(id);
      if (fax?.direction !== "outbound") throw new Error("no such outbound fax");
      return fax;
    },
    readFax: async (id: string) => faxes.get(id),
    createFax: async (fax: OutboundFax, request: FaxRequest) => {
      if (faxes.has(fax.id)) return "exists" as const;
      faxes.set(fax.id, fax);
      requests.set(fax.id, request);
      return "created" as const;
    },
    /** Numbers whose lane another fax holds, whether all channels are in use, and why nothing is sent at all. */
    taken: { lanes: new Set<string>(), channels: false, breaker: undefined as string | undefined },
    async openBreaker(reason: string) {
      const wasClosed = this.taken.breaker === undefined;
      this.taken.breaker ??= reason;
      return wasClosed;
    },
    /** Marks that the lanes remember, by number. */
    marks: new Map<string, string>(),
    async claim(
      wanted: OutboundFax,
      number: number,
      { claimId }: { claimId: string },
      at: number,
      known?: KnownDuplicate,
    ): Promise<ClaimOutcome> {
      const slot = number === 1 ? slotOf(wanted) : undefined;
      const mark = this.marks.get(wanted.to);
      const { lanes, channels, breaker } = this.taken;
      const isBlocked = lanes.has(wanted.to) || channels || breaker !== undefined;
      const now = faxes.get(wanted.id);
      if (isBlocked && now && awaitsCall(now.status)) {
        return {
          kind: "blocked",
          by: lanes.has(wanted.to) ? "lane" : "channel",
          ...(breaker === undefined ? {} : { breaker }),
        };
      }
      const other = slot && !known && now && awaitsCall(now.status) ? otherFaxOf(mark, slot) : undefined;
      if (other !== undefined) return { kind: "duplicate", of: other };
      const warnings: FaxWarning[] = known?.warns ? [{ code: "possible_duplicate", faxId: known.of }] : [];
      const outcome = changeOutbound(wanted.id, at, [...awaitingCall], (fax) => {
        if (fax.attempts.some((attempt) => attempt.number === number)) return undefined;
        if ((fax.notBefore ?? 0) > at) return undefined;
        const attempt: Attempt = {
          number,
          state: "submitting",
          rank: 0,
          startedAt: at,
          claim: claimId,
          holdsLane: true,
        };
        if (slot) this.marks.set(fax.to, slot.mark);
        return {
          ...settled(fax),
          status: "sending",
          attempts: [...fax.attempts, attempt],
          ...(warnings.length > 0 ? { warnings } : {}),
        };
      });
      return outcome.changed && outcome.fax.direction === "outbound"
        ? { kind: "claimed", fax: outcome.fax }
        : { kind: "changed", fax: outcome.fax };
    },
    async standInLine(seen: OutboundFax, _attempt: number, { by: line }: Blocked, at: number) {
      const { lanes, channels, breaker } = this.taken;
      const isTaken = line === "lane" ? lanes.has(seen.to) : channels || breaker !== undefined;
      if (!isTaken) return faxes.get(seen.id);
      return changeOutbound(seen.id, at, [...awaitingCall], ({ notBefore: _until, ...fax }) => ({
        ...fax,
        status: "queued",
        line,
        waitingFor: line,
      })).fax;
    },
    repeatOrder: async (seen: OutboundFax, at: number) =>
      changeOutbound(seen.id, at, [...awaitingCall], (fax) =>
        fax.wakes === seen.wakes ? { ...fax, wakes: fax.wakes + 1 } : undefined,
      ),
    makeWait: async (id: string, wait: Wait, at: number) =>
      changeOutbound(id, at, ["queued"], (fax) => ({
        ...fax,
        waitingFor: wait.reason,
        notBefore: wait.until,
      })),
    markSubmitted: async (id: string, attempt: number, carrierFaxId: string, at: number) =>
      changeOpenAttempt(id, attempt, at, { state: "submitted", rank: 5, carrierFaxId }),
    markUnknown: async (id: string, attempt: number, at: number) =>
      changeOpenAttempt(id, attempt, at, { state: "unknown" }),
    markRefused: async ({ id }: OutboundFax, attempt: number, failure: Failure, at: number) =>
      changeOpenAttempt(
        id,
        attempt,
        at,
        { state: "failed", rank: 100, endedAt: at, failureReason: failure.reason },
        { status: "failed", failure },
      ),
    refuseDuplicate: async (seen: OutboundFax, failure: Failure, warnings: FaxWarning[], at: number) =>
      changeOutbound(seen.id, at, ["queued"], (fax) =>
        fax.line === seen.line ? { ...settled(fax), status: "failed", failure, warnings } : undefined,
      ),
    failQueued: async (seen: OutboundFax, failure: Failure, at: number) =>
      changeOutbound(seen.id, at, [...awaitingCall], (fax) => ({
        ...settled(fax),
        status: "failed",
        failure,
      })),
    markFailed: async (id: string, failure: Failure, at: number) =>
      changeOutbound(id, at, ["preparing", "queued"], (fax) => ({
        ...settled(fax),
        status: "failed",
        failure,
      })),
    markPrepared: async (id: string, facts: DocumentFacts, at: number) =>
      changeOutbound(id, at, ["preparing"], (fax) =>
        fax.scheduledAt !== undefined && fax.scheduledAt > at
          ? {
              ...settled(fax),
              status: "scheduled",
              document: facts,
              waitingFor: "schedule",
              notBefore: fax.scheduledAt,
            }
          : { ...settled(fax), status: "queued", document: facts },
      ),
    markCanceled: async ({ id }: OutboundFax, at: number) =>
      changeOutbound(id, at, ["scheduled", "preparing", "queued"], (fax) => ({
        ...settled(fax),
        status: "canceled",
        cancelRequestedAt: at,
      })),
    requestCancel: async (id: string, at: number) =>
      changeOutbound(id, at, ["sending"], (fax) => ({
        ...fax,
        cancelRequestedAt: fax.cancelRequestedAt ?? at,
      })),
    releaseUnsent: async (seen: OutboundFax, attempt: number, wait: Wait, at: number) =>
      changeOutbound(seen.id, at, ["sending"], (fax) => {
        const open = fax.attempts.some(({ number, rank }) => number === attempt && rank === 0);
        const wantsCancel = seen.cancelRequestedAt !== undefined;
        if (!open || wantsCancel !== (fax.cancelRequestedAt !== undefined)) return undefined;
        return {
          ...fax,
          status: wantsCancel ? "canceled" : "queued",
          unsentTries: seen.unsentTries + (wait.reason === "carrier_unreachable" ? 1 : 0),
          attempts: fax.attempts.filter(({ number }) => number !== attempt),
          ...(wantsCancel
            ? {}
            : { waitingFor: wait.reason, ...(wait.until > at ? { notBefore: wait.until } : {}) }),
        };
      }),
    /** Where the sweep looks next, by fax. */
    looks: new Map<string, number>(),
    async wakeFax(seen: Fax, nextLook: number, at: number) {
      this.looks.set(seen.id, nextLook);
      return change(seen.id, at, (fax) =>
        fax.status === seen.status ? { ...fax, wakes: seen.wakes + 1 } : undefined,
      );
    },
    async lookLater(seen: Fax, nextLook: number, at: number) {
      this.looks.set(seen.id, nextLook);
      return change(seen.id, at, (fax) => (fax.status === seen.status ? fax : undefined));
    },
    noteMissing: async (id: string, attempt: number, at: number) =>
      changeOpenAttempt(id, attempt, at, { state: "unknown", missedAt: at }),
    markAbsent: async (seen: OutboundFax, attempt: number, after: AfterAbsence, at: number) =>
      changeOpenAttempt(seen.id, attempt, at, { state: "absent", rank: 1 }, after),
    endLostCall: async (seen: OutboundFax, attempt: number, failure: Failure, at: number) =>
      changeOutbound(seen.id, at, ["sending"], (fax) => ({
        ...fax,
        status: "failed",
        failure,
        attempts: fax.attempts.map((each) =>
          each.number === attempt ? { ...each, state: "failed", rank: 100, endedAt: at } : each,
        ),
      })),
    markReceptionLost: async (id: string, failure: Failure, at: number) =>
      change(id, at, (fax) =>
        fax.status === "receiving" ? { ...fax, status: "failed", failure } : undefined,
      ),
    markReceived: async (id: string, facts: DocumentFacts, at: number) =>
      change(id, at, (fax) =>
        fax.status === "fetching" ? { ...fax, status: "received", document: facts } : undefined,
      ),
    markFetchFailed: async (id: string, failure: Failure, at: number) =>
      change(id, at, (fax) =>
        fax.status === "fetching" ? { ...fax, status: "failed", failure } : undefined,
      ),
    remove: async (fax: Fax, at: number) =>
      change(fax.id, at, (known) => (isClosed(known.status) ? { ...known, deletedAt: at } : undefined)),
  };
}

export type MemoryFaxes = ReturnType<typeof memoryFaxes>;
