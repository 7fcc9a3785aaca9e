import { randomBytes } from "node:crypto";
import { copyObject, linkToRead, putObject, readObject, type Bucket } from "../../adapters/aws/bucket.ts";
import { maxDocumentBytes } from "../../core/document-check.ts";
import { extensionOf } from "../../core/documents/office.ts";
import { timeOperand, withTime } from "../../core/documents/sent-time.ts";
import { callKey } from "../../core/keys-in-bucket.ts";
import { linkMetadata, streamedLink, timeMetadata, type Overlay } from "../../core/media-link.ts";
import type { StoredPages } from "../../core/operations/dispatch-fax.ts";

/** The carrier fetches at once; an hour leaves room for its own queue. */
const presignedSeconds = 3_600;

export type LinkRule = {
  /** The Media function's address, empty where there is none. */
  mediaUrl: string;
  /** In which header lines tell the time, where the fax has no zone of its own. */
  timeZone: string;
};

/**
 * Makes an attempt's own copy of the pages, with the time of this call in their header lines, and the link that the
 * carrier gets: streamed by the Media function where it has an address, else presigned. Each copy has its own secret;
 * deleting the copy revokes the link.
 */
export const linkMaker =
  (bucket: Bucket, { mediaUrl, timeZone }: LinkRule, now: () => number) =>
  async (
    faxId: string,
    attempt: number,
    { key, contentType, time: call }: StoredPages,
  ): Promise<string | undefined> => {
    const copy = callKey(faxId, attempt);
    const time = call && { offset: call.offset, text: timeOperand(call.calledAt, call.timeZone ?? timeZone) };
    if (mediaUrl === "") {
      const isCopied = time
        ? await copyWithTime(bucket, key, copy, time)
        : await copyObject(bucket, key, copy, { contentType });
      return isCopied ? linkToRead(bucket, copy, presignedSeconds) : undefined;
    }
    const token = randomBytes(16).toString("base64url");
    // The Media function writes the time while it streams: the pages are not read here.
    const metadata = { ...linkMetadata(token, now()), ...(time ? timeMetadata(time) : {}) };
    if (!(await copyObject(bucket, key, copy, { contentType, metadata }))) return undefined;
    return streamedLink(mediaUrl, { faxId, attempt, extension: extensionOf(contentType) }, token);
  };

/** The store itself serves this copy, so the time must be in its bytes. `false`: the pages are gone. */
async function copyWithTime(bucket: Bucket, from: string, to: string, time: Overlay): Promise<boolean> {
  const pages = await readObject(bucket, from, maxDocumentBytes);
  if (typeof pages === "string") return false;
  await putObject(bucket, to, withTime(pages.bytes, time.offset, time.text), "application/pdf");
  return true;
}
