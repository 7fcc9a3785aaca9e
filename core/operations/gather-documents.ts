import { documentFailure, downloadFailure, maxDocumentBytes } from "../document-check.ts";
import type { Failure, Fax } from "../fax.ts";
import { uploadKey } from "../keys-in-bucket.ts";
import { mediaParts, type MediaPart, type MediaSource } from "../media.ts";

import { TryAgainLater } from "./try-again-later.ts";

type Read = { bytes: Uint8Array } | "missing" | "changed" | "too_large";

export type FetchDeps = {
  now: () => number;
  fetchDocument: (
    url: string,
    limits: { maxBytes: number; timeoutMs: number },
  ) => Promise<
    | { kind: "fetched"; bytes: Uint8Array }
    | { kind: "refused"; why: string }
    | { kind: "too_large" }
    | { kind: "failed"; why: string }
  >;
  readObject: (key: string, maxBytes: number, eTag?: string) => Promise<Read>;
};

export type GatherDeps = FetchDeps & {
  /** Whether an upload is still to come, or has just come, for it. */
  awaitsUpload: (id: string) => Promise<boolean>;
};

export type Gathered = { documents: Uint8Array[] } | { failure: Failure } | "ignore";

/** Fetches or reads the documents of a fax, in order. What may pass is thrown as `TryAgainLater` unless `lastTry`. */
export async function gatherDocuments(
  deps: GatherDeps,
  order: { faxId: string; media: MediaSource; eTag?: string },
  lastTry: boolean,
): Promise<Gathered> {
  if (order.media.kind === "upload") return readUpload(deps, order.faxId, order.eTag);
  const parts = mediaParts(order.media);
  // Without any: prepared already, for all faxes of a broadcast at once.
  return parts ? gatherParts(deps, parts, lastTry) : "ignore";
}

/** For all links of a fax together, and for one. */
const fetchMs = { all: 60_000, one: 40_000 };

async function gatherParts(deps: GatherDeps, parts: MediaPart[], lastTry: boolean): Promise<Gathered> {
  const documents: Uint8Array[] = [];
  const deadline = deps.now() + fetchMs.all;
  let maxBytes = maxDocumentBytes;
  for (const part of parts) {
    const timeoutMs = Math.max(1, Math.min(fetchMs.one, deadline - deps.now()));
    const got =
      "url" in part
        ? await download(deps, part.url, { maxBytes, timeoutMs }, lastTry)
        : await readPart(deps, part.key, maxBytes);
    if ("failure" in got) return { failure: ofSeveral(got.failure, documents.length + 1, parts.length) };
    documents.push(got.bytes);
    maxBytes -= got.bytes.byteLength;
  }
  return { documents };
}

/** Says which of several documents it is about. */
export const ofSeveral = (failure: Failure, number: number, count: number): Failure =>
  count === 1 ? failure : { ...failure, detail: `Document ${number} of ${count}: ${failure.detail}` };

type Had = { bytes: Uint8Array } | { failure: Failure };

async function download(
  deps: GatherDeps,
  url: string,
  limits: { maxBytes: number; timeoutMs: number },
  lastTry: boolean,
): Promise<Had> {
  const answer = await deps.fetchDocument(url, limits);
  switch (answer.kind) {
    case "fetched":
      return { bytes: answer.bytes };
    case "too_large":
      return { failure: documentFailure("document_too_large") };
    case "refused":
      return { failure: downloadFailure(answer.why) };
    case "failed":
      if (!lastTry) throw new TryAgainLater(`the document could not be fetched: ${answer.why}`);
      return { failure: downloadFailure(answer.why) };
    default:
      return answer satisfies never;
  }
}

async function readPart(deps: GatherDeps, key: string, maxBytes: number): Promise<Had> {
  const part = await deps.readObject(key, maxBytes);
  if (part === "too_large") return { failure: documentFailure("document_too_large") };
  return typeof part === "string" ? { failure: documentFailure("document_missing") } : part;
}

/** Whether this fax is one whose pages are yet to be uploaded. */
export const faxAwaitsUpload = (fax: Fax | undefined): boolean =>
  fax?.direction === "outbound" && fax.status === "preparing" && fax.uploadExpiresAt !== undefined;

async function readUpload(deps: GatherDeps, faxId: string, eTag: string | undefined): Promise<Gathered> {
  // Only the first upload counts; a second one over it changes nothing.
  if (!(await deps.awaitsUpload(faxId))) return "ignore";
  const upload = await deps.readObject(uploadKey(faxId), maxDocumentBytes, eTag);
  if (upload === "too_large") return { failure: documentFailure("document_too_large") };
  // Overwritten since: the event of the newer upload brings it.
  if (typeof upload === "string") return "ignore";
  return { documents: [upload.bytes] };
}
