import { documentFailure } from "../document-check.ts";
import type { Failure, Fax } from "../fax.ts";

export type SweepDeps = {
  now: () => number;
  listDue: (now: number, limit: number) => Promise<string[]>;
  readFax: (id: string) => Promise<Fax | undefined>;
  failPreparing: (id: string, failure: Failure, at: number) => Promise<unknown>;
  failQueued: (id: string, failure: Failure, at: number) => Promise<unknown>;
  wakeQueued: (id: string, wakes: number, nextLook: number, at: number) => Promise<unknown>;
  forgetDue: (id: string, at: number) => Promise<unknown>;
  /** Whether the awaited upload is there and only waits to be prepared. */
  hasUpload: (id: string) => Promise<boolean>;
  report: (word: string, facts: Record<string, string | number>) => void;
};

const gaveUp: Failure = {
  reason: "gave_up",
  internalReason: "give_up_at_passed",
  detail: "The time to give up had come before a call could be made.",
};
const perShard = 25;
const lookAgainMs = 5 * 60_000;

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
  return due.length;
}

async function sweepOne(deps: SweepDeps, id: string, now: number): Promise<void> {
  const fax = await deps.readFax(id);
  if (fax?.direction !== "outbound") return;
  if (fax.status === "queued" && fax.giveUpAt !== undefined && fax.giveUpAt <= now) {
    await deps.failQueued(id, gaveUp, now);
  } else if (fax.status === "queued") {
    await deps.wakeQueued(id, fax.wakes, now + lookAgainMs, now);
  } else if (fax.status !== "preparing") {
    await deps.forgetDue(id, now);
  } else if (fax.uploadExpiresAt !== undefined && fax.uploadExpiresAt <= now && !(await deps.hasUpload(id))) {
    await deps.failPreparing(id, documentFailure("upload_expired"), now);
  }
}
