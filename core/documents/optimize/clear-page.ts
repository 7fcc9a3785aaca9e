import type { BilevelRaster, GreyRaster } from "../image/raster.ts";
import { toBilevel } from "../to-bilevel.ts";
import { isPaper, paperShades, shadesOfRow, usualShade, type PaperShades } from "./paper-shades.ts";
import { skewOf, straightened } from "./straighten.ts";

/** What is darker than this share of the paper around it is print. */
const printShare = 0.8;
/** Darker than this is black on whatever paper: the middle of a broad bar has no paper around it. */
const surelyBlack = 48;
/** Blocks that are judged to be print or picture: some 4 mm. */
const blockDots = 32;
/** So many dots of a picture are neither paper nor ink. */
const pictureShare = 0.4;

/**
 * The best black and white that we know of a page in shades: print by how much darker it is than the paper around it,
 * whatever light fell on that; pictures by spreading each dot's error. With `aspect` (rows an inch to dots an inch)
 * crooked paper is straightened.
 */
export function clearPage(page: GreyRaster, aspect?: number): BilevelRaster {
  const paper = paperShades(page);
  if (!isPaper(paper)) return toBilevel(stretched(page), "photo");
  const even = evenLight(page, paper);
  const skew = aspect === undefined ? 0 : skewOf(toBilevel(even, "text"), aspect);
  if (skew === 0 || aspect === undefined) return spread(page, even, usualShade(paper));
  const level = (crooked: GreyRaster) => straightened(crooked, skew, aspect);
  return spread(level(page), level(even), usualShade(paper));
}

/** Print from the page in even light; its pictures as they came, only as bright as if the paper were white. */
function spread(page: GreyRaster, even: GreyRaster, paperShade: number): BilevelRaster {
  const { width, height } = page;
  const columns = Math.ceil(width / blockDots);
  const pictures = pictureBlocks(even);
  const grey = new Uint8Array(width * height);
  const brightness = 255 / Math.max(1, paperShade);
  for (let y = 0, at = 0; y < height; y++) {
    const blocks = Math.floor(y / blockDots) * columns;
    for (let x = 0; x < width; x++, at++) {
      grey[at] = pictures[blocks + Math.floor(x / blockDots)]
        ? Math.min(255, (page.grey[at] ?? 255) * brightness)
        : isPrint(even.grey[at] ?? 255)
          ? 0
          : 255;
    }
  }
  // Where there is no picture nothing is left to spread.
  return toBilevel({ width, height, grey }, "photo");
}

const isPrint = (shade: number): boolean => shade < 255 * printShare;

/** From the darkest hundredth to the brightest, the whole range from black to white. */
function stretched({ width, height, grey }: GreyRaster): GreyRaster {
  const counts = new Uint32Array(256);
  for (const value of grey) counts[value] = (counts[value] ?? 0) + 1;
  const shadeAt = (share: number): number => {
    let seen = 0;
    return counts.findIndex((count) => (seen += count) >= grey.length * share);
  };
  const [dark, light] = [shadeAt(0.01), shadeAt(0.99)];
  const scale = 255 / Math.max(32, light - dark);
  return {
    width,
    height,
    grey: grey.map((value) => Math.max(0, Math.min(255, (value - dark) * scale))),
  };
}

/** As if the paper were white and lit the same everywhere. */
function evenLight({ width, height, grey }: GreyRaster, paper: PaperShades): GreyRaster {
  const even = new Uint8Array(width * height);
  const shades = new Float32Array(width);
  for (let y = 0, at = 0; y < height; y++) {
    shadesOfRow(paper, y, shades);
    for (let x = 0; x < width; x++, at++) {
      const value = grey[at] ?? 255;
      even[at] =
        value < surelyBlack ? 0 : Math.min(255, (value * 255) / Math.max(surelyBlack, shades[x] ?? 255));
    }
  }
  return { width, height, grey: even };
}

/** Which blocks are pictures: full of shades, and not alone among print. */
function pictureBlocks({ width, height, grey }: GreyRaster): Uint8Array {
  const columns = Math.ceil(width / blockDots);
  const rows = Math.ceil(height / blockDots);
  const between = new Uint32Array(columns * rows);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const value = grey[at] ?? 255;
      if (value <= 40 || !isPrint(value)) continue;
      const block = Math.floor(y / blockDots) * columns + Math.floor(x / blockDots);
      between[block] = (between[block] ?? 0) + 1;
    }
  }
  const full = Uint8Array.from(between, (dots) => (dots > blockDots * blockDots * pictureShare ? 1 : 0));
  return full.map((_, block) => {
    const [row, column] = [Math.floor(block / columns), block % columns];
    let [near, all] = [0, 0];
    for (let y = Math.max(0, row - 1); y <= Math.min(rows - 1, row + 1); y++) {
      for (let x = Math.max(0, column - 1); x <= Math.min(columns - 1, column + 1); x++, all++) {
        near += full[y * columns + x] ?? 0;
      }
    }
    return near * 2 > all ? 1 : 0;
  });
}
