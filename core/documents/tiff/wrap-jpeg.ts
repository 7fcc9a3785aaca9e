import { Unfit } from "../fault.ts";
import type { Strip } from "../image/image.ts";
import { jpegImage } from "../image/jpeg-page.ts";
import { readJpeg } from "../image/read-jpeg.ts";
import { field, list, type Tiff, type TiffFields } from "./read-tiff.ts";
import { piecesOf, type TiffPage } from "./tiff-strips.ts";

/** Takes JPEG strips over as they are, each completed with the tables that TIFF keeps apart. */
export function wrapJpeg(tiff: Tiff, fields: TiffFields, page: TiffPage): Strip[] {
  // 2: stored as red, green, blue; everything else has JPEG's own colours.
  const isRgb = page.photometric === 2;
  const strip = (jpeg: Buffer, fromTop: number): Strip => {
    if (jpeg[0] !== 0xff || jpeg[1] !== 0xd8) throw new Unfit("tiff_unsupported");
    const facts = readJpeg(jpeg);
    // Four components are inks, unless they are colours and their opacity, which no PDF knows how to read.
    if (facts.components === 4 && page.photometric !== 5) throw new Unfit("tiff_unsupported");
    if (facts.widthPx !== page.widthPx || fromTop + facts.heightPx > page.heightPx + 16) {
      throw new Unfit("tiff_unsupported");
    }
    return { image: jpegImage(jpeg, facts, isRgb), fromTop, rows: facts.heightPx };
  };
  // The old way (6) is read where it holds one whole JPEG.
  if (page.compression === 6) return [strip(oldJpeg(tiff, fields), 0)];
  const tables = Buffer.from(list(fields, "jpegTables"));
  return piecesOf(tiff, fields, page).map(({ data, left, width, fromTop }) => {
    if (left > 0 || width !== page.widthPx) throw new Unfit("tiff_unsupported");
    return strip(
      tables.length > 4 ? Buffer.concat([tables.subarray(0, -2), data.subarray(2)]) : data,
      fromTop,
    );
  });
}

function oldJpeg(tiff: Tiff, fields: TiffFields): Buffer {
  const offset = field(fields, "jpegOffset", 0);
  const length = field(fields, "jpegLength", 0);
  if (offset === 0 || length === 0) throw new Unfit("tiff_unsupported");
  return tiff.bytes.subarray(offset, offset + length);
}
