import type { Quality } from "../fax.ts";
import type { BilevelRaster, GreyRaster } from "./image/raster.ts";

/** How shades become black and white: `text` by a threshold, `photo` by spreading each dot's error. */
export type Halftone = "text" | "photo";

/** Telnyx: `ultra_light` is for pictures, the others are for text. */
export const halftoneOf = (quality: Quality): Halftone => (quality === "ultra_light" ? "photo" : "text");

export const toBilevel = (raster: GreyRaster, halftone: Halftone): BilevelRaster =>
  halftone === "text" ? threshold(raster) : diffuse(raster);

function threshold({ width, height, grey }: GreyRaster): BilevelRaster {
  const rowBytes = (width + 7) >> 3;
  const black = new Uint8Array(rowBytes * height);
  for (let row = 0; row < height; row++) {
    const start = row * width;
    for (let column = 0; column < width; column++) {
      if ((grey[start + column] ?? 255) < 128) {
        const at = row * rowBytes + (column >> 3);
        black[at] = (black[at] ?? 0) | (0x80 >> (column & 7));
      }
    }
  }
  return { width, height, black };
}

/** Floyd and Steinberg's way, every second row from the right. */
function diffuse({ width, height, grey }: GreyRaster): BilevelRaster {
  const rowBytes = (width + 7) >> 3;
  const black = new Uint8Array(rowBytes * height);
  let here = new Float32Array(width + 2);
  let below = new Float32Array(width + 2);
  for (let row = 0; row < height; row++) {
    const step = row % 2 === 0 ? 1 : -1;
    let column = step === 1 ? 0 : width - 1;
    for (let count = 0; count < width; count++, column += step) {
      // Places are one to the right, so that both neighbours exist.
      const value = (grey[row * width + column] ?? 255) + (here[column + 1] ?? 0);
      const isBlack = value < 128;
      const error = isBlack ? value : value - 255;
      spread(here, column + 1 + step, error * 0.4375);
      spread(below, column + 1 - step, error * 0.1875);
      spread(below, column + 1, error * 0.3125);
      spread(below, column + 1 + step, error * 0.0625);
      if (isBlack) {
        const at = row * rowBytes + (column >> 3);
        black[at] = (black[at] ?? 0) | (0x80 >> (column & 7));
      }
    }
    [here, below] = [below, here.fill(0)];
  }
  return { width, height, black };
}

const spread = (row: Float32Array, at: number, error: number): void => {
  row[at] = (row[at] ?? 0) + error;
};
