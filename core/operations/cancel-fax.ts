import { invalid, notFound, type Problem } from "../errors.ts";
import type { Fax } from "../fax.ts";

export type CancelDeps = {
  now: () => number;
  readFax: (id: string) => Promise<Fax | undefined>;
  markCanceled: (id: string, at: number) => Promise<{ changed: boolean }>;
  requestCancel: (id: string, at: number) => Promise<{ changed: boolean }>;
};

/**
 * Cancels at once before any call; during a call notes the wish, and what the carrier says afterwards decides.
 * Throws `Problem`: 404, 90080 (already ended), 90081 (inbound).
 */
export async function cancelFax(deps: CancelDeps, id: string): Promise<void> {
  const now = deps.now();
  if ((await deps.markCanceled(id, now)).changed) return;
  if ((await deps.requestCancel(id, now)).changed) return;
  // Between the two looks a queued fax may have been claimed, or a call released.
  if ((await deps.markCanceled(id, now)).changed) return;
  const fax = await deps.readFax(id);
  if (!fax || fax.deletedAt !== undefined) throw notFound("The fax");
  if (fax.direction === "inbound") {
    throw invalid("90081", "Fax is inbound", "Only outbound faxes can be canceled.");
  }
  // Asking twice is no mistake.
  if (fax.status === "sending" || fax.status === "canceled") return;
  throw alreadyEnded(fax.status);
}

const alreadyEnded = (status: string): Problem =>
  invalid("90080", "Fax cannot be canceled", `The fax has ended already (${status}).`);
