/** Paper in PostScript points, 1/72 inch. */
export type Paper = { width: number; height: number };

export const paperSizes = ["letter", "a4", "legal"] as const;
export type PaperSize = (typeof paperSizes)[number];

export const papers: Record<PaperSize, Paper> = {
  letter: { width: 612, height: 792 },
  a4: { width: 595.28, height: 841.89 },
  legal: { width: 612, height: 1008 },
};

/** Where letter paper is the custom; everywhere else it is A4 (Unicode CLDR, paperSize). */
const letterCountries = "US CA MX PR BZ CL CO CR GT NI PA PH SV VE DO".split(" ");

/** The paper usual in a country (ISO 3166, two letters). */
export const paperOf = (country: string | undefined): PaperSize =>
  country === undefined || letterCountries.includes(country) ? "letter" : "a4";

/** A long page keeps its length where legal paper is known: shrunk to letter, its print would be hard to read. */
export const paperFor = (page: Paper, usual: PaperSize, isChosen: boolean): PaperSize =>
  usual === "letter" && !isChosen && page.height / page.width > 1.5 && page.width > 560 && page.height > 950
    ? "legal"
    : usual;

/** A PDF matrix: x' = ax + cy + e, y' = bx + dy + f. */
export type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** First `one`, then `two`. */
export function chain(one: Matrix, two: Matrix): Matrix {
  const [a, b, c, d, e, f] = one;
  const [g, h, i, j, k, l] = two;
  return [a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + l];
}

/** How a picture is stored, by TIFF's and EXIF's number 1 to 8: what its first row and column are. */
export function uprightMatrix({ width, height }: Paper, orientation: number): Matrix {
  switch (orientation) {
    case 2:
      return [-1, 0, 0, 1, width, 0];
    case 3:
      return [-1, 0, 0, -1, width, height];
    case 4:
      return [1, 0, 0, -1, 0, height];
    case 5:
      return [0, -1, -1, 0, height, width];
    case 6:
      return [0, -1, 1, 0, 0, width];
    case 7:
      return [0, 1, 1, 0, 0, 0];
    case 8:
      return [0, 1, -1, 0, height, 0];
    default:
      return [1, 0, 0, 1, 0, 0];
  }
}

export const isTurned = (orientation: number): boolean => orientation >= 5 && orientation <= 8;

/** The size a picture has once it stands upright. */
export const uprightSize = (size: Paper, orientation: number): Paper =>
  isTurned(orientation) ? { width: size.height, height: size.width } : size;

/** Where the content of a page goes. */
export type Placement = { page: Paper; matrix: Matrix };

export type PlacementRule = {
  size: PaperSize;
  /** The person named the size: it is kept for every page. */
  isChosen: boolean;
  /** Free space at the top for the header line, points. */
  bandPt: number;
};

/**
 * Fits an upright page onto paper: portrait, whole, below the band, never larger than it was. A landscape
 * page is turned counter-clockwise.
 */
export function placeOnPaper(content: Paper, rule: PlacementRule): Placement {
  const turn: Matrix | undefined =
    content.width > content.height ? [0, 1, -1, 0, content.height, 0] : undefined;
  const size = turn ? { width: content.height, height: content.width } : content;
  const page = papers[paperFor(size, rule.size, rule.isChosen)];
  const scale = Math.min(1, page.width / size.width, (page.height - rule.bandPt) / size.height);
  const x = (page.width - size.width * scale) / 2;
  const y = page.height - rule.bandPt - size.height * scale;
  return { page, matrix: chain(turn ?? [1, 0, 0, 1, 0, 0], [scale, 0, 0, scale, x, y]) };
}
