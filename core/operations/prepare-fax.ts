import { documentFailure, downloadFailure, maxDocumentBytes, type DocumentFault } from "../document-check.ts";
import type { DocumentFacts, Failure, Fax, MediaSource } from "../fax.ts";
import { sha256Hex } from "../ids.ts";
import { documentKey, uploadKey } from "../keys-in-bucket.ts";
import type { PageWishes } from "../page-wishes.ts";
import type { MakeOptions } from "./make-document.ts";
import { makeOptions, type HeaderRule } from "./make-options.ts";

type Read = { bytes: Uint8Array } | "missing" | "changed" | "too_large";

/** How documents become stored pages, whosesoever they are. */
export type PagesDeps = {
  now: () => number;
  fetchDocument: (
    url: string,
  ) => Promise<
    | { kind: "fetched"; bytes: Uint8Array }
    | { kind: "refused"; why: string }
    | { kind: "too_large" }
    | { kind: "failed"; why: string }
  >;
  readObject: (key: string, maxBytes: number, eTag?: string) => Promise<Read>;
  /** Makes one clean PDF of documents of any kind, or answers one that goes as it is. */
  make: (documents: Uint8Array[], options: MakeOptions) => Promise<MadeDocument | DocumentFault>;
  /** Where a number is, as ISO 3166 has it; without one, where we are. */
  countryOf: (to: string | undefined) => Promise<string>;
  /** Missing: pages get no header lines, by settings that say why. */
  header: HeaderRule | undefined;
  /** Writes the immutable copy; answers the facts of the one already there, if there is one. */
  storeDocument: (key: string, bytes: Uint8Array, facts: DocumentFacts) => Promise<DocumentFacts>;
  /** The facts of a copy already stored, or undefined. */
  storedDocument: (key: string) => Promise<DocumentFacts | undefined>;
  deleteObject: (key: string) => Promise<void>;
};

export type PrepareDeps = PagesDeps & {
  readFax: (id: string) => Promise<Fax | undefined>;
  /** Where the pages come from and how they are to be made, for an order that does not say. */
  readRequest: (id: string) => Promise<PrepareRequest | undefined>;
  /** Whether an upload is still to come, or has just come, for it. */
  awaitsUpload: (id: string) => Promise<boolean>;
  /** Gives the order to the room that makes PDFs of office documents; missing where none is set up, and in it. */
  handOver?: (order: PrepareOrder) => Promise<unknown>;
  markPrepared: (
    id: string,
    document: DocumentFacts,
    at: number,
  ) => Promise<{ changed: boolean; fax: Fax | undefined }>;
  markFailed: (id: string, failure: Failure, at: number) => Promise<unknown>;
};

/** Without pages: they are the carrier's to make. */
export type MadeDocument = { bytes: Uint8Array } & Pick<DocumentFacts, "pages" | "timeOffset"> &
  Partial<Pick<DocumentFacts, "contentType">>;

export type PrepareRequest = { media: MediaSource; wishes: PageWishes };

/** `media` and `wishes` are absent in an order that the sweep repeated, `wishes` in one that an upload gives. */
export type PrepareOrder = { faxId: string; media?: MediaSource; wishes?: PageWishes; eTag?: string };

/** The pages could not be had just now; the queue brings the order back. */
export class TryAgainLater extends Error {
  constructor(why: string) {
    super(why);
    this.name = "TryAgainLater";
  }
}

/**
 * Fetches or reads the pages, makes one clean PDF of them and stores it as our own copy. What is wrong ends the fax `failed` with a
 * reason and a sentence; what may pass is thrown as `TryAgainLater` unless `lastTry`. `faxId` names whose pages they
 * are: a fax's, or the one copy of a broadcast's.
 */
export async function prepareFax(deps: PrepareDeps, order: PrepareOrder, lastTry: boolean): Promise<void> {
  const request = order.media ? undefined : await requestOf(deps, order.faxId);
  const media = order.media ?? request?.media;
  const pages = media ? await gather(deps, { ...order, media }, lastTry) : "ignore";
  if (pages === "ignore") return;
  if ("failure" in pages) {
    // Another run of the same order may have had the pages already: a link that works once, fetched twice.
    const stored = await deps.storedDocument(documentKey(order.faxId));
    if (stored) await finish(deps, order.faxId, stored);
    else await deps.markFailed(order.faxId, pages.failure, deps.now());
    return;
  }
  const wishes = order.wishes ?? (request ?? (await deps.readRequest(order.faxId)))?.wishes;
  if (!wishes) return;
  const country = await deps.countryOf(wishes.to);
  const made = await deps.make(pages.documents, makeOptions(wishes, deps.header, country, deps.now()));
  if (made === "office_conversion_disabled" && deps.handOver) {
    await deps.handOver(order);
    return;
  }
  if (typeof made === "string") {
    await deps.markFailed(order.faxId, documentFailure(made), deps.now());
    return;
  }
  if (made.bytes.byteLength > maxDocumentBytes) {
    await deps.markFailed(order.faxId, documentFailure("document_too_large"), deps.now());
    return;
  }
  const { bytes, ...known } = made;
  const facts = await deps.storeDocument(documentKey(order.faxId), bytes, {
    sha256: sha256Hex(bytes),
    sizeBytes: bytes.byteLength,
    contentType: "application/pdf",
    ...known,
  });
  await finish(deps, order.faxId, facts);
}

/** A repeated order is for a fax that still waits for its pages. */
async function requestOf(deps: PrepareDeps, faxId: string): Promise<PrepareRequest | undefined> {
  return (await deps.readFax(faxId))?.status === "preparing" ? deps.readRequest(faxId) : undefined;
}

/** Notes the copy. A fax deleted meanwhile had its pages erased before these were stored: erase them too. */
async function finish(deps: PrepareDeps, faxId: string, facts: DocumentFacts): Promise<void> {
  const { changed, fax } = await deps.markPrepared(faxId, facts, deps.now());
  if (!changed && (!fax || fax.deletedAt !== undefined)) await deps.deleteObject(documentKey(faxId));
}

type Gathered = { documents: Uint8Array[] } | { failure: Failure } | "ignore";

async function gather(
  deps: PrepareDeps,
  order: { faxId: string; media: MediaSource; eTag?: string },
  lastTry: boolean,
): Promise<Gathered> {
  switch (order.media.kind) {
    case "url":
      return download(deps, order.media.url, lastTry);
    case "parts":
      return readParts(deps, order.media.keys);
    case "upload":
      return readUpload(deps, order.faxId, order.eTag);
    case "shared":
      // Prepared already, for all faxes of a broadcast at once.
      return "ignore";
    default:
      return order.media satisfies never;
  }
}

async function download(deps: PrepareDeps, url: string, lastTry: boolean): Promise<Gathered> {
  const answer = await deps.fetchDocument(url);
  switch (answer.kind) {
    case "fetched":
      return { documents: [answer.bytes] };
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

async function readParts(deps: PrepareDeps, keys: string[]): Promise<Gathered> {
  const documents: Uint8Array[] = [];
  let left = maxDocumentBytes;
  for (const key of keys) {
    const part = await deps.readObject(key, left);
    if (part === "too_large") return { failure: documentFailure("document_too_large") };
    if (typeof part === "string") return { failure: documentFailure("document_missing") };
    documents.push(part.bytes);
    left -= part.bytes.byteLength;
  }
  return { documents };
}

/** Whether this fax is one whose pages are yet to be uploaded. */
export const faxAwaitsUpload = (fax: Fax | undefined): boolean =>
  fax?.direction === "outbound" && fax.status === "preparing" && fax.uploadExpiresAt !== undefined;

async function readUpload(deps: PrepareDeps, faxId: string, eTag: string | undefined): Promise<Gathered> {
  // Only the first upload counts; a second one over it changes nothing.
  if (!(await deps.awaitsUpload(faxId))) return "ignore";
  const upload = await deps.readObject(uploadKey(faxId), maxDocumentBytes, eTag);
  if (upload === "too_large") return { failure: documentFailure("document_too_large") };
  // Overwritten since: the event of the newer upload brings it.
  if (typeof upload === "string") return "ignore";
  return { documents: [upload.bytes] };
}
