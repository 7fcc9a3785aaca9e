import { sizeInPoints, type ImagePage, type PdfImage } from "./image.ts";
import { channels, readPngChunks, type PngFacts } from "./png-chunks.ts";
import { eachRow, inflateRows } from "./png-rows.ts";
import { greyImage, greyOf, overWhite, paletteShades } from "./raster.ts";

/** A PNG as one page. A plain one goes into the PDF as it is; what is transparent shows white. Throws `Unfit`. */
export function pngPage(file: Uint8Array): ImagePage {
  const facts = readPngChunks(file);
  return {
    size: sizeInPoints(facts.widthPx, facts.heightPx, facts.dpi),
    orientation: 1,
    rowsPx: facts.heightPx,
    strips: [{ image: pngImage(facts), fromTop: 0, rows: facts.heightPx }],
    isFaxPage: false,
    hasColour: facts.colourType === 2 || facts.colourType === 3 || facts.colourType === 6,
  };
}

function pngImage(facts: PngFacts): PdfImage {
  const isPlain = facts.colourType <= 3 && facts.bits <= 8 && !facts.isInterlaced && !facts.transparency;
  return isPlain ? wrapped(facts) : greyImage(decoded(facts));
}

/** PDF's own predictors are PNG's filters: the stream is taken over once it is known to be whole. */
function wrapped(facts: PngFacts): PdfImage {
  inflateRows(facts);
  const entries = Math.floor(facts.palette.length / 3);
  const space =
    facts.colourType === 3
      ? `[/Indexed /DeviceRGB ${entries - 1} <${facts.palette.toString("hex", 0, entries * 3)}>]`
      : facts.colourType === 2
        ? "/DeviceRGB"
        : "/DeviceGray";
  return {
    widthPx: facts.widthPx,
    heightPx: facts.heightPx,
    coding:
      `/ColorSpace ${space} /BitsPerComponent ${facts.bits} /Filter /FlateDecode /DecodeParms << /Predictor 15 ` +
      `/Colors ${channels(facts)} /BitsPerComponent ${facts.bits} /Columns ${facts.widthPx} >>`,
    data: facts.data,
  };
}

function decoded(facts: PngFacts): { width: number; height: number; grey: Uint8Array } {
  const { widthPx: width, heightPx: height } = facts;
  const grey = new Uint8Array(width * height);
  const shade = shader(facts);
  eachRow(facts, (row, pass, index) => {
    const start = (pass.y + index * pass.stepY) * width;
    for (let at = 0; at < pass.width; at++) grey[start + pass.x + at * pass.stepX] = shade(row, at);
  });
  return { width, height, grey };
}

/** The grey of dot `at` of a row. Of 16-bit samples the upper byte counts. */
function shader(facts: PngFacts): (row: Uint8Array, at: number) => number {
  const { bits, palette, transparency: clear } = facts;
  const count = channels(facts);
  const full = bits >= 8 ? 255 : (1 << bits) - 1;
  const sample = (row: Uint8Array, at: number, channel: number): number => {
    const index = at * count + channel;
    if (bits === 16) return row[index * 2] ?? 0;
    if (bits === 8) return row[index] ?? 0;
    const bit = index * bits;
    return ((row[bit >> 3] ?? 0) >> (8 - bits - (bit & 7))) & full;
  };
  /** The one colour that is to be seen through, by its samples' upper bytes. */
  const clearSamples = Array.from(
    { length: count },
    (_, channel) => clear?.[channel * 2 + (bits === 16 ? 0 : 1)],
  );
  const isClear = (row: Uint8Array, at: number): boolean =>
    clear !== undefined && clearSamples.every((value, channel) => sample(row, at, channel) === value);
  const of = (row: Uint8Array, at: number, channel: number) => (sample(row, at, channel) * 255) / full;
  switch (facts.colourType) {
    case 0:
      return (row, at) => (isClear(row, at) ? 255 : of(row, at, 0));
    case 2:
      return (row, at) => (isClear(row, at) ? 255 : greyOf(of(row, at, 0), of(row, at, 1), of(row, at, 2)));
    case 3: {
      const shades = paletteShades(palette).map((grey, entry) => overWhite(grey, clear?.[entry] ?? 255));
      return (row, at) => shades[sample(row, at, 0)] ?? 0;
    }
    case 4:
      return (row, at) => overWhite(of(row, at, 0), of(row, at, 1));
    default:
      return (row, at) => overWhite(greyOf(of(row, at, 0), of(row, at, 1), of(row, at, 2)), of(row, at, 3));
  }
}
