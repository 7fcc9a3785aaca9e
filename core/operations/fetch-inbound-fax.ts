import { maxDocumentBytes } from "../document-check.ts";
import { explainFailure } from "../failure-reasons.ts";
import type { DocumentFacts, Failure, Fax, InboundFax } from "../fax.ts";
import { sha256Hex } from "../ids.ts";
import { inboundKey } from "../keys-in-bucket.ts";
import { inboundFetchFailed } from "../transitions.ts";
import { TryAgainLater } from "./prepare-fax.ts";

type Fetched =
  | { kind: "fetched"; bytes: Uint8Array }
  | { kind: "refused" | "failed"; why: string }
  | { kind: "too_large" };

export type FetchInboundDeps = {
  now: () => number;
  readFax: (id: string) => Promise<Fax | undefined>;
  fetchDocument: (url: string, maxBytes: number) => Promise<Fetched>;
  /** Asks the carrier for a fresh link; undefined if it has none. Throws if the carrier cannot be asked. */
  freshLink: (carrierFaxId: string) => Promise<string | undefined>;
  storeDocument: (key: string, bytes: Uint8Array, facts: DocumentFacts) => Promise<DocumentFacts>;
  markReceived: (id: string, document: DocumentFacts, at: number) => Promise<unknown>;
  markFetchFailed: (id: string, failure: Failure, at: number) => Promise<unknown>;
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
  const facts = await deps.storeDocument(inboundKey(fax.id), bytes, {
    sha256: sha256Hex(bytes),
    sizeBytes: bytes.byteLength,
    pages: fax.pageCount ?? 0,
    contentType: contentTypeOf(bytes) ?? "application/pdf",
  });
  await deps.markReceived(fax.id, facts, deps.now());
}

/** The pages, or why they cannot be had on this last try. */
async function pagesOf(
  deps: FetchInboundDeps,
  fax: InboundFax,
  lastTry: boolean,
): Promise<Uint8Array | string> {
  const first = fax.carrierLink ? await download(deps, fax.carrierLink) : "the event named no link";
  if (typeof first !== "string") return first;
  const link = await deps.freshLink(fax.carrierFaxId).catch(() => undefined);
  const second = link ? await download(deps, link) : "the carrier gave no new link";
  if (typeof second !== "string" || lastTry) return second;
  throw new TryAgainLater(`the received document could not be fetched: ${second}`);
}

async function download(deps: FetchInboundDeps, link: string): Promise<Uint8Array | string> {
  const answer = await deps.fetchDocument(link, maxDocumentBytes);
  if (answer.kind === "too_large") return "it is larger than 50 MB";
  if (answer.kind !== "fetched") return answer.why;
  // A dead link may answer 200 with an error page; such a page is not a fax.
  return contentTypeOf(answer.bytes) ? answer.bytes : "it is neither PDF nor TIFF";
}

/** Told by the first bytes, never by what a server claims. */
function contentTypeOf(bytes: Uint8Array): DocumentFacts["contentType"] | undefined {
  const start = Buffer.from(bytes.subarray(0, 8)).toString("latin1");
  if (start.startsWith("%PDF-")) return "application/pdf";
  if (start.startsWith("II*\0") || start.startsWith("MM\0*")) return "image/tiff";
  return undefined;
}
