import { awaitsUpload, broadcastFailure, lacksDocument, nextStep, type Broadcast } from "../broadcast.ts";

export type SweepBroadcastsDeps = {
  now: () => number;
  /** Those that have something left to be done, as a list beside them says. */
  listOpen: (limit: number) => Promise<string[]>;
  read: (id: string) => Promise<Broadcast | undefined>;
  /** Orders the next step again, through the table. */
  wake: (broadcast: Broadcast, at: number) => Promise<unknown>;
  fail: (id: string, failure: { reason: string; detail: string }, at: number) => Promise<unknown>;
  report: (word: string, facts: Record<string, string | number>) => void;
};

/** More are not open at once in practice; the rest has its turn when these have ended. */
const mostOpen = 100;
/** A step takes seconds: after this long without one its order was lost. */
const stillMs = 5 * 60_000;

/** Orders the next step of broadcasts that stand still, and ends those whose upload never came. Answers how many. */
export async function sweepBroadcasts(deps: SweepBroadcastsDeps): Promise<number> {
  const now = deps.now();
  const open = await deps.listOpen(mostOpen);
  let handled = 0;
  for (const id of open) {
    // One broadcast that cannot be looked at must not keep the others waiting.
    const isHandled = await sweepOne(deps, id, now).catch((error: unknown) => {
      deps.report("sweep_failed", {
        broadcastId: id,
        error: error instanceof Error ? error.name : "unknown",
      });
      return true;
    });
    handled += isHandled ? 1 : 0;
  }
  return handled;
}

async function sweepOne(deps: SweepBroadcastsDeps, id: string, now: number): Promise<boolean> {
  const broadcast = await deps.read(id);
  if (!broadcast) return false;
  if (awaitsUpload(broadcast) && (broadcast.uploadExpiresAt ?? Infinity) <= now) {
    await deps.fail(id, broadcastFailure("upload_expired"), now);
    return true;
  }
  const isDue = lacksDocument(broadcast) || nextStep(broadcast, now) !== undefined;
  // One that waits is due when its time has come, and else only where the order of its step was lost.
  if (!isDue || (broadcast.notBefore ?? broadcast.updatedAt + stillMs) > now) return false;
  await deps.wake(broadcast, now);
  return true;
}
