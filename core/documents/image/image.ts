import type { Paper } from "../paper.ts";

/** A picture as a PDF stores it: the entries of its dictionary that say how to read the data, and the data. */
export type PdfImage = { widthPx: number; heightPx: number; coding: string; data: Uint8Array };

/** A strip of a page: `fromTop` and `height` in the page's rows. */
export type Strip = { image: PdfImage; fromTop: number; rows: number };

/** One page made of a picture, not yet on paper. */
export type ImagePage = {
  /** Size at the picture's own resolution, before it is turned upright. */
  size: Paper;
  /** TIFF's and EXIF's number 1 to 8. */
  orientation: number;
  rowsPx: number;
  strips: Strip[];
  /**
   * Already a fax page (as wide as a fax machine prints, at its resolutions): its dots are kept as they are, which
   * no fitting to paper would allow.
   */
  isFaxPage: boolean;
  /** Colours it will lose on the line. */
  hasColour: boolean;
};

/** Resolutions that no camera or scanner means are taken for unknown. */
const isPlausible = (dpi: number | undefined): dpi is number => dpi !== undefined && dpi >= 50 && dpi <= 2400;

/** The size in points of a picture; without a resolution it is taken to fill a letter page. */
export function sizeInPoints(widthPx: number, heightPx: number, dpi: { x?: number; y?: number }): Paper {
  if (isPlausible(dpi.x) && isPlausible(dpi.y)) {
    return { width: (widthPx * 72) / dpi.x, height: (heightPx * 72) / dpi.y };
  }
  const scale = 612 / Math.min(widthPx, heightPx);
  return { width: widthPx * scale, height: heightPx * scale };
}
