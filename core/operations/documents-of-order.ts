import type { CreateFaxBody } from "../api/create-fax.ts";
import { maxContentsBytes } from "../document-check.ts";
import { contentsTooLarge, invalid } from "../errors.ts";
import { sha256Hex } from "../ids.ts";
import { partKey } from "../keys-in-bucket.ts";
import { mediaOfParts, type MediaSource } from "../media.ts";
import { refusalOfUrl, type FetchRule } from "../web-address.ts";

/** A document as an order gives it: behind a link (`pointer`: where in the body it stands), or to be kept by us. */
export type OrderedDocument =
  { url: string; pointer: string } | { digest: string; store: (key: string) => Promise<void> };

type Given = Pick<CreateFaxBody, "media_url" | "documents" | "upload_content_type">;
type StorePart = (key: string, bytes: Uint8Array) => Promise<void>;

/** The documents of an order, in order, in whichever way they came; none if they are to be uploaded. Throws `Problem`. */
export function documentsOfOrder(
  body: Given,
  contents: Uint8Array[],
  rule: FetchRule,
  storePart: StorePart,
): OrderedDocument[] {
  const ways = { media_url: linksIn(body), contents: contents.map(kept), documents: listed(body) };
  const [first, second] = Object.entries(ways).filter(([, documents]) => documents.length > 0);
  if (first && second) {
    throw invalid("10015", "Bad request", `Give either ${first[0]} or ${second[0]}, not both.`, {
      pointer: `/${first[0]}`,
    });
  }
  return (first?.[1] ?? []).map((one) => {
    if ("bytes" in one) {
      return { digest: sha256Hex(one.bytes), store: (key: string) => storePart(key, one.bytes) };
    }
    const refusal = refusalOfUrl(new URL(one.url), rule);
    if (!refusal) return one;
    const { pointer } = one;
    throw invalid("10003", "Invalid URL", `The 'media_url' cannot be used: ${refusal}.`, { pointer });
  });
}

type GivenDocument = { url: string; pointer: string } | { bytes: Uint8Array };

const kept = (bytes: Uint8Array): GivenDocument => ({ bytes });

function linksIn({ media_url: given }: Given): GivenDocument[] {
  if (Array.isArray(given)) return given.map((url, index) => ({ url, pointer: `/media_url/${index}` }));
  return given ? [{ url: given, pointer: "/media_url" }] : [];
}

function listed({ documents = [] }: Given): GivenDocument[] {
  let left = maxContentsBytes;
  return documents.map((one, index) => {
    if ("media_url" in one) return { url: one.media_url, pointer: `/documents/${index}/media_url` };
    const bytes = Buffer.from(one.contents, "base64");
    left -= bytes.byteLength;
    if (left < 0) throw contentsTooLarge("documents");
    return { bytes };
  });
}

/** Links and kept parts in their order; without any, an upload to come. `id`: of the fax or broadcast. */
export function mediaOfOrder(id: string, documents: OrderedDocument[], body: Given): MediaSource {
  if (documents.length === 0) {
    const { upload_content_type: contentType } = body;
    return { kind: "upload", ...(contentType ? { contentType } : {}) };
  }
  const keys = keysOf(id, documents);
  return mediaOfParts(
    documents.map((one, index) => ("url" in one ? { url: one.url } : { key: keys[index] ?? "" })),
  );
}

/** Keeps what is to be kept: before the order is accepted, so that it is never accepted without. */
export async function storeDocuments(id: string, documents: OrderedDocument[]): Promise<void> {
  const keys = keysOf(id, documents);
  for (const [index, one] of documents.entries()) {
    if ("store" in one) await one.store(keys[index] ?? "");
  }
}

const keysOf = (id: string, documents: OrderedDocument[]): string[] =>
  documents.map((one, index) => ("url" in one ? "" : partKey(id, index + 1, one.digest)));

export const digestsOf = (documents: OrderedDocument[]): string[] =>
  documents.flatMap((one) => ("digest" in one ? [one.digest] : []));

/** The same whatever the order of fields: parsed values, and digests in place of what came along. */
export function hashOfOrder(body: { documents?: unknown }, digests: string[]): string {
  const { documents, ...others } = body;
  const links =
    Array.isArray(documents) && documents.map((one: object) => ("media_url" in one ? one.media_url : null));
  const fields = Object.entries({ ...others, documents: links || undefined } as Record<string, unknown>)
    .filter(([, value]) => value !== undefined && value !== null && value !== "")
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return sha256Hex(JSON.stringify([fields, digests]));
}
