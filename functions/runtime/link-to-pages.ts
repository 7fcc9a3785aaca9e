import { randomBytes } from "node:crypto";
import { copyObject, linkToRead, type Bucket } from "../../adapters/aws/bucket.ts";
import { callKey } from "../../core/keys-in-bucket.ts";
import { linkMetadata, streamedLink } from "../../core/media-link.ts";

/** The carrier fetches at once; an hour leaves room for its own queue. */
const presignedSeconds = 3_600;

/**
 * Makes an attempt's own copy of the pages and the link that the carrier gets: streamed by the Media function where
 * it has an address, else presigned. Each copy has its own secret; deleting the copy revokes the link.
 */
export const linkMaker =
  (bucket: Bucket, mediaUrl: string, now: () => number) =>
  async (faxId: string, attempt: number, pages: string): Promise<string | undefined> => {
    const key = callKey(faxId, attempt);
    const token = randomBytes(16).toString("base64url");
    const metadata = mediaUrl === "" ? {} : linkMetadata(token, now());
    if (!(await copyObject(bucket, pages, key, metadata))) return undefined;
    return mediaUrl === ""
      ? linkToRead(bucket, key, presignedSeconds)
      : streamedLink(mediaUrl, faxId, attempt, token);
  };
