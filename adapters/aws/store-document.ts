import type { Pieces } from "../../core/documents/pieces.ts";
import { documentTypes, type DocumentFacts } from "../../core/fax.ts";
import { putNewObject, readMetadata, type Bucket } from "./bucket.ts";

/**
 * Stores a document once and for all, its facts beside it. If it is there already (a crash came between storing
 * and noting it), what is stored counts, and its facts are answered.
 */
export async function storeDocument(
  bucket: Bucket,
  key: string,
  file: Pieces,
  facts: DocumentFacts,
): Promise<DocumentFacts> {
  const metadata = {
    sha256: facts.sha256,
    ...(facts.pages === undefined ? {} : { pages: String(facts.pages) }),
    ...(facts.timeOffset === undefined ? {} : { "time-offset": String(facts.timeOffset) }),
  };
  if (await putNewObject(bucket, key, file, { ...facts, metadata })) return facts;
  const stored = await storedDocument(bucket, key);
  if (!stored) throw new Error("a stored document vanished while it was looked at");
  return stored;
}

/** The facts a document was stored with, or undefined if there is none. */
export async function storedDocument(bucket: Bucket, key: string): Promise<DocumentFacts | undefined> {
  const stored = await readMetadata(bucket, key);
  if (!stored) return undefined;
  const { sha256 = "", pages, "time-offset": timeOffset } = stored.metadata;
  return {
    sha256,
    sizeBytes: stored.sizeBytes,
    ...(pages === undefined ? {} : { pages: Number(pages) }),
    contentType: documentTypes.find((type) => type === stored.contentType) ?? "application/pdf",
    ...(timeOffset === undefined ? {} : { timeOffset: Number(timeOffset) }),
  };
}
