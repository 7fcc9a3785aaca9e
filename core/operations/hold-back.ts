import type { Broadcast } from "../broadcast.ts";
import type { Fax, OutboundFax } from "../fax.ts";
import { TryAgainLater } from "./try-again-later.ts";

export type HoldBackDeps = {
  now: () => number;
  /** The broadcast's status: as it was a second or two ago, or as it is now. */
  statusOf: (broadcastId: string, when: "lately" | "now") => Promise<Broadcast["status"] | undefined>;
  readFax: (id: string) => Promise<Fax | undefined>;
  /** Takes a queued fax out of its line, and frees the lane it may hold with that. */
  park: (fax: OutboundFax, at: number) => Promise<{ changed: boolean }>;
  unpark: (fax: OutboundFax, at: number) => Promise<unknown>;
  markCanceled: (fax: OutboundFax, at: number) => Promise<{ changed: boolean }>;
};

/** Looks and tries again this often when other writers come between. */
const maxTurns = 6;

/**
 * Whether a queued fax may not be called because its broadcast pauses or is canceled. Such a fax leaves its line: it is
 * parked until the broadcast goes on, or canceled. After parking the status is read again: whoever had it go on before
 * the fax stood there could not know of it, so then it goes on here.
 */
export async function holdBack(deps: HoldBackDeps, fax: OutboundFax): Promise<boolean> {
  if (fax.broadcastId === undefined) return false;
  // One that is parked may have been parked just now.
  const when = fax.waitingFor === "broadcast" ? "now" : "lately";
  const status = await deps.statusOf(fax.broadcastId, when);
  if (status === "canceled") return leave(deps, fax, (known) => deps.markCanceled(known, deps.now()));
  return status === "paused" ? parkFax(deps, fax) : false;
}

/** Parks a fax of a pausing broadcast. Answers whether it is held back. */
export async function parkFax(deps: HoldBackDeps, fax: OutboundFax): Promise<boolean> {
  const isParked = await leave(deps, fax, (known) => deps.park(known, deps.now()));
  if (!isParked) return false;
  const status = await deps.statusOf(fax.broadcastId ?? "", "now");
  if (status !== "running") return true;
  await deps.unpark(fax, deps.now());
  return true;
}

/** Another run may move the fax between look and write: then look again. One that is queued no more is not ours to hold. */
async function leave(
  deps: HoldBackDeps,
  fax: OutboundFax,
  write: (fax: OutboundFax) => Promise<{ changed: boolean }>,
): Promise<boolean> {
  let known: Fax | undefined = fax;
  for (let turn = 0; turn < maxTurns; turn++) {
    if (known?.direction !== "outbound" || known.status !== "queued") return true;
    if ((await write(known)).changed) return true;
    known = await deps.readFax(fax.id);
  }
  throw new TryAgainLater("a fax of a broadcast kept changing");
}
