import { documentFailure, prepareNeverEnded } from "../document-check.ts";
import { callUnderWay, isClosed, type Failure, type Fax, type InboundFax, type OutboundFax } from "../fax.ts";
import { gaveUp, isGivenUp } from "../give-up.ts";
import type { CallInProgress } from "../lanes.ts";
import { pagesNeverCame } from "./fetch-inbound-fax.ts";

export type SweepDeps = {
  now: () => number;
  listDue: (now: number, limit: number) => Promise<string[]>;
  readFax: (id: string) => Promise<Fax | undefined>;
  failPreparing: (id: string, failure: Failure, at: number) => Promise<unknown>;
  /** The calls in progress, as the channels know them: those are asked about in any case. */
  listCalls: () => Promise<CallInProgress[]>;
  failQueued: (fax: OutboundFax, failure: Failure, at: number) => Promise<unknown>;
  markFetchFailed: (id: string, failure: Failure, at: number) => Promise<unknown>;
  /** Repeats the trigger of the fax's state. */
  wakeFax: (fax: Fax, nextLook: number, at: number) => Promise<unknown>;
  /** Whether a fax that stands in line waits for nothing any more. */
  mayGo: (fax: OutboundFax, at: number) => Promise<boolean>;
  lookLater: (fax: Fax, nextLook: number, at: number) => Promise<unknown>;
  forgetDue: (id: string, at: number) => Promise<unknown>;
  /** Whether the awaited upload is there and only waits to be prepared. */
  hasUpload: (id: string) => Promise<boolean>;
  report: (word: string, facts: Record<string, string | number>) => void;
};

/** What the carrier is to be asked about beside the calls that the channels name. */
export type ToAsk = { handled: number; calls: CallInProgress[]; receptions: InboundFax[] };

const perShard = 100;
const atOnce = 10;
const soonMs = 5 * 60_000;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** The carrier keeps received pages so long. */
const pagesKeptMs = 7 * dayMs;

/** What is due, in whatever state: its trigger is repeated, it is asked about, or it ends with a reason. */
export async function sweepDue(deps: SweepDeps): Promise<ToAsk> {
  const now = deps.now();
  const due = await deps.listDue(now, perShard);
  const toAsk: ToAsk = { handled: due.length, calls: [], receptions: [] };
  const calls = due.length > 0 ? await deps.listCalls() : [];
  for (let start = 0; start < due.length; start += atOnce) {
    const some = due.slice(start, start + atOnce);
    await Promise.all(some.map((id) => sweepSafely(deps, id, calls, toAsk, now)));
  }
  return toAsk;
}

/** One fax that cannot be looked at must not keep the others waiting. */
const sweepSafely = (deps: SweepDeps, id: string, calls: CallInProgress[], toAsk: ToAsk, now: number) =>
  sweepOne(deps, id, calls, toAsk, now).catch((error: unknown) =>
    deps.report("sweep_failed", { faxId: id, error: error instanceof Error ? error.name : "unknown" }),
  );

async function sweepOne(deps: SweepDeps, id: string, calls: CallInProgress[], toAsk: ToAsk, now: number) {
  const fax = await deps.readFax(id);
  if (!fax) return;
  if (isClosed(fax.status)) return void (await deps.forgetDue(id, now));
  switch (fax.status) {
    case "receiving":
      toAsk.receptions.push(fax);
      return void (await deps.lookLater(fax, now + soonMs, now));
    case "fetching":
      return sweepFetching(deps, fax, now);
    case "preparing":
      return fax.direction === "outbound" ? sweepPreparing(deps, fax, now) : undefined;
    case "queued":
    case "scheduled":
      return fax.direction === "outbound" ? sweepQueued(deps, fax, now) : undefined;
    case "sending":
      return fax.direction === "outbound" ? sweepSending(deps, fax, calls, toAsk, now) : undefined;
    default:
      return void (await deps.lookLater(fax, now + hourMs, now));
  }
}

async function sweepQueued(deps: SweepDeps, fax: OutboundFax, now: number): Promise<void> {
  if (isGivenUp(fax, now)) {
    await deps.failQueued(fax, gaveUp(fax), now);
    return;
  }
  // What frees a lane or a channel wakes its line: who stands there is looked at seldom.
  const nextLook = Math.min(
    now + (fax.line === undefined ? pauseAfter(fax.wakes) : hourMs),
    fax.giveUpAt ?? Infinity,
  );
  const mayGo = fax.line === undefined || (await deps.mayGo(fax, now));
  await (mayGo ? deps.wakeFax(fax, nextLook, now) : deps.lookLater(fax, nextLook, now));
}

/** Five minutes, doubling to an hour: where orders pile up and are not lost, more of them would keep the pile from going. */
const pauseAfter = (repeats: number): number => Math.min(hourMs, soonMs * 2 ** Math.min(repeats, 4));

async function sweepPreparing(deps: SweepDeps, fax: OutboundFax, now: number): Promise<void> {
  const { uploadExpiresAt } = fax;
  if (now >= (uploadExpiresAt ?? fax.createdAt) + dayMs) {
    await deps.failPreparing(fax.id, prepareNeverEnded, now);
  } else if (uploadExpiresAt === undefined || (await deps.hasUpload(fax.id))) {
    await deps.wakeFax(fax, now + hourMs, now);
  } else if (uploadExpiresAt <= now) {
    await deps.failPreparing(fax.id, documentFailure("upload_expired"), now);
  } else {
    await deps.lookLater(fax, Math.min(now + hourMs, uploadExpiresAt), now);
  }
}

async function sweepSending(
  deps: SweepDeps,
  fax: OutboundFax,
  calls: CallInProgress[],
  toAsk: ToAsk,
  now: number,
): Promise<void> {
  if (calls.some(({ faxId }) => faxId === fax.id)) {
    await deps.forgetDue(fax.id, now);
    return;
  }
  const attempt = callUnderWay(fax);
  if (attempt) toAsk.calls.push({ faxId: fax.id, attempt: attempt.number, startedAt: attempt.startedAt });
  await deps.lookLater(fax, now + soonMs, now);
}

async function sweepFetching(deps: SweepDeps, fax: Fax, now: number): Promise<void> {
  if (now >= fax.createdAt + pagesKeptMs) await deps.markFetchFailed(fax.id, pagesNeverCame, now);
  else await deps.wakeFax(fax, now + hourMs, now);
}
