import { looksLikePdf, type DocumentFault } from "../document-check.ts";
import { dotsPerInch, rowsPerInchOf } from "../documents/fax-raster.ts";
import { bilevelPng } from "../documents/image/write-png.ts";
import { timeOperand, withTime } from "../documents/sent-time.ts";
import { latestAttempt, type Fax, type Quality } from "../fax.ts";
import type { Overlay } from "../media-link.ts";
import { makeDocument, type MakeDeps } from "./make-document.ts";
import { faxPage } from "./preview-pages.ts";

/** As the recipient's machine prints a fax of ours; a received one came in dots already and is shown as fine as it can be. */
export const qualityShown = (fax: Fax): Quality =>
  fax.direction === "outbound" ? (fax.settings.quality ?? "high") : "very_high";

/** What the header lines of a fax tell: the time of its latest call, or of one made now. */
export function timeShown(fax: Fax, timeZone: string, now: number): Overlay | undefined {
  const offset = fax.document?.timeOffset;
  if (offset === undefined || fax.direction === "inbound") return undefined;
  return { offset, text: timeOperand(latestAttempt(fax)?.startedAt ?? now, timeZone) };
}

/**
 * One page (from 1) of a stored document, PDF or TIFF, as a PNG of the very dots, black and white, that a fax machine
 * prints at `quality`, with the time of a call in its header line. Undefined where there is no such page.
 */
export async function showPage(
  deps: MakeDeps,
  file: Uint8Array,
  page: number,
  quality: Quality,
  time?: Overlay,
): Promise<Uint8Array | DocumentFault | undefined> {
  // A stored PDF was checked page by page when it was made.
  const document = looksLikePdf(file)
    ? { bytes: time ? withTime(file, time.offset, time.text) : file }
    : await makeDocument(deps, [file], {});
  if (typeof document === "string") return document;
  const reader = deps.pdf.openPages(document.bytes);
  if (typeof reader === "string") return reader;
  try {
    if (page > reader.pages) return undefined;
    return bilevelPng(faxPage(reader, page - 1, quality), { x: dotsPerInch, y: rowsPerInchOf(quality) });
  } finally {
    reader.close();
  }
}
