import type { PageReader, PdfEngine } from "../engines.ts";
import { Unfit } from "../fault.ts";
import { dotsPerInch, faxSheet, rowsPerInchOf } from "../fax-raster.ts";
import type { ImagePage } from "../image/image.ts";
import { bilevelImage, type BilevelRaster, type GreyRaster } from "../image/raster.ts";
import { placePicture, writeImagePages } from "../image/write-image-pages.ts";
import { asItIs, type Layout, type LayOutRule } from "../lay-out.ts";
import { blackShare, pageWarnings, type PageText } from "../page-warnings.ts";
import { toBilevel } from "../to-bilevel.ts";
import type { Quality } from "../../fax.ts";
import { clearPage } from "./clear-page.ts";

/**
 * The document as the very dots of the line, each page that would suffer there made clear: light made even, pale print
 * black, pictures spread, upside-down pages turned, crooked ones straightened. The same layout if none would.
 */
export function optimizeLayout(pdf: PdfEngine, layout: Layout, rule: LayOutRule, quality: Quality): Layout {
  const reader = pdf.openPages(layout.write());
  if (typeof reader === "string") throw new Unfit(reader);
  try {
    const looked = layout.pages.map(({ bandPt }, index) => lookAt(reader, index, bandPt, quality));
    if (!looked.some(({ isMended }) => isMended)) return layout;
    const pages = looked.map(({ page }) => page);
    const placed = pages.map((page) => {
      const { page: paper, bandPt } = placePicture(page, rule);
      return { paper, matrix: asItIs, bandPt };
    });
    return { pages: placed, write: (art) => writeImagePages(pages, rule, art) };
  } finally {
    reader.close();
  }
}

/** The dots of a page, coded, as it is or made clear. */
function lookAt(
  reader: PageReader,
  index: number,
  bandPt: number,
  quality: Quality,
): { isMended: boolean; page: ImagePage } {
  const grey = belowBand(reader, index, bandPt, quality);
  const plain = toBilevel(grey, "text");
  const text = reader.text(index);
  const warnings = pageWarnings({ raster: plain, text, colourShare: reader.colourShare(index), bandRows: 0 });
  const suffers = text.letters === 0 || warnings.some(({ fix }) => fix && "optimize" in fix);
  if (!suffers) return { isMended: false, page: pageOf(plain, quality) };
  // Print that is letters already is level by its own word; what is a picture of print may be crooked.
  const clear =
    text.letters > 0 ? clearPage(turned(grey, text)) : clearPage(grey, rowsPerInchOf(quality) / dotsPerInch);
  const isMended = differing(plain, clear) > leastDifference;
  return { isMended, page: pageOf(isMended ? clear : plain, quality) };
}

const turned = (grey: GreyRaster, { letters, upsideDown }: PageText): GreyRaster =>
  upsideDown > letters / 2 ? { ...grey, grey: grey.grey.toReversed() } : grey;

/** A page of which fewer dots would change is left as it is: specks, and the edges of print. */
const leastDifference = 0.002;

/** Share of dots in which two pages of one size differ. */
function differing(one: BilevelRaster, other: BilevelRaster): number {
  const between = one.black.map((byte, index) => byte ^ (other.black[index] ?? 0));
  return blackShare({ ...one, black: between });
}

/** The page in shades, without the room for its header line. */
function belowBand(reader: PageReader, index: number, bandPt: number, quality: Quality): GreyRaster {
  const { width, height, grey } = reader.draw(index, faxSheet(reader.size(index), quality));
  const rows = Math.min(height - 1, Math.ceil((bandPt / 72) * rowsPerInchOf(quality)));
  return { width, height: height - rows, grey: grey.subarray(rows * width) };
}

function pageOf(raster: BilevelRaster, quality: Quality): ImagePage {
  const { width, height } = raster;
  return {
    size: { width: (width * 72) / dotsPerInch, height: (height * 72) / rowsPerInchOf(quality) },
    orientation: 1,
    rowsPx: height,
    strips: [{ image: bilevelImage(raster), fromTop: 0, rows: height }],
    isFaxPage: true,
    hasColour: false,
  };
}
