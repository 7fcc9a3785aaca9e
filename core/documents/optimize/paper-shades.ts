import type { GreyRaster } from "../image/raster.ts";

/** Blocks in which a page is looked at: some 12 mm at 204 dots an inch, larger than letters, smaller than shadows. */
const blockDots = 48;

/** How bright the paper is, block by block from `left` and `top`: a photo of paper has shadows, a scan of old paper is grey. */
export type PaperShades = { left: number; top: number; columns: number; rows: number; shades: Uint8Array };

/** Each block's brightest shade that is no speck, or that of what is around it where it is much darker: print is not paper. */
export function paperShades(page: GreyRaster): PaperShades {
  const { width, grey } = page;
  const box = withoutMargins(page);
  const columns = Math.max(1, Math.ceil((box.right - box.left) / blockDots));
  const rows = Math.max(1, Math.ceil((box.bottom - box.top) / blockDots));
  const shades = new Uint8Array(columns * rows);
  const counts = new Uint32Array(256);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      counts.fill(0);
      const [top, left] = [box.top + row * blockDots, box.left + column * blockDots];
      const bottom = Math.min(box.bottom, top + blockDots);
      const right = Math.min(box.right, left + blockDots);
      let dots = 0;
      for (let y = top; y < bottom; y++) {
        for (let x = left; x < right; x++, dots++) {
          const shade = grey[y * width + x] ?? 255;
          counts[shade] = (counts[shade] ?? 0) + 1;
        }
      }
      shades[row * columns + column] = brightest(counts, dots);
    }
  }
  return { left: box.left, top: box.top, columns, rows, shades: smoothed(shades, columns, rows) };
}

/** A picture that was fitted to paper has pure white beside it, which is not its paper. */
function withoutMargins({ width, height, grey }: GreyRaster) {
  const box = { left: width, top: height, right: 0, bottom: 0 };
  for (let y = 0; y < height; y++) {
    const row = grey.subarray(y * width, (y + 1) * width);
    const first = row.findIndex((value) => value !== 255);
    if (first < 0) continue;
    box.top = Math.min(box.top, y);
    box.bottom = y + 1;
    box.left = Math.min(box.left, first);
    box.right = Math.max(box.right, row.findLastIndex((value) => value !== 255) + 1);
  }
  return box.bottom === 0 ? { left: 0, top: 0, right: width, bottom: height } : box;
}

/** The shade that a tenth of the dots are as bright as. */
function brightest(counts: Uint32Array, dots: number): number {
  let seen = 0;
  for (let shade = 255; shade > 0; shade--) {
    seen += counts[shade] ?? 0;
    if (seen * 10 >= dots) return shade;
  }
  return 0;
}

/** A block that is much darker than its neighbours is a picture or a bar on the same paper. */
function smoothed(shades: Uint8Array, columns: number, rows: number): Uint8Array {
  const raised = new Uint8Array(shades.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      let around = 0;
      for (let y = Math.max(0, row - 1); y <= Math.min(rows - 1, row + 1); y++) {
        for (let x = Math.max(0, column - 1); x <= Math.min(columns - 1, column + 1); x++) {
          around = Math.max(around, shades[y * columns + x] ?? 0);
        }
      }
      const own = shades[row * columns + column] ?? 0;
      raised[row * columns + column] = own < around * 0.6 ? around : own;
    }
  }
  return raised;
}

/** The shade of most of it. */
export const usualShade = ({ shades }: PaperShades): number => shades.toSorted()[shades.length >> 1] ?? 255;

/** The darkest corner of lit paper has at least this share of the light of the brightest. */
const leastLight = 0.3;

/**
 * Whether it is paper at all: light falls off slowly and not to darkness, while a picture of anything else changes from
 * block to block.
 */
export function isPaper(paper: PaperShades): boolean {
  const { columns, rows, shades } = paper;
  let [steps, pairs] = [0, 0];
  const compare = (one: number, other: number) => {
    const [a, b] = [shades[one] ?? 0, shades[other] ?? 0];
    pairs++;
    if (Math.abs(a - b) > 0.2 * Math.max(a, b)) steps++;
  };
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const block = row * columns + column;
      if (column + 1 < columns) compare(block, block + 1);
      if (row + 1 < rows) compare(block, block + columns);
    }
  }
  const sorted = shades.toSorted();
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
  return at(0.05) >= at(0.95) * leastLight && at(0.5) >= 80 && steps <= pairs * 0.06;
}

/** The paper's shade at a row, dot by dot, between the middles of the blocks. */
export function shadesOfRow(paper: PaperShades, y: number, into: Float32Array): void {
  const { columns, rows, shades } = paper;
  const place = Math.max(0, Math.min(rows - 1, (y - paper.top) / blockDots - 0.5));
  const top = Math.floor(place);
  const down = place - top;
  const bottom = Math.min(rows - 1, top + 1);
  for (let x = 0; x < into.length; x++) {
    const across = Math.max(0, Math.min(columns - 1, (x - paper.left) / blockDots - 0.5));
    const left = Math.floor(across);
    const right = Math.min(columns - 1, left + 1);
    const share = across - left;
    const at = (row: number) =>
      (shades[row * columns + left] ?? 255) * (1 - share) + (shades[row * columns + right] ?? 255) * share;
    into[x] = at(top) * (1 - down) + at(bottom) * down;
  }
}
