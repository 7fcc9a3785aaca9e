import type { BilevelRaster } from "../image/raster.ts";
import { startBits, type BitWriter } from "./bit-writer.ts";
import { findChanges } from "./changes.ts";
import { endOfLine, horizontalCode, passCode, verticalCodes } from "./run-codes.ts";

/** Codes a picture in ITU-T T.6 (Group 4), with its end-of-block code. */
export function encodeG4(raster: BilevelRaster): Uint8Array {
  const bits = startBits(raster.height * 32);
  let reference: Int32Array = new Int32Array(raster.width + 4);
  let coding: Int32Array = new Int32Array(raster.width + 4);
  // Above the first row lies a white one.
  reference.fill(raster.width, 0, 3);
  for (let row = 0; row < raster.height; row++) {
    findChanges(raster, row, coding);
    encodeRow(bits, reference, coding, raster.width);
    [reference, coding] = [coding, reference];
  }
  bits.put(endOfLine);
  bits.put(endOfLine);
  return bits.finish();
}

/** One row of T.6, figure 1: `a0` walks along it; `a1` and `b1`, `b2` are the next changes there and above. */
export function encodeRow(bits: BitWriter, reference: Int32Array, coding: Int32Array, width: number): void {
  // It starts on an imaginary white dot left of the row.
  let a0 = -1;
  let a = 0;
  let b = 0;
  let isBlack = 0;
  while (a0 < width) {
    const a1 = coding[a] ?? width;
    b = nextAbove(reference, b, a0, isBlack);
    const b1 = reference[b] ?? width;
    const b2 = reference[b + 1] ?? width;
    const vertical = verticalCodes[a1 - b1 + 3];
    if (b2 < a1) {
      bits.put(passCode);
      a0 = b2;
    } else if (vertical) {
      bits.put(vertical);
      a0 = a1;
      a++;
      isBlack ^= 1;
    } else {
      const a2 = coding[a + 1] ?? width;
      bits.put(horizontalCode);
      bits.run(a1 - Math.max(a0, 0), isBlack === 1);
      bits.run(a2 - a1, isBlack === 0);
      a0 = a2;
      a += 2;
    }
  }
}

/** The first change above right of `a0` that goes to the other colour: even places turn black, odd ones white. */
function nextAbove(reference: Int32Array, from: number, a0: number, isBlack: number): number {
  // After a vertical mode the one before the last may be it.
  let b = from > 0 ? from - 1 : 0;
  while ((b & 1) !== isBlack || (reference[b] ?? Infinity) <= a0) b++;
  return b;
}
