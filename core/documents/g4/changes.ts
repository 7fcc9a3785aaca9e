import type { BilevelRaster } from "../image/raster.ts";

/**
 * Where the colour changes along a row, which begins white: columns, rising; then the width thrice, so that whoever
 * looks ahead finds an end. Answers how many real changes there are. `into` needs width + 4 places.
 */
export function findChanges(raster: BilevelRaster, row: number, into: Int32Array): number {
  const { width, black } = raster;
  const start = row * ((width + 7) >> 3);
  let count = 0;
  let colour = 0;
  for (let column = 0; column < width; column += 8) {
    const byte = black[start + (column >> 3)] ?? 0;
    // Eight dots of the colour we are in: the usual case.
    if (byte === (colour ? 0xff : 0)) continue;
    const end = Math.min(8, width - column);
    for (let bit = 0; bit < end; bit++) {
      const dot = (byte >> (7 - bit)) & 1;
      if (dot !== colour) {
        into[count++] = column + bit;
        colour = dot;
      }
    }
  }
  into[count] = width;
  into[count + 1] = width;
  into[count + 2] = width;
  return count;
}
