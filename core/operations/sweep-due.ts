import { documentFailure } from "../document-check.ts";
import { awaitsCall, type Failure, type Fax, type OutboundFax } from "../fax.ts";
import { gaveUp, isGivenUp } from "../give-up.ts";
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

const perShard = 25;
const lookAgainMs = 5 * 60_000;
/** Whoever stands in line is woken by what frees lane or channel: this look is for what got lost. */
const lookAgainInLineMs = 3_600_000;

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
  if (awaitsCall(fax.status) && isGivenUp(fax, now)) {
    await deps.failQueued(fax, gaveUp(fax), now);
  } else if (awaitsCall(fax.status)) {
    const next = now + (fax.line === undefined ? lookAgainMs : lookAgainInLineMs);
    await deps.wakeQueued(id, fax.wakes, Math.min(next, fax.giveUpAt ?? Infinity), now);
  } else if (fax.status !== "preparing") {
    await deps.forgetDue(id, now);
  } else if (fax.uploadExpiresAt !== undefined && fax.uploadExpiresAt <= now && !(await deps.hasUpload(id))) {
    await deps.failPreparing(id, documentFailure("upload_expired"), now);
  }
}
