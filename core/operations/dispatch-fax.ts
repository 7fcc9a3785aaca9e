import type { BreakerReason } from "../breaker.ts";
import type { SubmitOutcome } from "../carrier-answer.ts";
import { latestAttempt, type OutboundFax } from "../fax.ts";
import { toClientState } from "../ids.ts";
import { pagesKeyOf } from "../keys-in-bucket.ts";
import type { FaxOrder } from "../messages.ts";
import { claimForCall, type ClaimDeps, type Seen } from "./claim-for-call.ts";
import { recordSubmit, release, type RecordDeps } from "./record-submit.ts";

export type DispatchDeps = ClaimDeps &
  RecordDeps & {
    /** Answers whether it was closed. */
    openBreaker: (reason: BreakerReason, at: number) => Promise<boolean>;
    /** Gives the attempt its own copy of the pages and a link to it; undefined where the pages are gone. */
    linkToPages: (faxId: string, attempt: number, pages: StoredPages) => Promise<string | undefined>;
    submit: (key: string, fax: OutboundFax, mediaUrl: string, clientState: string) => Promise<SubmitOutcome>;
  };

/** Where pages are stored and as what, and the time of the call, to be written into them at `offset`, if anywhere. */
export type StoredPages = {
  key: string;
  contentType: string;
  time?: { offset: number; calledAt: number; timeZone?: string } | undefined;
};

/** The carrier takes links of at most 2,000 characters. */
const maxLinkLength = 2_000;

/**
 * Claims a fax that awaits its call and makes its one call to the carrier (P2). A repeat finds the claim and never calls. Where the
 * number's lane or all channels are in use the fax stands in line (P3). Answers whether the fax was claimed, or that it
 * ended here and the next in its line may go.
 */
export async function dispatchFax(
  deps: DispatchDeps,
  order: FaxOrder,
  seen?: Seen,
): Promise<boolean | "ended"> {
  const key = await deps.readCarrierKey(deps.now());
  // With the breaker open the claim is refused, and the fax stands in line until somebody sets the carrier up.
  if (!key && (await deps.openBreaker("not_configured", deps.now()))) {
    deps.report("breaker_opened", { reason: "not_configured" });
  }
  const claimed = await claimForCall(deps, order, seen);
  if (!claimed) return false;
  if (claimed === "ended") return claimed;
  const { fax, attempt } = claimed;
  if (!key) {
    // Closed at this very moment: the next order finds the key.
    await release(deps, fax, attempt, { reason: "breaker", until: deps.now() });
    return true;
  }
  const link = await linkOf(deps, fax, attempt);
  const outcome: SubmitOutcome = link
    ? await deps.submit(key, fax, link, toClientState(fax.id, attempt))
    : { kind: "not_sent", why: "the link to the pages could not be made" };
  await recordSubmit(deps, key, fax, attempt, outcome);
  return true;
}

const zoneOf = ({ timeZone }: OutboundFax) => (timeZone === undefined ? {} : { timeZone });

/** Made now: a signed link dies with the credentials that made it. */
async function linkOf(deps: DispatchDeps, fax: OutboundFax, attempt: number): Promise<string | undefined> {
  const offset = fax.document?.timeOffset;
  const calledAt = latestAttempt(fax)?.startedAt ?? deps.now();
  const time = offset === undefined ? undefined : { offset, calledAt, ...zoneOf(fax) };
  const contentType = fax.document?.contentType ?? "application/pdf";
  const pages = { key: pagesKeyOf(fax), contentType, time };
  const link = await deps.linkToPages(fax.id, attempt, pages).catch(() => undefined);
  return link !== undefined && link.length < maxLinkLength ? link : undefined;
}
