import { deflateSync } from "node:zlib";
import { encodeG4 } from "../g4/encode-g4.ts";
import type { PdfImage } from "./image.ts";

/** A decoded picture in grey, one byte a dot, 0 black to 255 white, rows from the top. */
export type GreyRaster = { width: number; height: number; grey: Uint8Array };

/** A decoded picture in black and white: eight dots a byte, the highest bit leftmost, 1 = black, rows padded. */
export type BilevelRaster = { width: number; height: number; black: Uint8Array };

/** Brightness as the eye has it (ITU-R BT.601), of 0..255. */
export const greyOf = (red: number, green: number, blue: number): number =>
  (red * 77 + green * 151 + blue * 28) >> 8;

/** What shows of a grey dot laid over white paper. */
export const overWhite = (grey: number, alpha: number): number =>
  255 - Math.round(((255 - grey) * alpha) / 255);

/** The grey of every entry of a palette of red, green and blue bytes. */
export const paletteShades = (palette: Uint8Array): number[] =>
  Array.from({ length: Math.floor(palette.length / 3) }, (_, entry) =>
    greyOf(palette[entry * 3] ?? 0, palette[entry * 3 + 1] ?? 0, palette[entry * 3 + 2] ?? 0),
  );

/** Twice a fax page's width: what is finer is lost on the line and only makes the document large. */
const usefulPx = 3456;

export function greyImage(raster: GreyRaster): PdfImage {
  const { width, height, grey } = shrink(raster);
  return {
    widthPx: width,
    heightPx: height,
    coding: "/ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode",
    data: deflateSync(grey, { level: 6 }),
  };
}

export const bilevelImage = (raster: BilevelRaster): PdfImage => ({
  widthPx: raster.width,
  heightPx: raster.height,
  coding: ccittCoding({ k: -1, columns: raster.width, rows: raster.height, blackIs1: false }),
  data: encodeG4(raster),
});

/** The entries of a CCITT image. `k`: -1 for T.6, 0 for T.4 one-dimensional, more for mixed. */
export const ccittCoding = (of: {
  k: number;
  columns: number;
  rows: number;
  blackIs1: boolean;
  byteAligned?: boolean;
}): string =>
  "/ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /CCITTFaxDecode " +
  `/DecodeParms << /K ${of.k} /Columns ${of.columns} /Rows ${of.rows} /BlackIs1 ${of.blackIs1}` +
  `${of.byteAligned ? " /EncodedByteAlign true" : ""} /EndOfBlock false >>`;

/** Averages blocks of whole dots until the shorter side is no longer finer than useful. */
function shrink(raster: GreyRaster): GreyRaster {
  const factor = Math.floor(Math.min(raster.width, raster.height) / usefulPx) + 1;
  if (factor === 1) return raster;
  const width = Math.floor(raster.width / factor);
  const height = Math.floor(raster.height / factor);
  const grey = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) grey[y * width + x] = blockMean(raster, x * factor, y * factor, factor);
  }
  return { width, height, grey };
}

function blockMean({ width, grey }: GreyRaster, left: number, top: number, size: number): number {
  let sum = 0;
  for (let y = top; y < top + size; y++) {
    for (let x = left; x < left + size; x++) sum += grey[y * width + x] ?? 255;
  }
  return Math.round(sum / (size * size));
}
