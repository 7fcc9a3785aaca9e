import type { Quality } from "../fax.ts";
import type { Paper } from "./paper.ts";

/** Dots of a row on every Group 3 machine (ITU-T T.4: 215 mm). */
export const rowDots = 1728;
export const dotsPerInch = 204;

/** How wide a thumbnail may be, dots. */
export const thumbnailWidths = { least: 16, most: rowDots / 2 };

const rowsPerInch: Record<Quality, number> = {
  normal: 98,
  high: 196,
  very_high: 391,
  ultra_light: 196,
  ultra_dark: 196,
};

export const rowsPerInchOf = (quality: Quality): number => rowsPerInch[quality];

/** Where a page comes to lie among the dots a fax machine prints: `left` to `left + boxWidth` of `width`. */
export type FaxSheet = { width: number; height: number; left: number; boxWidth: number; boxHeight: number };

/** A page at a quality's resolution, squeezed if it is wider than the row, centred if narrower. */
export function faxSheet(page: Paper, quality: Quality): FaxSheet {
  const natural = Math.round((page.width / 72) * dotsPerInch);
  const boxWidth = Math.min(rowDots, natural);
  const squeeze = Math.min(1, rowDots / natural);
  // A letter page is 8 dots wider than the row; only what is much wider shrinks in height, too.
  const scale = squeeze > 0.98 ? 1 : squeeze;
  const height = Math.max(1, Math.round((page.height / 72) * rowsPerInch[quality] * scale));
  return { width: rowDots, height, left: (rowDots - boxWidth) >> 1, boxWidth, boxHeight: height };
}
