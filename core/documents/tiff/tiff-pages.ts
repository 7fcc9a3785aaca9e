import { Unfit } from "../fault.ts";
import { sizeInPoints, type ImagePage, type Strip } from "../image/image.ts";
import { bilevelImage, greyImage } from "../image/raster.ts";
import { decodeBilevel, decodeGrey } from "./decode-pixels.ts";
import { readTiff, type Tiff, type TiffFields } from "./read-tiff.ts";
import { describePage, type TiffPage } from "./tiff-strips.ts";
import { isCcitt, wrapCcitt } from "./wrap-ccitt.ts";
import { wrapJpeg } from "./wrap-jpeg.ts";

/**
 * The pages of a TIFF. Fax codings and JPEG go into the PDF as they are; other compressions are decoded.
 * Throws `Unfit`.
 */
export function tiffPages(file: Uint8Array): ImagePage[] {
  const tiff = readTiff(file);
  if (tiff.pages.length === 0) throw new Unfit("document_empty");
  return tiff.pages.map((fields) => pageOf(tiff, fields));
}

function pageOf(tiff: Tiff, fields: TiffFields): ImagePage {
  const page = describePage(fields);
  const upright = page.orientation <= 1;
  return {
    size: sizeInPoints(page.widthPx, page.heightPx, page.dpi),
    orientation: page.orientation,
    rowsPx: page.heightPx,
    strips: stripsOf(tiff, fields, page),
    isFaxPage: upright && page.bits === 1 && page.samples === 1 && isFaxSize(page),
    hasColour: page.samples >= 3 || page.photometric === 3,
  };
}

function stripsOf(tiff: Tiff, fields: TiffFields, page: TiffPage): Strip[] {
  if (isCcitt(page.compression)) return wrapCcitt(tiff, fields, page);
  if (page.compression === 6 || page.compression === 7) return wrapJpeg(tiff, fields, page);
  const whole = (image: Strip["image"]): Strip[] => [{ image, fromTop: 0, rows: page.heightPx }];
  return page.bits === 1 && page.samples === 1
    ? whole(bilevelImage(decodeBilevel(tiff, fields, page)))
    : whole(greyImage(decodeGrey(tiff, fields, page)));
}

/** Width and resolutions of Group 3 machines, of their cousins at 200 dpi, and up to a legal page's length. */
function isFaxSize({ widthPx, heightPx, dpi: { x = 0, y = 0 } }: TiffPage): boolean {
  const rows = [98, 100, 196, 200, 204, 391, 400];
  const isX = Math.abs(x - 204) <= 2 || Math.abs(x - 200) <= 1 || Math.abs(x - 408) <= 2;
  const isY = rows.some((dpi) => Math.abs(y - dpi) <= 2);
  const inches = widthPx / x;
  return isX && isY && inches > 8.2 && inches < 8.6 && heightPx / y <= 14.5;
}
