import type { DocumentFault } from "../document-check.ts";
import type { PageReader, PdfEngine } from "../documents/engines.ts";
import { dotsPerInch, faxSheet, rowsPerInchOf } from "../documents/fax-raster.ts";
import { bandPt } from "../documents/header-line.ts";
import type { BilevelRaster } from "../documents/image/raster.ts";
import { bilevelPng } from "../documents/image/write-png.ts";
import { callLineSeconds, codedBytes, pageLineSeconds } from "../documents/line-time.ts";
import { pageWarnings, type PageWarning } from "../documents/page-warnings.ts";
import type { FileBytes } from "../documents/pieces.ts";
import { halftoneOf, toBilevel } from "../documents/to-bilevel.ts";
import type { Quality } from "../fax.ts";

/** What the recipient will see of a page, and what it costs on the line. */
export type PagePreview = {
  /** The very dots, black and white, at the fax machine's resolution. */
  png: Uint8Array;
  warnings: PageWarning[];
  /** Size as coded for the line (T.6), bytes. */
  codedBytes: number;
  /** Estimated, at 14,400 bit/s. */
  seconds: number;
};

/** `seconds`: of the whole call, its beginning and end included. */
export type DocumentPreview = { pages: PagePreview[]; seconds: number };

export type PreviewOptions = { quality: Quality; hasHeader: boolean };

/** Draws every page of a document made by `makeDocument` as the recipient's machine prints it. */
export function previewDocument(
  pdf: PdfEngine,
  document: FileBytes,
  options: PreviewOptions,
): DocumentPreview | DocumentFault {
  const reader = pdf.openPages(document);
  if (typeof reader === "string") return reader;
  try {
    const pages = Array.from({ length: reader.pages }, (_, index) => previewPage(reader, index, options));
    return { pages, seconds: callLineSeconds(pages.map((page) => page.codedBytes)) };
  } finally {
    reader.close();
  }
}

/** One page, counted from 0. */
export function previewPage(reader: PageReader, index: number, options: PreviewOptions): PagePreview {
  const raster = faxPage(reader, index, options.quality);
  const bytes = codedBytes(raster);
  const rowsPerInch = rowsPerInchOf(options.quality);
  return {
    png: bilevelPng(raster, { x: dotsPerInch, y: rowsPerInch }),
    warnings: pageWarnings({
      raster,
      text: reader.text(index),
      colourShare: reader.colourShare(index),
      bandRows: options.hasHeader ? Math.min(raster.height, Math.ceil((bandPt / 72) * rowsPerInch)) : 0,
    }),
    codedBytes: bytes,
    seconds: pageLineSeconds(bytes),
  };
}

/** The dots of a page at a quality. */
export const faxPage = (reader: PageReader, index: number, quality: Quality): BilevelRaster =>
  toBilevel(reader.draw(index, faxSheet(reader.size(index), quality)), halftoneOf(quality));
