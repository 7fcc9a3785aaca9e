import { looksLikePdf, type DocumentFault } from "../document-check.ts";
import { dotsPerInch, rowsPerInchOf } from "../documents/fax-raster.ts";
import type { PageReader } from "../documents/engines.ts";
import type { GreyRaster } from "../documents/image/raster.ts";
import { bilevelPng, greyPng } from "../documents/image/write-png.ts";
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
  return { offset, text: timeOperand(latestAttempt(fax)?.startedAt ?? now, fax.timeZone ?? timeZone) };
}

/**
 * One page (from 1) of a stored document, PDF or TIFF, as a PNG of the very dots, black and white, that a fax machine
 * prints at `quality`, with the time of a call in its header line. Undefined where there is no such page.
 */
export const showPage = (
  deps: MakeDeps,
  file: Uint8Array,
  page: number,
  quality: Quality,
  time?: Overlay,
): Promise<Shown> =>
  shown(deps, file, page, time, (reader, index) =>
    bilevelPng(faxPage(reader, index, quality), { x: dotsPerInch, y: rowsPerInchOf(quality) }),
  );

/** The same page small and grey, `width` dots wide. */
export const showThumbnail = (
  deps: MakeDeps,
  file: Uint8Array,
  page: number,
  width: number,
  time?: Overlay,
): Promise<Shown> =>
  shown(deps, file, page, time, (reader, index) => greyPng(drawSmall(reader, index, width)));

type Shown = Uint8Array | DocumentFault | undefined;

const shown = (
  deps: MakeDeps,
  file: Uint8Array,
  page: number,
  time: Overlay | undefined,
  draw: (reader: PageReader, index: number) => Uint8Array,
): Promise<Shown> =>
  withStoredPages(deps, file, time, (reader) => (page > reader.pages ? undefined : draw(reader, page - 1)));

/** A page in grey, on a sheet of its own shape. */
export function drawSmall(reader: PageReader, index: number, width: number): GreyRaster {
  const size = reader.size(index);
  // No paper is longer than some thirty times its width; what claims to be is not drawn whole.
  const height = Math.max(1, Math.min(width * 32, Math.round((width * size.height) / size.width)));
  return reader.draw(index, { width, height, left: 0, boxWidth: width, boxHeight: height });
}

/** Opens a stored document, with the time of a call in its header lines, and closes it after `use`. */
export async function withStoredPages<T>(
  deps: MakeDeps,
  file: Uint8Array,
  time: Overlay | undefined,
  use: (reader: PageReader) => T,
): Promise<T | DocumentFault> {
  // A stored PDF was checked page by page when it was made.
  const document = looksLikePdf(file)
    ? { pieces: [time ? withTime(file, time.offset, time.text) : file] }
    : await makeDocument(deps, [file], {});
  if (typeof document === "string") return document;
  const reader = deps.pdf.openPages(document.pieces);
  if (typeof reader === "string") return reader;
  try {
    return use(reader);
  } finally {
    reader.close();
  }
}
