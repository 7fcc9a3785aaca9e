import { checkPixels, Unfit } from "../fault.ts";
import { field, list, type Tiff, type TiffFields } from "./read-tiff.ts";

/** What every way to read a page needs to know of it. */
export type TiffPage = {
  widthPx: number;
  heightPx: number;
  compression: number;
  photometric: number;
  samples: number;
  bits: number;
  dpi: { x?: number; y?: number };
  orientation: number;
};

/** A coded piece of a page: a strip, or a tile of `width` dots at `left`. */
export type Piece = { data: Buffer; left: number; fromTop: number; width: number; rows: number };

export function describePage(fields: TiffFields): TiffPage {
  const widthPx = field(fields, "width", 0);
  const heightPx = field(fields, "length", 0);
  checkPixels(widthPx, heightPx, "tiff_unsupported");
  const unit = { 2: 1, 3: 2.54 }[field(fields, "resolutionUnit", 2)];
  const dpi = (name: "xResolution" | "yResolution") =>
    unit === undefined ? undefined : field(fields, name, 0) * unit;
  const [x, y] = [dpi("xResolution"), dpi("yResolution")];
  const bits = list(fields, "bitsPerSample");
  if (bits.some((value) => value !== bits[0])) throw new Unfit("tiff_unsupported");
  return {
    widthPx,
    heightPx,
    compression: field(fields, "compression", 1),
    photometric: field(fields, "photometric", 0),
    samples: field(fields, "samplesPerPixel", 1),
    bits: bits[0] ?? 1,
    dpi: { ...(x === undefined ? {} : { x }), ...(y === undefined ? {} : { y }) },
    orientation: field(fields, "orientation", 1),
  };
}

/** The strips or tiles of a page from the top, each inside the file; of one plane where planes are apart. */
export function piecesOf(tiff: Tiff, fields: TiffFields, page: TiffPage, plane = 0): Piece[] {
  const isTiled = fields.has(324);
  const width = isTiled ? field(fields, "tileWidth", 0) : page.widthPx;
  const rowsPerPiece = isTiled
    ? field(fields, "tileLength", 0)
    : Math.min(field(fields, "rowsPerStrip", page.heightPx), page.heightPx);
  if (width < 1 || rowsPerPiece < 1) throw new Unfit("tiff_unsupported");
  if (isTiled) checkPixels(width, rowsPerPiece, "tiff_unsupported");
  const across = Math.ceil(page.widthPx / width);
  const count = across * Math.ceil(page.heightPx / rowsPerPiece);
  const offsets = list(fields, isTiled ? "tileOffsets" : "stripOffsets");
  const sizes = list(fields, isTiled ? "tileByteCounts" : "stripByteCounts");
  const first = plane * count;
  if (offsets.length < first + count) throw new Unfit("tiff_unsupported");
  return Array.from({ length: count }, (_, index) => {
    const fromTop = Math.floor(index / across) * rowsPerPiece;
    const rows = isTiled ? rowsPerPiece : Math.min(rowsPerPiece, page.heightPx - fromTop);
    const data = pieceData(tiff.bytes, offsets[first + index] ?? 0, sizes[first + index]);
    return { data, left: (index % across) * width, fromTop, width, rows };
  });
}

/** Old writers leave out how long the only strip is. */
function pieceData(bytes: Buffer, offset: number, size: number | undefined): Buffer {
  const length = size === undefined || size === 0 ? bytes.byteLength - offset : size;
  if (offset < 8 || length < 1 || offset + length > bytes.byteLength) throw new Unfit("tiff_unsupported");
  return bytes.subarray(offset, offset + length);
}
