import { crc32, deflateSync } from "node:zlib";
import type { BilevelRaster, GreyRaster } from "./raster.ts";

/** A black-and-white PNG of the very dots, with its resolution in dots per inch. */
export function bilevelPng({ width, height, black }: BilevelRaster, dpi: { x: number; y: number }): Buffer {
  // In PNG a grey of one bit is 0 for black.
  const white = Uint8Array.from(black, (byte) => ~byte);
  return png({ width, height, bits: 1, data: white, rowBytes: (width + 7) >> 3, dpi });
}

/** A grey PNG: a thumbnail. */
export const greyPng = ({ width, height, grey }: GreyRaster): Buffer =>
  png({ width, height, bits: 8, data: grey, rowBytes: width });

type Plain = {
  width: number;
  height: number;
  bits: 1 | 8;
  data: Uint8Array;
  rowBytes: number;
  dpi?: { x: number; y: number };
};

function png({ width, height, bits, data, rowBytes, dpi }: Plain): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = bits;
  const rows = Buffer.alloc(height * (rowBytes + 1));
  for (let row = 0; row < height; row++) {
    rows.set(data.subarray(row * rowBytes, (row + 1) * rowBytes), row * (rowBytes + 1) + 1);
  }
  const parts = [Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), chunk("IHDR", header)];
  if (dpi) {
    const physical = Buffer.alloc(9);
    physical.writeUInt32BE(Math.round(dpi.x / 0.0254), 0);
    physical.writeUInt32BE(Math.round(dpi.y / 0.0254), 4);
    physical[8] = 1;
    parts.push(chunk("pHYs", physical));
  }
  parts.push(chunk("IDAT", deflateSync(rows, { level: 6 })), chunk("IEND", Buffer.alloc(0)));
  return Buffer.concat(parts);
}

function chunk(type: string, body: Uint8Array): Buffer {
  const whole = Buffer.alloc(body.byteLength + 12);
  whole.writeUInt32BE(body.byteLength, 0);
  whole.write(type, 4, "latin1");
  whole.set(body, 8);
  whole.writeUInt32BE(crc32(whole.subarray(4, 8 + body.byteLength)), 8 + body.byteLength);
  return whole;
}
