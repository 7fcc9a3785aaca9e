import { linkToRead, linkToWrite, type Bucket } from "../../adapters/aws/bucket.ts";
import type { FaxLinks } from "../../core/api/fax-view.ts";
import type { Fax, FaxRequest } from "../../core/fax.ts";
import { inboundKey, pagesKeyOf, uploadKey } from "../../core/keys-in-bucket.ts";

/** A document link lives this long: as short as the carrier's own. */
export const documentLinkSeconds = 600;

/** Where a fax's pages are, or undefined while there are none. */
export const pagesKey = (fax: Fax): string | undefined =>
  fax.document ? (fax.direction === "inbound" ? inboundKey(fax.id) : pagesKeyOf(fax)) : undefined;

/** Fresh links of a fax: its pages where the wire format has a field for them, its upload while one is awaited. */
export async function faxLinks(
  bucket: Bucket,
  fax: Fax,
  request: FaxRequest | undefined,
  maySend: boolean,
  now: number,
): Promise<FaxLinks> {
  const key = pagesKey(fax);
  const shows = fax.direction === "inbound" || fax.settings.storeMedia === true;
  // Whoever uploads decides what is faxed: that is sending, not reading.
  const awaits =
    maySend &&
    fax.direction === "outbound" &&
    fax.status === "preparing" &&
    request?.media.kind === "upload" &&
    fax.uploadExpiresAt !== undefined &&
    fax.uploadExpiresAt > now
      ? { seconds: Math.ceil((fax.uploadExpiresAt - now) / 1000), contentType: request.media.contentType }
      : undefined;
  return {
    ...(key && shows ? { document: await linkToRead(bucket, key, documentLinkSeconds) } : {}),
    ...(awaits
      ? { upload: await linkToWrite(bucket, uploadKey(fax.id), awaits.seconds, awaits.contentType) }
      : {}),
  };
}
