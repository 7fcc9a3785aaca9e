import { looksLikePdf } from "../document-check.ts";
import { sizeOf, whole } from "../documents/pieces.ts";
import { makeDocument, type MakeDeps } from "./make-document.ts";

/** Bytes. Many mail servers take 10 MB, and Base64 adds a third. */
export const mostAttached = 7 * 1024 * 1024;

/** Pages that came in, as a PDF to be attached to a mail; undefined where they are too large, or cannot be read. */
export async function pagesForMail(
  engines: MakeDeps,
  file: Uint8Array,
  country: string,
): Promise<Uint8Array | undefined> {
  if (looksLikePdf(file)) return file.byteLength <= mostAttached ? file : undefined;
  // An older machine's TIFF: not every mail program shows one.
  const made = await makeDocument(engines, [file], { country });
  return typeof made === "string" || sizeOf(made.pieces) > mostAttached ? undefined : whole(made.pieces);
}
