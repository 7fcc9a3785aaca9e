import { crc32 } from "node:zlib";
import { checkPixels, Unfit } from "../fault.ts";

export type PngFacts = {
  widthPx: number;
  heightPx: number;
  bits: number;
  /** 0 grey, 2 colours, 3 palette, 4 grey with alpha, 6 colours with alpha. */
  colourType: number;
  isInterlaced: boolean;
  palette: Buffer;
  transparency: Buffer | undefined;
  dpi: { x?: number; y?: number };
  /** The zlib stream, joined. */
  data: Buffer;
};

const channelsOf: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const bitsOf: Record<number, number[]> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};

export const channels = (facts: PngFacts): number => channelsOf[facts.colourType] ?? 1;

/** Bytes of one row of `width` dots. */
export const rowBytes = (facts: PngFacts, width: number): number =>
  Math.ceil((width * channels(facts) * facts.bits) / 8);

/** Reads a PNG's chunks and checks their sums (PNG, third edition, 5.3). Throws `Unfit`. */
export function readPngChunks(file: Uint8Array): PngFacts {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  let facts: PngFacts | undefined;
  const data: Buffer[] = [];
  let hasEnd = false;
  for (let at = 8; !hasEnd && at + 12 <= bytes.byteLength;) {
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString("latin1", at + 4, at + 8);
    if (at + 12 + length > bytes.byteLength) throw new Unfit("image_unsupported");
    const body = bytes.subarray(at + 8, at + 8 + length);
    if (crc32(bytes.subarray(at + 4, at + 8 + length)) !== bytes.readUInt32BE(at + 8 + length)) {
      throw new Unfit("image_unsupported");
    }
    if (type === "IHDR") facts = readHeader(body);
    else if (!facts) throw new Unfit("image_unsupported");
    else if (type === "PLTE") facts.palette = body;
    else if (type === "tRNS") facts.transparency = body;
    else if (type === "pHYs" && length === 9 && body[8] === 1) {
      facts.dpi = { x: body.readUInt32BE(0) * 0.0254, y: body.readUInt32BE(4) * 0.0254 };
    } else if (type === "IDAT") data.push(body);
    else hasEnd = type === "IEND";
    at += 12 + length;
  }
  if (!facts || !hasEnd || data.length === 0) throw new Unfit("image_unsupported");
  if (facts.colourType === 3 && facts.palette.length < 3) throw new Unfit("image_unsupported");
  return { ...facts, data: data.length === 1 && data[0] ? data[0] : Buffer.concat(data) };
}

function readHeader(body: Buffer): PngFacts {
  if (body.length !== 13) throw new Unfit("image_unsupported");
  const [bits = 0, colourType = 0, compression, filter, interlace = 0] = body.subarray(8);
  if (!bitsOf[colourType]?.includes(bits) || compression !== 0 || filter !== 0 || interlace > 1) {
    throw new Unfit("image_unsupported");
  }
  const facts: PngFacts = {
    widthPx: body.readUInt32BE(0),
    heightPx: body.readUInt32BE(4),
    bits,
    colourType,
    isInterlaced: interlace === 1,
    palette: Buffer.alloc(0),
    transparency: undefined,
    dpi: {},
    data: Buffer.alloc(0),
  };
  checkPixels(facts.widthPx, facts.heightPx, "image_unsupported");
  return facts;
}
