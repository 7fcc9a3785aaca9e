import { drawHeader } from "./draw-header.ts";
import { embedFont } from "./font/embed-font.ts";
import type { Font } from "./font/read-font.ts";
import type { HeaderTexts } from "./header-line.ts";
import type { PdfImage } from "./image/image.ts";
import { pdfNumber, type PdfFile } from "./write-pdf.ts";

/**
 * The header lines of some pages: drawn with our own font, or, for names in scripts that need a typesetter, as dots
 * at the fax machine's resolution.
 */
export type BandArt =
  { kind: "text"; font: Font; lines: HeaderTexts[] } | { kind: "dots"; images: PdfImage[] };

export type Band = { width: number; y: number; height: number };

/** Draws bands into a PDF: `draw` answers page `index`'s drawing and what its resources must name. */
export type BandPainter = {
  draw: (index: number, band: Band) => { drawing: string; font: string; xObject: string };
};

export function bandPainter(pdf: Pick<PdfFile, "add">, art: BandArt): BandPainter {
  if (art.kind === "dots") {
    return {
      draw: (index, { width, y, height }) => {
        const image = art.images[index];
        if (!image) return { drawing: "", font: "", xObject: "" };
        const { widthPx, heightPx, coding, data } = image;
        const number = pdf.add(
          `<< /Type /XObject /Subtype /Image /Width ${widthPx} /Height ${heightPx} ${coding} >>`,
          data,
        );
        const box = [width, 0, 0, height, 0, y].map(pdfNumber).join(" ");
        return { drawing: `q ${box} cm /FaxHeader Do Q`, font: "", xObject: `/FaxHeader ${number} 0 R` };
      },
    };
  }
  const letters = art.lines.map(({ left, middle, right }) => left + middle + right);
  const font = embedFont(pdf, art.font, [...letters, "…"]);
  return {
    draw: (index, { width, y, height }) => {
      const line = art.lines[index];
      const drawing = line ? drawHeader(art.font, line, width, y, height) : "";
      return { drawing, font: `/FaxHeader ${font} 0 R`, xObject: "" };
    },
  };
}
