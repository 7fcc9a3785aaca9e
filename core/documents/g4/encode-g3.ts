import type { BilevelRaster } from "../image/raster.ts";
import { startBits } from "./bit-writer.ts";
import { findChanges } from "./changes.ts";
import { endOfLine } from "./run-codes.ts";

/** Codes a picture in ITU-T T.4, one-dimensional: what a call without error correction may fall back to. */
export function encodeG3(raster: BilevelRaster): Uint8Array {
  const bits = startBits(raster.height * 64);
  const changes = new Int32Array(raster.width + 4);
  for (let row = 0; row < raster.height; row++) {
    bits.put(endOfLine);
    const count = findChanges(raster, row, changes);
    let from = 0;
    for (let index = 0; index <= count; index++) {
      const to = changes[index] ?? raster.width;
      bits.run(to - from, (index & 1) === 1);
      from = to;
    }
  }
  // Six ends of line end the page.
  for (let index = 0; index < 6; index++) bits.put(endOfLine);
  return bits.finish();
}
