import { checkPixels, Unfit } from "../fault.ts";
import { unpackGifLzw } from "./gif-lzw.ts";
import { sizeInPoints, type ImagePage } from "./image.ts";
import { greyImage, paletteShades } from "./raster.ts";

/** The first picture of a GIF (89a) as one page, on white. Throws `Unfit`. */
export function gifPage(file: Uint8Array): ImagePage {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  try {
    return firstPicture(bytes);
  } catch (error) {
    // Reading past the end of a file cut short.
    if (error instanceof RangeError) throw new Unfit("image_unsupported");
    throw error;
  }
}

function firstPicture(bytes: Buffer): ImagePage {
  const width = bytes.readUInt16LE(6);
  const height = bytes.readUInt16LE(8);
  checkPixels(width, height, "image_unsupported");
  const flags = bytes.readUInt8(10);
  let at = 13;
  let palette = bytes.subarray(at, at);
  if (flags & 0x80) {
    palette = bytes.subarray(at, at + tableBytes(flags));
    at += tableBytes(flags);
  }
  let clear = -1;
  for (;;) {
    const block = bytes.readUInt8(at++);
    if (block === 0x21) {
      // Graphic control: bit 0 says that one colour is to be seen through.
      if (bytes.readUInt8(at) === 0xf9 && bytes.readUInt8(at + 2) & 1) clear = bytes.readUInt8(at + 5);
      at = subBlocks(bytes, at + 1).end;
    } else if (block === 0x2c) break;
    else throw new Unfit("image_unsupported");
  }
  const [left, top, across, down] = [0, 2, 4, 6].map((offset) => bytes.readUInt16LE(at + offset));
  const local = bytes.readUInt8(at + 8);
  at += 9;
  if (local & 0x80) {
    palette = bytes.subarray(at, at + tableBytes(local));
    at += tableBytes(local);
  }
  const picture = { left: left ?? 0, top: top ?? 0, width: across ?? 0, height: down ?? 0 };
  checkPixels(picture.width, picture.height, "image_unsupported");
  const codes = subBlocks(bytes, at + 1).data;
  const dots = unpackGifLzw(codes, bytes.readUInt8(at), picture.width * picture.height);
  const shades = paletteShades(palette);
  const grey = new Uint8Array(width * height).fill(255);
  const rows = local & 0x40 ? interlacedRows(picture.height) : undefined;
  for (let row = 0; row < picture.height; row++) {
    const y = picture.top + (rows?.[row] ?? row);
    for (let column = 0; column < picture.width; column++) {
      const x = picture.left + column;
      const dot = dots[row * picture.width + column] ?? 0;
      if (dot === clear || x >= width || y >= height) continue;
      grey[y * width + x] = shades[dot] ?? 0;
    }
  }
  const image = greyImage({ width, height, grey });
  return {
    size: sizeInPoints(width, height, {}),
    orientation: 1,
    rowsPx: height,
    strips: [{ image, fromTop: 0, rows: height }],
    isFaxPage: false,
    hasColour: true,
  };
}

const tableBytes = (flags: number): number => 3 * (2 << (flags & 7));

/** Joins data blocks up to the empty one. */
function subBlocks(bytes: Buffer, start: number): { data: Buffer; end: number } {
  const parts: Buffer[] = [];
  let at = start;
  for (let length = bytes.readUInt8(at); length > 0; length = bytes.readUInt8(at)) {
    parts.push(bytes.subarray(at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { data: Buffer.concat(parts), end: at + 1 };
}

/** Every eighth row, the rows between, and so on. */
const interlacedRows = (height: number): number[] =>
  [
    [0, 8],
    [4, 8],
    [2, 4],
    [1, 2],
  ].flatMap(([start = 0, step = 1]) =>
    Array.from(
      { length: Math.max(0, Math.ceil((height - start) / step)) },
      (_, index) => start + index * step,
    ),
  );
