import { checkPixels, Unfit } from "../fault.ts";

export type JpegFacts = {
  widthPx: number;
  heightPx: number;
  components: number;
  dpi: { x?: number; y?: number };
  /** EXIF's number 1 to 8. */
  orientation: number;
  /** Adobe's marker: how colours are stored; inks are inverted where it stands. */
  adobeTransform?: number;
};

const startsFrame = [0xc0, 0xc1, 0xc2];
/** Lossless, hierarchical and arithmetic codings: PDF readers know none of them. */
const rareFrames = [0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf];

/** Reads a JPEG's header (ITU-T T.81, annex B) and makes sure that its picture ends. Throws `Unfit`. */
export function readJpeg(file: Uint8Array): JpegFacts {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const facts: JpegFacts = { widthPx: 0, heightPx: 0, components: 0, dpi: {}, orientation: 1 };
  let at = 2;
  for (;;) {
    if (bytes[at] !== 0xff || at + 4 > bytes.byteLength) throw new Unfit("image_unsupported");
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at++;
      continue;
    }
    const length = bytes.readUInt16BE(at + 2);
    if (length < 2 || at + 2 + length > bytes.byteLength) throw new Unfit("image_unsupported");
    const body = bytes.subarray(at + 4, at + 2 + length);
    if (marker === 0xda) break;
    if (rareFrames.includes(marker)) throw new Unfit("image_unsupported");
    if (startsFrame.includes(marker)) readFrame(body, facts);
    if (marker === 0xe0) readJfif(body, facts);
    if (marker === 0xe1) readExif(body, facts);
    if (marker === 0xee && body.toString("latin1", 0, 5) === "Adobe" && body.length >= 12) {
      facts.adobeTransform = body[11] ?? 0;
    }
    at += 2 + length;
  }
  const hasEnd = bytes.lastIndexOf(Buffer.from([0xff, 0xd9])) > at;
  if (facts.components === 0 || !hasEnd) throw new Unfit("image_unsupported");
  return facts;
}

function readFrame(body: Buffer, facts: JpegFacts): void {
  if (body.length < 6 || body[0] !== 8) throw new Unfit("image_unsupported");
  facts.heightPx = body.readUInt16BE(1);
  facts.widthPx = body.readUInt16BE(3);
  facts.components = body[5] ?? 0;
  if (![1, 3, 4].includes(facts.components)) throw new Unfit("image_unsupported");
  checkPixels(facts.widthPx, facts.heightPx, "image_unsupported");
}

function readJfif(body: Buffer, facts: JpegFacts): void {
  if (body.toString("latin1", 0, 5) !== "JFIF\0" || body.length < 12) return;
  const unit = { 1: 1, 2: 2.54 }[body[7] ?? 0];
  if (unit !== undefined) facts.dpi = { x: body.readUInt16BE(8) * unit, y: body.readUInt16BE(10) * unit };
}

/** The orientation in the first directory of EXIF, which is a small TIFF. */
function readExif(body: Buffer, facts: JpegFacts): void {
  if (body.toString("latin1", 0, 6) !== "Exif\0\0" || body.length < 16) return;
  const tiff = body.subarray(6);
  const isLittle = tiff[0] === 0x49;
  const short = (at: number) =>
    at + 2 > tiff.length ? 0 : isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at);
  const start = isLittle ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  const count = Math.min(short(start), 200);
  for (let entry = start + 2; entry < start + 2 + count * 12; entry += 12) {
    if (short(entry) !== 0x0112) continue;
    const value = short(entry + 8);
    if (value >= 1 && value <= 8) facts.orientation = value;
  }
}
