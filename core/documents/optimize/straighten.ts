import type { BilevelRaster, GreyRaster } from "../image/raster.ts";

/** Degrees that are looked through; what is turned more was not laid on a scanner. */
const mostDegrees = 5;
/** Less than this nobody sees, and turning would only blur. */
const leastDegrees = 0.4;
/** Lines of print stand out so much more when they are level. */
const leastGain = 1.06;

/**
 * By how many degrees lines of print run down to the right (negative: up); 0 where that is not clear. `aspect`: rows
 * an inch to dots an inch.
 */
export function skewOf(page: BilevelRaster, aspect: number): number {
  const dots = inkOf(page);
  if (dots.x.length < 200) return 0;
  const score = (degrees: number) => levelness(dots, page, Math.tan((degrees * Math.PI) / 180) * aspect);
  let best = 0;
  let bestScore = score(0);
  const level = bestScore;
  const look = (degrees: number) => {
    const found = score(degrees);
    if (found > bestScore) [best, bestScore] = [degrees, found];
  };
  for (let degrees = -mostDegrees; degrees <= mostDegrees; degrees += 0.25) look(degrees);
  const about = best;
  for (let degrees = about - 0.2; degrees <= about + 0.2; degrees += 0.05) look(degrees);
  // The best at the very end of what was looked through is none.
  const isWithin = Math.abs(best) >= leastDegrees && Math.abs(best) < mostDegrees - 0.3;
  return isWithin && bestScore > level * leastGain ? best : 0;
}

type Dots = { x: Int32Array; y: Int32Array };

const mostDots = 20_000;

/** Places of black dots, evenly picked. */
function inkOf({ width, height, black }: BilevelRaster): Dots {
  const rowBytes = (width + 7) >> 3;
  const found: [number, number][] = [];
  for (let y = 0; y < height; y += 2) {
    for (let byte = 0; byte < rowBytes; byte++) {
      // One dot of a byte stands for all.
      if (black[y * rowBytes + byte]) found.push([byte * 8, y]);
    }
  }
  const step = Math.max(1, Math.ceil(found.length / mostDots));
  const picked = found.filter((_, index) => index % step === 0);
  return {
    x: Int32Array.from(picked, ([x]) => x),
    y: Int32Array.from(picked, ([, y]) => y),
  };
}

/** Sum of squares of the dots in each row, as rows would be at this slope: highest where lines are level. */
function levelness({ x, y }: Dots, { width, height }: BilevelRaster, slope: number): number {
  const margin = Math.ceil(Math.abs(slope) * width);
  const rows = new Uint32Array(((height + 2 * margin) >> 1) + 2);
  for (let index = 0; index < x.length; index++) {
    const place = (y[index] ?? 0) - (x[index] ?? 0) * slope + margin;
    const row = Math.max(0, Math.min(rows.length - 1, place >> 1));
    rows[row] = (rows[row] ?? 0) + 1;
  }
  return rows.reduce((sum, count) => sum + count * count, 0);
}

/** Turns a page about its middle so that what ran down by `degrees` is level; corners that come in are white. */
export function straightened(page: GreyRaster, degrees: number, aspect: number): GreyRaster {
  const { width, height, grey } = page;
  const turned = new Uint8Array(width * height).fill(255);
  const angle = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [middleX, middleY] = [width / 2, height / 2];
  for (let y = 0, at = 0; y < height; y++) {
    const down = (y - middleY) / aspect;
    for (let x = 0; x < width; x++, at++) {
      const across = x - middleX;
      const fromX = middleX + across * cos - down * sin;
      const fromY = middleY + (across * sin + down * cos) * aspect;
      const [left, top] = [Math.floor(fromX), Math.floor(fromY)];
      if (left < 0 || top < 0 || left + 1 >= width || top + 1 >= height) continue;
      const [right, below] = [fromX - left, fromY - top];
      const corner = top * width + left;
      const upper = (grey[corner] ?? 255) * (1 - right) + (grey[corner + 1] ?? 255) * right;
      const lower = (grey[corner + width] ?? 255) * (1 - right) + (grey[corner + width + 1] ?? 255) * right;
      turned[at] = upper * (1 - below) + lower * below;
    }
  }
  return { width, height, grey: turned };
}
