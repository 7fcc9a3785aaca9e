import type { Quality } from "../fax.ts";
import type { BilevelRaster } from "./image/raster.ts";

/** What a page's letters are like: how many, and how many of them are small, pale, not upright, and of those on their head. */
export type PageText = { letters: number; small: number; light: number; turned: number; upsideDown: number };

export const pageWarningCodes = [
  "mostly_black",
  "nearly_empty",
  "text_too_small",
  "text_too_light",
  "colour_lost",
  "wrong_orientation",
] as const;
export type PageWarningCode = (typeof pageWarningCodes)[number];
/** `fix`: fields of the order that would mend it; null where only the sender can. */
export type PageWarning = { code: PageWarningCode; detail: string; fix: PageFix | null };
export type PageFix = { optimize: true } | { quality: Quality };

const sentences: Record<PageWarningCode, string> = {
  mostly_black:
    "Much of the page is black: it takes minutes to send. Use a light background, `optimize`, or quality ultra_light for photos.",
  nearly_empty: "The page is nearly empty. Leave it out if it is not meant.",
  text_too_small:
    "Some print is smaller than 6.5 points and may not be readable. Enlarge it, or use quality very_high.",
  text_too_light: "Some print is pale and vanishes in black and white. Make it black, or use `optimize`.",
  colour_lost:
    "Colours are lost: what differs only by colour will look the same. Use patterns or words, or `optimize` for pictures.",
  wrong_orientation:
    "The page seems to stand on its head or lies on its side. Turn it before sending; `optimize` turns what stands on its head.",
};

export type LookedAt = {
  raster: BilevelRaster;
  text: PageText;
  /** Share of coloured dots, 0 to 1. */
  colourShare: number;
  /** Rows of the header's band, which say nothing about the page. */
  bandRows: number;
};

/** What a person should know before the page is sent. Thresholds are ours, set on real pages. */
export function pageWarnings(page: LookedAt): PageWarning[] {
  const share = blackShare(page.raster, page.bandRows);
  const { letters, small, light, turned } = page.text;
  const isMany = (count: number) => count >= 10 && count > letters * 0.1;
  const found: Record<PageWarningCode, boolean> = {
    mostly_black: share > 0.35,
    nearly_empty: share < 0.0003,
    text_too_small: isMany(small),
    text_too_light: isMany(light),
    colour_lost: page.colourShare > 0.01,
    wrong_orientation: turned >= 10 && turned > letters / 2,
  };
  const optimize: PageFix = { optimize: true };
  const fixes: Record<PageWarningCode, PageFix | null> = {
    mostly_black: optimize,
    nearly_empty: null,
    text_too_small: { quality: "very_high" },
    text_too_light: optimize,
    colour_lost: optimize,
    wrong_orientation: page.text.upsideDown > letters / 2 ? optimize : null,
  };
  return pageWarningCodes
    .filter((code) => found[code])
    .map((code) => ({ code, detail: sentences[code], fix: fixes[code] }));
}

const bitsSet = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll("0", "").length);

/** Share of black dots below the band, 0 to 1. */
export function blackShare({ width, height, black }: BilevelRaster, bandRows = 0): number {
  const rowBytes = (width + 7) >> 3;
  let count = 0;
  for (let at = bandRows * rowBytes; at < black.length; at++) count += bitsSet[black[at] ?? 0] ?? 0;
  return count / Math.max(1, width * (height - bandRows));
}
