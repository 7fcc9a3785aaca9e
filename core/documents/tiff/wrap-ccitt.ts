import { Unfit } from "../fault.ts";
import type { Strip } from "../image/image.ts";
import { ccittCoding } from "../image/raster.ts";
import { field, type Tiff, type TiffFields } from "./read-tiff.ts";
import { piecesOf, type TiffPage } from "./tiff-strips.ts";

/** Modified Huffman rows without ends, T.4, T.6. */
export const isCcitt = (compression: number): boolean => compression >= 2 && compression <= 4;

/** Takes coded strips over as they are, one image each; only the order of bits in a byte may have to be turned. */
export function wrapCcitt(tiff: Tiff, fields: TiffFields, page: TiffPage): Strip[] {
  const options = field(fields, "t4Options", 0);
  const isMixed = page.compression === 3 && (options & 1) === 1;
  // Bit 1: rows sent as plain dots, which PDF readers cannot read.
  if (page.compression === 3 && (options & 2) !== 0) throw new Unfit("tiff_unsupported");
  if (page.bits !== 1 || page.samples !== 1 || page.photometric > 1) throw new Unfit("tiff_unsupported");
  const isReversed = field(fields, "fillOrder", 1) === 2;
  return piecesOf(tiff, fields, page).map(({ data, left, fromTop, width, rows }) => {
    if (left > 0 || width !== page.widthPx) throw new Unfit("tiff_unsupported");
    const coding = ccittCoding({
      k: page.compression === 4 ? -1 : isMixed ? 4 : 0,
      columns: page.widthPx,
      rows,
      blackIs1: page.photometric === 1,
      byteAligned: page.compression === 2,
    });
    const image = {
      widthPx: page.widthPx,
      heightPx: rows,
      coding,
      data: isReversed ? reverseBits(data) : data,
    };
    return { image, fromTop, rows };
  });
}

const reversed = Uint8Array.from({ length: 256 }, (_, byte) => {
  let turned = 0;
  for (let bit = 0; bit < 8; bit++) if (byte & (1 << bit)) turned |= 0x80 >> bit;
  return turned;
});

export function reverseBits(data: Uint8Array): Uint8Array {
  const turned = new Uint8Array(data.byteLength);
  for (let at = 0; at < data.byteLength; at++) turned[at] = reversed[data[at] ?? 0] ?? 0;
  return turned;
}
