import { maxDocumentBytes } from "../document-check.ts";
import type { Pieces } from "../documents/pieces.ts";
import { explainFailure } from "../failure-reasons.ts";
import type { DocumentFacts, Failure, Fax, InboundFax } from "../fax.ts";
import { sha256Hex } from "../ids.ts";
import { inboundKey } from "../keys-in-bucket.ts";
import { inboundFetchFailed } from "../transitions.ts";
import { TryAgainLater } from "./try-again-later.ts";

type Fetched =
  | { kind: "fetched"; bytes: Uint8Array }
  | { kind: "refused" | "failed"; why: string }
  | { kind: "too_large" };

export type FetchInboundDeps = {
  now: () => number;
  readFax: (id: string) => Promise<Fax | undefined>;
  fetchDocument: (url: string, maxBytes: number) => Promise<Fetched>;
  /** Asks the carrier for a fresh link; undefined if it answers that it has none. Throws if it cannot be asked. */
  freshLink: (carrierFaxId: string) => Promise<string | undefined>;
  storeDocument: (key: string, file: Pieces, facts: DocumentFacts) => Promise<DocumentFacts>;
  markReceived: (id: string, document: DocumentFacts, at: number) => Promise<unknown>;
  markFetchFailed: (id: string, failure: Failure, at: number) => Promise<unknown>;
};

/** The carrier has deleted the pages by now. */
export const pagesNeverCame: Failure = {
  reason: "file_download_failed",
  internalReason: inboundFetchFailed,
  detail: `${explainFailure("file_download_failed")} The carrier keeps pages for 7 days, which have passed.`,
};

/** Copies a received document into our bucket at once (P6); a dead link is refreshed, then fetched again. */
export async function fetchInboundFax(
  deps: FetchInboundDeps,
  faxId: string,
  lastTry: boolean,
): Promise<void> {
  const fax = await deps.readFax(faxId);
  if (fax?.direction !== "inbound" || fax.status !== "fetching") return;
  const bytes = await pagesOf(deps, fax, lastTry);
  if (typeof bytes === "string") {
    const reason = "file_download_failed";
    const detail = `${explainFailure(reason)} The carrier's link and a refreshed one failed (${bytes}); the carrier keeps pages for 7 days under ${fax.carrierFaxId}.`;
    await deps.markFetchFailed(fax.id, { reason, internalReason: inboundFetchFailed, detail }, deps.now());
    return;
  }
  const facts = await deps.storeDocument(inboundKey(fax.id), [bytes], {
    sha256: sha256Hex(bytes),
    sizeBytes: bytes.byteLength,
    pages: fax.pageCount ?? 0,
    contentType: contentTypeOf(bytes) ?? "application/pdf",
  });
  await deps.markReceived(fax.id, facts, deps.now());
}

/** Why pages could not be had, and whether that may change by itself. */
type Missing = { why: string; mayChange: boolean };

/**
 * The pages, or why they cannot be had. Only what the carrier itself answers can end the fax, and only on the last
 * try: it keeps the pages for days, so an outage of ours, or of the carrier, is waited out.
 */
async function pagesOf(
  deps: FetchInboundDeps,
  fax: InboundFax,
  lastTry: boolean,
): Promise<Uint8Array | string> {
  const first = fax.carrierLink ? await download(deps, fax.carrierLink) : undefined;
  if (first instanceof Uint8Array) return first;
  const link = await deps.freshLink(fax.carrierFaxId);
  const second = link
    ? await download(deps, link)
    : { why: "the carrier gave no new link", mayChange: false };
  if (second instanceof Uint8Array) return second;
  if (lastTry && !second.mayChange) return second.why;
  throw new TryAgainLater(`the received document could not be fetched: ${second.why}`);
}

async function download(deps: FetchInboundDeps, link: string): Promise<Uint8Array | Missing> {
  const answer = await deps.fetchDocument(link, maxDocumentBytes);
  if (answer.kind === "too_large") return { why: "it is larger than 50 MB", mayChange: false };
  if (answer.kind !== "fetched") return { why: answer.why, mayChange: answer.kind === "failed" };
  // A dead link may answer 200 with an error page; such a page is not a fax.
  return contentTypeOf(answer.bytes) ? answer.bytes : { why: "it is neither PDF nor TIFF", mayChange: false };
}

/** Told by the first bytes, never by what a server claims. */
function contentTypeOf(bytes: Uint8Array): DocumentFacts["contentType"] | undefined {
  const start = Buffer.from(bytes.subarray(0, 8)).toString("latin1");
  if (start.startsWith("%PDF-")) return "application/pdf";
  if (start.startsWith("II*\0") || start.startsWith("MM\0*")) return "image/tiff";
  return undefined;
}
