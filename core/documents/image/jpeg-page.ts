import { sizeInPoints, type ImagePage, type PdfImage } from "./image.ts";
import { readJpeg, type JpegFacts } from "./read-jpeg.ts";

/** A photo as one page: the file's own bytes, turned upright by its EXIF note. Throws `Unfit`. */
export function jpegPage(file: Uint8Array): ImagePage {
  const facts = readJpeg(file);
  return {
    size: sizeInPoints(facts.widthPx, facts.heightPx, facts.dpi),
    orientation: facts.orientation,
    rowsPx: facts.heightPx,
    strips: [{ image: jpegImage(file, facts), fromTop: 0, rows: facts.heightPx }],
    isFaxPage: false,
    hasColour: facts.components > 1,
  };
}

/** `isRgb`: three components stored as they are, without a marker that says so. */
export function jpegImage(file: Uint8Array, facts: JpegFacts, isRgb = false): PdfImage {
  const space = { 1: "/DeviceGray", 3: "/DeviceRGB", 4: "/DeviceCMYK" }[facts.components] ?? "/DeviceRGB";
  const inverted = facts.components === 4 && facts.adobeTransform !== undefined;
  return {
    widthPx: facts.widthPx,
    heightPx: facts.heightPx,
    coding:
      `/ColorSpace ${space} /BitsPerComponent 8 /Filter /DCTDecode` +
      (inverted ? " /Decode [1 0 1 0 1 0 1 0]" : "") +
      (isRgb ? " /DecodeParms << /ColorTransform 0 >>" : ""),
    data: file,
  };
}
