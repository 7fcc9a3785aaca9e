import { documentFailure } from "../document-check.ts";
import type { Failure, Fax } from "../fax.ts";

export type SweepDeps = {
  now: () => number;
  listDue: (now: number, limit: number) => Promise<string[]>;
  readFax: (id: string) => Promise<Fax | undefined>;
  failPreparing: (id: string, failure: Failure, at: number) => Promise<unknown>;
  wakeQueued: (id: string, wakes: number, nextLook: number, at: number) => Promise<unknown>;
  forgetDue: (id: string, at: number) => Promise<unknown>;
};

const perShard = 25;
const lookAgainMs = 5 * 60_000;

/** Every five minutes, only what is due: ends uploads that never came, wakes faxes that wait. Answers how many. */
export async function sweepDue(deps: SweepDeps): Promise<number> {
  const now = deps.now();
  const due = await deps.listDue(now, perShard);
  for (const id of due) {
    const fax = await deps.readFax(id);
    if (fax?.direction !== "outbound") continue;
    if (fax.status === "preparing" && fax.uploadExpiresAt !== undefined && fax.uploadExpiresAt <= now) {
      await deps.failPreparing(id, documentFailure("upload_expired"), now);
    } else if (fax.status === "queued") {
      await deps.wakeQueued(id, fax.wakes, now + lookAgainMs, now);
    } else if (fax.status !== "preparing") {
      await deps.forgetDue(id, now);
    }
  }
  return due.length;
}
