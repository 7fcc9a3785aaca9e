import { Unfit } from "../fault.ts";
import { greyOf, overWhite, type BilevelRaster, type GreyRaster } from "../image/raster.ts";
import { decompress } from "./decompress.ts";
import { field, list, type Tiff, type TiffFields } from "./read-tiff.ts";
import { piecesOf, type TiffPage } from "./tiff-strips.ts";
import { reverseBits } from "./wrap-ccitt.ts";

const photometrics = { whiteIsZero: 0, blackIsZero: 1, rgb: 2, palette: 3, cmyk: 5 } as const;

/** A black-and-white page that is not coded as a fax. */
export function decodeBilevel(tiff: Tiff, fields: TiffFields, page: TiffPage): BilevelRaster {
  const rowBytes = (page.widthPx + 7) >> 3;
  const black = new Uint8Array(rowBytes * page.heightPx);
  const isReversed = field(fields, "fillOrder", 1) === 2;
  if (page.photometric > 1) throw new Unfit("tiff_unsupported");
  for (const piece of piecesOf(tiff, fields, page)) {
    const pieceRow = (piece.width + 7) >> 3;
    // Fill order turns the coded bytes, whatever the coding (as libtiff has it).
    const data = isReversed ? Buffer.from(reverseBits(piece.data)) : piece.data;
    const unpacked = decompress(data, page.compression, pieceRow * piece.rows);
    if (piece.left % 8 !== 0) throw new Unfit("tiff_unsupported");
    for (let row = 0; row < piece.rows && piece.fromTop + row < page.heightPx; row++) {
      const from = unpacked.subarray(row * pieceRow, (row + 1) * pieceRow);
      const to = (piece.fromTop + row) * rowBytes + (piece.left >> 3);
      black.set(from.subarray(0, rowBytes - (piece.left >> 3)), to);
    }
  }
  if (page.photometric === photometrics.blackIsZero)
    for (let at = 0; at < black.length; at++) black[at] = ~(black[at] ?? 0);
  clearPadding(black, page.widthPx, rowBytes);
  return { width: page.widthPx, height: page.heightPx, black };
}

function clearPadding(black: Uint8Array, width: number, rowBytes: number): void {
  if (width % 8 === 0) return;
  const mask = (0xff00 >> (width % 8)) & 0xff;
  for (let at = rowBytes - 1; at < black.length; at += rowBytes) black[at] = (black[at] ?? 0) & mask;
}

/** Every other page in shades of grey: what is left of colours on the line. */
export function decodeGrey(tiff: Tiff, fields: TiffFields, page: TiffPage): GreyRaster {
  const isPlanar = field(fields, "planar", 1) === 2 && page.samples > 1;
  checkSamples(fields, page);
  const planes = Array.from({ length: isPlanar ? page.samples : 1 }, (_, plane) =>
    readSamples(tiff, fields, page, isPlanar ? 1 : page.samples, plane),
  );
  const shade = shader(fields, page);
  const grey = new Uint8Array(page.widthPx * page.heightPx);
  const dot = new Uint8Array(page.samples);
  const [first = new Uint8Array(0)] = planes;
  for (let at = 0; at < grey.length; at++) {
    for (let sample = 0; sample < page.samples; sample++) {
      dot[sample] = (isPlanar ? planes[sample]?.[at] : first[at * page.samples + sample]) ?? 0;
    }
    grey[at] = shade(dot);
  }
  return { width: page.widthPx, height: page.heightPx, grey };
}

function checkSamples(fields: TiffFields, page: TiffPage): void {
  const needed = { 0: 1, 1: 1, 2: 3, 3: 1, 5: 4 }[page.photometric];
  const isFit =
    needed !== undefined &&
    page.samples >= needed &&
    page.samples <= needed + 2 &&
    [1, 2, 4, 8, 16].includes(page.bits) &&
    list(fields, "sampleFormat").every((format) => format === 1) &&
    [1, 2].includes(field(fields, "predictor", 1));
  if (!isFit) throw new Unfit("tiff_unsupported");
  if (page.widthPx * page.heightPx * page.samples * page.bits > 2_400_000_000)
    throw new Unfit("image_too_large");
}

/** The samples of a page or of one plane, a byte each; the upper byte of wider ones, the plain value of narrower. */
function readSamples(
  tiff: Tiff,
  fields: TiffFields,
  page: TiffPage,
  perDot: number,
  plane: number,
): Uint8Array {
  const samples = new Uint8Array(page.widthPx * page.heightPx * perDot);
  const isPredicted = field(fields, "predictor", 1) === 2;
  for (const piece of piecesOf(tiff, fields, page, plane)) {
    const perRow = piece.width * perDot;
    const rowBytes = Math.ceil((perRow * page.bits) / 8);
    const packed = decompress(piece.data, page.compression, rowBytes * piece.rows);
    const width = Math.min(piece.width, page.widthPx - piece.left) * perDot;
    for (let row = 0; row < piece.rows && piece.fromTop + row < page.heightPx; row++) {
      const bytes = packed.subarray(row * rowBytes, (row + 1) * rowBytes);
      const values = unpackRow(bytes, perRow, page.bits, tiff.isLittleEndian, isPredicted ? perDot : 0);
      samples.set(values.subarray(0, width), ((piece.fromTop + row) * page.widthPx + piece.left) * perDot);
    }
  }
  return samples;
}

/** `step`: how far back the sample lies that this one is the difference to; 0 where samples stand for themselves. */
function unpackRow(
  bytes: Uint8Array,
  count: number,
  bits: number,
  isLittle: boolean,
  step: number,
): Uint8Array {
  const wide = new Uint16Array(count);
  for (let index = 0; index < count; index++) {
    if (bits === 16) {
      const [one = 0, two = 0] = [bytes[index * 2], bytes[index * 2 + 1]];
      wide[index] = isLittle ? (two << 8) | one : (one << 8) | two;
    } else {
      const bit = index * bits;
      wide[index] = ((bytes[bit >> 3] ?? 0) >> (8 - bits - (bit & 7))) & ((1 << bits) - 1);
    }
    if (step > 0 && index >= step) {
      wide[index] = ((wide[index] ?? 0) + (wide[index - step] ?? 0)) & ((1 << bits) - 1);
    }
  }
  return bits === 16 ? Uint8Array.from(wide, (value) => value >> 8) : Uint8Array.from(wide);
}

/** How a dot's samples become grey, transparent parts showing white paper. */
function shader(fields: TiffFields, page: TiffPage): (dot: Uint8Array) => number {
  const opaque = opaqueShader(fields, page);
  const colours = { 0: 1, 1: 1, 2: 3, 3: 1, 5: 4 }[page.photometric] ?? 1;
  const extra = list(fields, "extraSamples")[0];
  if (page.samples === colours || (extra !== 1 && extra !== 2)) return opaque;
  const full = page.bits >= 8 ? 255 : (1 << page.bits) - 1;
  const alphaOf = (dot: Uint8Array) => ((dot[colours] ?? 0) * 255) / full;
  // 1: the colours are multiplied by their opacity already.
  return extra === 1
    ? (dot) => Math.min(255, opaque(dot) + 255 - alphaOf(dot))
    : (dot) => overWhite(opaque(dot), alphaOf(dot));
}

function opaqueShader(fields: TiffFields, page: TiffPage): (dot: Uint8Array) => number {
  const full = page.bits >= 8 ? 255 : (1 << page.bits) - 1;
  const scaled = (value: number | undefined) => ((value ?? 0) * 255) / full;
  switch (page.photometric) {
    case photometrics.rgb:
      return (dot) => greyOf(scaled(dot[0]), scaled(dot[1]), scaled(dot[2]));
    case photometrics.palette: {
      const map = list(fields, "colourMap");
      const size = 1 << Math.min(page.bits, 8);
      if (map.length < 3 * size || page.bits > 8) throw new Unfit("tiff_unsupported");
      const entry = (index: number) => (map[index] ?? 0) >> 8;
      return (dot) =>
        greyOf(entry(dot[0] ?? 0), entry(size + (dot[0] ?? 0)), entry(2 * size + (dot[0] ?? 0)));
    }
    case photometrics.cmyk:
      return ([cyan = 0, magenta = 0, yellow = 0, black = 0]) => {
        const ink = (value: number) => ((255 - scaled(value)) * (255 - scaled(black))) / 255;
        return greyOf(ink(cyan), ink(magenta), ink(yellow));
      };
    case photometrics.whiteIsZero:
      return (dot) => 255 - scaled(dot[0]);
    default:
      return (dot) => scaled(dot[0]);
  }
}
