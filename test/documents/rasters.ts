import type { BilevelRaster } from "../../core/documents/image/raster.ts";
import { tiffOf } from "./hostile-documents.ts";

/** Seeded numbers from 0 to 1 (mulberry32). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A page of bars and specks: long runs, short runs, rows alike and rows unlike. */
export function noisyPage(width: number, height: number, noise: number, seed: number): BilevelRaster {
  const next = random(seed);
  const rowBytes = (width + 7) >> 3;
  const black = new Uint8Array(rowBytes * height);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const isBar = row % 40 < 6 && column % 90 > 20 + (row % 6);
      if (isBar !== next() < noise)
        black[row * rowBytes + (column >> 3)] =
          (black[row * rowBytes + (column >> 3)] ?? 0) | (0x80 >> (column & 7));
    }
  }
  return { width, height, black };
}

/** A Group 4 TIFF of one strip, whose coded bytes stand right behind the directory. */
export function tiffG4Of(page: BilevelRaster, coded: Uint8Array, rowsPerInch = 196): Buffer {
  const fields: [number, number, number][] = [
    [256, 4, page.width],
    [257, 4, page.height],
    [258, 3, 1],
    [259, 3, 4],
    [262, 3, 0],
    [273, 4, 0],
    [277, 3, 1],
    [278, 4, page.height],
    [279, 4, coded.byteLength],
    [282, 5, 0],
    [283, 5, 0],
    [296, 3, 2],
  ];
  const start = 8 + 2 + fields.length * 12 + 4;
  const fractions = Buffer.alloc(16);
  fractions.writeUInt32LE(204, 0);
  fractions.writeUInt32LE(1, 4);
  fractions.writeUInt32LE(rowsPerInch, 8);
  fractions.writeUInt32LE(1, 12);
  const placed = fields.map(([tag, type, value]): [number, number, number] => {
    if (tag === 273) return [tag, type, start + 16];
    if (tag === 282) return [tag, type, start];
    if (tag === 283) return [tag, type, start + 8];
    return [tag, type, value];
  });
  return tiffOf(placed, 0, Buffer.concat([fractions, coded]));
}

/** A Group 4 TIFF of many pages at 204 x 196, one strip each, as a scanner writes it: each page's bytes, then its directory. */
export function tiffG4Pages(pages: { page: BilevelRaster; coded: Uint8Array }[]): Buffer {
  const head = Buffer.alloc(8);
  head.write("II*\0", "latin1");
  const parts: Buffer[] = [head];
  let length = head.length;
  let linkAt = 4;
  for (const { page, coded } of pages) {
    const fractions = Buffer.from(Uint32Array.of(204, 1, 196, 1).buffer);
    const body = Buffer.concat([fractions, coded, Buffer.alloc(coded.byteLength % 2)]);
    const whole = tiffOf([
      [256, 4, page.width],
      [257, 4, page.height],
      [258, 3, 1],
      [259, 3, 4],
      [262, 3, 0],
      [273, 4, length + 16],
      [277, 3, 1],
      [278, 4, page.height],
      [279, 4, coded.byteLength],
      [282, 5, length],
      [283, 5, length + 8],
      [296, 3, 2],
    ]);
    const directory = whole.subarray(8);
    patch(parts, linkAt, length + body.length);
    linkAt = length + body.length + directory.length - 4;
    parts.push(body, directory);
    length += body.length + directory.length;
  }
  return Buffer.concat(parts);
}

/** Writes a number over four bytes of what is already there. */
function patch(parts: Buffer[], at: number, value: number): void {
  let left = at;
  for (const part of parts) {
    if (left < part.length) {
      part.writeUInt32LE(value, left);
      return;
    }
    left -= part.length;
  }
}
