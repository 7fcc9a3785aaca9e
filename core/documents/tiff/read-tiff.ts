import { maxPages } from "../../document-check.ts";
import { Unfit } from "../fault.ts";

/** One page's fields by tag number; texts are left out. */
export type TiffFields = Map<number, number[]>;

export type Tiff = { bytes: Buffer; isLittleEndian: boolean; pages: TiffFields[] };

/** TIFF 6.0, section 8, and the supplements. */
export const tags = {
  subfileType: 254,
  width: 256,
  length: 257,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  fillOrder: 266,
  stripOffsets: 273,
  orientation: 274,
  samplesPerPixel: 277,
  rowsPerStrip: 278,
  stripByteCounts: 279,
  xResolution: 282,
  yResolution: 283,
  planar: 284,
  t4Options: 292,
  resolutionUnit: 296,
  predictor: 317,
  colourMap: 320,
  tileWidth: 322,
  tileLength: 323,
  tileOffsets: 324,
  tileByteCounts: 325,
  extraSamples: 338,
  sampleFormat: 339,
  jpegTables: 347,
  jpegOffset: 513,
  jpegLength: 514,
} as const;

const bytesOfType: Record<number, number> = {
  1: 1,
  3: 2,
  4: 4,
  5: 8,
  6: 1,
  7: 1,
  8: 2,
  9: 4,
  10: 8,
  11: 4,
  12: 8,
};
const known = new Set<number>(Object.values(tags));
/** More values than any real field of these has (one strip per row of the longest page). */
const maxValues = 1_000_000;

/** Reads the fields of every page. Throws `Unfit` where the file is damaged, endless or a BigTIFF. */
export function readTiff(file: Uint8Array): Tiff {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const isLittleEndian = bytes[0] === 0x49;
  const short = (at: number) => (isLittleEndian ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const long = (at: number) => (isLittleEndian ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  if (bytes.byteLength < 8 || short(2) !== 42) throw new Unfit("tiff_unsupported");
  const pages: TiffFields[] = [];
  const seen = new Set<number>();
  let at = long(4);
  while (at !== 0) {
    if (seen.has(at) || at + 2 > bytes.byteLength) throw new Unfit("tiff_unsupported");
    seen.add(at);
    if (pages.length > 2 * maxPages) throw new Unfit("document_too_many_pages");
    const count = short(at);
    const end = at + 2 + count * 12;
    if (end > bytes.byteLength) throw new Unfit("tiff_unsupported");
    pages.push(readFields(bytes, at + 2, count, short, long));
    // Some writers leave out the link that ends the list.
    at = end + 4 <= bytes.byteLength ? long(end) : 0;
  }
  return { bytes, isLittleEndian, pages: withoutThumbnails(pages) };
}

function readFields(
  bytes: Buffer,
  start: number,
  count: number,
  short: (at: number) => number,
  long: (at: number) => number,
): TiffFields {
  const fields: TiffFields = new Map();
  for (let entry = start; entry < start + count * 12; entry += 12) {
    const tag = short(entry);
    const type = short(entry + 2);
    const size = bytesOfType[type];
    if (!known.has(tag) || size === undefined) continue;
    const values = long(entry + 4);
    if (values > maxValues) throw new Unfit("tiff_unsupported");
    const at = values * size <= 4 ? entry + 8 : long(entry + 8);
    if (at + values * size > bytes.byteLength) throw new Unfit("tiff_unsupported");
    const read = { 1: (at: number) => bytes.readUInt8(at), 2: short, 4: long }[size] ?? ratio(type, long);
    fields.set(
      tag,
      Array.from({ length: values }, (_, index) => read(at + index * size)),
    );
  }
  return fields;
}

/** Fractions (types 5 and 10); no known field is a floating-point number. */
const ratio = (type: number, long: (at: number) => number) => (at: number) => {
  const divisor = type === 5 || type === 10 ? long(at + 4) : 0;
  return divisor === 0 ? 0 : long(at) / divisor;
};

/** A reduced copy of another page (bit 0) or a mask of one (bit 2) is no page of its own. */
function withoutThumbnails(pages: TiffFields[]): TiffFields[] {
  const real = pages.filter((fields) => (field(fields, "subfileType", 0) & 5) === 0);
  return real.length > 0 ? real : pages;
}

/** The first value of a field, or what TIFF says is meant where it is missing. */
export const field = (fields: TiffFields, name: keyof typeof tags, otherwise: number): number =>
  fields.get(tags[name])?.[0] ?? otherwise;

export const list = (fields: TiffFields, name: keyof typeof tags): number[] => fields.get(tags[name]) ?? [];
