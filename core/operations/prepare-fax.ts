import { documentFailure, maxDocumentBytes } from "../document-check.ts";
import { sizeOf, type Pieces } from "../documents/pieces.ts";
import type { DocumentFacts, Failure, Fax } from "../fax.ts";
import type { MediaSource } from "../media.ts";
import { sha256Hex } from "../ids.ts";
import { documentKey } from "../keys-in-bucket.ts";
import type { PageWishes } from "../page-wishes.ts";
import { gatherDocuments, ofSeveral, type FetchDeps, type GatherDeps } from "./gather-documents.ts";
import type { MakeOptions, Refusal } from "./make-document.ts";
import { withKeptCovers } from "./kept-covers.ts";
import { makeOptions, type HeaderRule } from "./make-options.ts";

/** How documents become stored pages, whosesoever they are. */
export type PagesDeps = FetchDeps & {
  /** Makes one clean PDF of documents of any kind, or answers one that goes as it is. */
  make: (documents: Uint8Array[], options: MakeOptions) => Promise<MadeDocument | Refusal>;
  /** Where a number is, as ISO 3166 has it; without one, where we are. */
  countryOf: (to: string | undefined) => Promise<string>;
  /** Missing: pages get no header lines, by settings that say why. */
  header: HeaderRule | undefined;
  /** Writes the immutable copy; answers the facts of the one already there, if there is one. */
  storeDocument: (key: string, file: Pieces, facts: DocumentFacts) => Promise<DocumentFacts>;
  /** The facts of a copy already stored, or undefined. */
  storedDocument: (key: string) => Promise<DocumentFacts | undefined>;
  deleteObject: (key: string) => Promise<void>;
};

export type PrepareDeps = PagesDeps &
  GatherDeps & {
    readFax: (id: string) => Promise<Fax | undefined>;
    /** Where the pages come from and how they are to be made, for an order that does not say. */
    readRequest: (id: string) => Promise<PrepareRequest | undefined>;
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
export type MadeDocument = { pieces: Pieces } & Pick<DocumentFacts, "pages" | "timeOffset"> &
  Partial<Pick<DocumentFacts, "contentType">>;

export type PrepareRequest = { media: MediaSource; wishes: PageWishes };

/** `media` and `wishes` are absent in an order that the sweep repeated, `wishes` in one that an upload gives. */
export type PrepareOrder = { faxId: string; media?: MediaSource; wishes?: PageWishes; eTag?: string };

/**
 * Fetches or reads the pages, makes one clean PDF of them and stores it as our own copy. What is wrong ends the fax `failed` with a
 * reason and a sentence; what may pass is thrown as `TryAgainLater` unless `lastTry`. `faxId` names whose pages they
 * are: a fax's, or the one copy of a broadcast's.
 */
export async function prepareFax(deps: PrepareDeps, order: PrepareOrder, lastTry: boolean): Promise<void> {
  const request = order.media ? undefined : await requestOf(deps, order.faxId);
  const media = order.media ?? request?.media;
  const pages = media ? await gatherDocuments(deps, { ...order, media }, lastTry) : "ignore";
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
  const usual = makeOptions(wishes, deps.header, country, deps.now());
  const options = await withKeptCovers(deps.readObject, usual, wishes.cover);
  const made = typeof options === "string" ? { fault: options } : await deps.make(pages.documents, options);
  if ("fault" in made) {
    if (made.fault === "office_conversion_disabled" && deps.handOver) {
      await deps.handOver(order);
      return;
    }
    const failure = documentFailure(made.fault);
    const { document } = made;
    await deps.markFailed(
      order.faxId,
      document === undefined ? failure : ofSeveral(failure, document, pages.documents.length),
      deps.now(),
    );
    return;
  }
  const { pieces, ...known } = made;
  const sizeBytes = sizeOf(pieces);
  if (sizeBytes > maxDocumentBytes) {
    await deps.markFailed(order.faxId, documentFailure("document_too_large"), deps.now());
    return;
  }
  const facts = await deps.storeDocument(documentKey(order.faxId), pieces, {
    sha256: sha256Hex(...pieces),
    sizeBytes,
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
