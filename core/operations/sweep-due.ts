import { documentFailure } from "../document-check.ts";
import { explainFailure } from "../failure-reasons.ts";
import { latestAttempt, type Failure, type Fax, type OutboundFax } from "../fax.ts";
import type { CallInProgress } from "../lanes.ts";

export type SweepDeps = {
  now: () => number;
  listDue: (now: number, limit: number) => Promise<string[]>;
  readFax: (id: string) => Promise<Fax | undefined>;
  failPreparing: (id: string, failure: Failure, at: number) => Promise<unknown>;
  /** The calls in progress, as the channels know them. */
  listCalls: () => Promise<CallInProgress[]>;
  /** Frees what a call holds whose end nobody told. */
  freeSilentCall: (fax: OutboundFax, attempt: number, at: number) => Promise<unknown>;
  failQueued: (fax: OutboundFax, failure: Failure, at: number) => Promise<unknown>;
  wakeQueued: (id: string, wakes: number, nextLook: number, at: number) => Promise<unknown>;
  forgetDue: (id: string, at: number) => Promise<unknown>;
  /** Whether the awaited upload is there and only waits to be prepared. */
  hasUpload: (id: string) => Promise<boolean>;
  report: (word: string, facts: Record<string, string | number>) => void;
};

/** Why the last call failed, if there was one, tells more than that the time is over. */
function gaveUp(fax: OutboundFax): Failure {
  const reason = latestAttempt(fax)?.failureReason;
  return {
    reason: reason ?? "gave_up",
    internalReason: "give_up_at_passed",
    detail:
      reason === undefined
        ? "The time to give up had come before a call could be made."
        : `${explainFailure(reason)} The time to give up came before the next call.`,
  };
}
const perShard = 25;
const lookAgainMs = 5 * 60_000;
/** Who stands in a line is woken by what frees it; to look at a long line more often would be work that grows with it. */
const lookAtLineAgainMs = 3_600_000;

const nextLookAt = (fax: OutboundFax, now: number): number =>
  fax.line === undefined ? now + lookAgainMs : Math.min(now + lookAtLineAgainMs, fax.giveUpAt ?? Infinity);

/** Every five minutes, only what is due: ends uploads that never came and faxes given up, wakes those that wait. Answers how many. */
export async function sweepDue(deps: SweepDeps): Promise<number> {
  const now = deps.now();
  const due = await deps.listDue(now, perShard);
  for (const id of due) {
    // One fax that cannot be looked at must not keep the others waiting.
    await sweepOne(deps, id, now).catch((error: unknown) =>
      deps.report("sweep_failed", { faxId: id, error: error instanceof Error ? error.name : "unknown" }),
    );
  }
  const silent = (await deps.listCalls()).filter(({ startedAt }) => startedAt + longestCallMs <= now);
  for (const call of silent) await freeSilent(deps, call, now);
  return due.length + silent.length;
}

/** No call lasts this long (350 pages take some three hours); its end was never told. */
const longestCallMs = 6 * 3_600_000;

async function freeSilent(deps: SweepDeps, { faxId, attempt }: CallInProgress, now: number): Promise<void> {
  const fax = await deps.readFax(faxId);
  if (fax?.direction !== "outbound") return;
  await deps.freeSilentCall(fax, attempt, now);
  deps.report("call_silent", { faxId, attempt });
}

async function sweepOne(deps: SweepDeps, id: string, now: number): Promise<void> {
  const fax = await deps.readFax(id);
  if (fax?.direction !== "outbound") return;
  if (fax.status === "queued" && fax.giveUpAt !== undefined && fax.giveUpAt <= now) {
    await deps.failQueued(fax, gaveUp(fax), now);
  } else if (fax.status === "queued") {
    await deps.wakeQueued(id, fax.wakes, nextLookAt(fax, now), now);
  } else if (fax.status !== "preparing") {
    await deps.forgetDue(id, now);
  } else if (fax.uploadExpiresAt !== undefined && fax.uploadExpiresAt <= now && !(await deps.hasUpload(id))) {
    await deps.failPreparing(id, documentFailure("upload_expired"), now);
  }
}
