import { invalid, notFound, type Problem } from "../errors.ts";
import { isClosed, type Fax, type OutboundFax } from "../fax.ts";

export type CancelDeps = {
  now: () => number;
  readFax: (id: string) => Promise<Fax | undefined>;
  markCanceled: (fax: OutboundFax, at: number) => Promise<{ changed: boolean }>;
  requestCancel: (id: string, at: number) => Promise<{ changed: boolean }>;
};

const maxTurns = 6;

/**
 * Cancels at once before any call; during a call notes the wish, and what the carrier says afterwards decides.
 * Throws `Problem`: 404, 90080 (already ended), 90081 (inbound).
 */
export async function cancelFax(deps: CancelDeps, id: string): Promise<void> {
  const now = deps.now();
  for (let turn = 0; turn < maxTurns; turn++) {
    const fax = await deps.readFax(id);
    if (fax?.direction !== "outbound" || fax.deletedAt !== undefined || isClosed(fax.status)) break;
    // Between look and write a queued fax may have been claimed, or a call released: then look again.
    const { changed } =
      fax.status === "sending" ? await deps.requestCancel(id, now) : await deps.markCanceled(fax, now);
    if (changed) return;
  }
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
