import { drawHeader, headerBase, timeWidthPt } from "./draw-header.ts";
import { embedFont } from "./font/embed-font.ts";
import type { Font } from "./font/read-font.ts";
import { headerMarginPt, headerSizePt, type HeaderTexts } from "./header-line.ts";
import type { PdfImage } from "./image/image.ts";
import { blankTime, timeLetters } from "./sent-time.ts";
import { pdfNumber, type PdfFile } from "./write-pdf.ts";

/**
 * The header lines of some pages: drawn with our own font, or, for names in scripts that need a typesetter, as dots
 * at the fax machine's resolution. The time is always drawn by `font`.
 */
export type BandArt = { font: Font } & (
  { kind: "text"; lines: HeaderTexts[] } | { kind: "dots"; images: PdfImage[] }
);

export type Band = { width: number; y: number; height: number };

/** What drawings call the font, the time and the name of a header line: names that no page has yet. */
export type BandNames = { font: string; time: string; name: string };

/** Names in a PDF written anew; in one that is added to, those that `isTaken` knows are passed over. */
export function bandNames(isTaken: (name: string) => boolean = () => false): BandNames {
  for (let turn = 0; ; turn++) {
    const names = { font: `/FaxHeader${turn}`, time: `/FaxTime${turn}`, name: `/FaxName${turn}` };
    if (!Object.values(names).some(isTaken)) return names;
  }
}

/**
 * Draws bands into a PDF: `draw` answers page `index`'s drawing and what its resources must name. `finish` comes after
 * all else that is written: the time's blank is found again as the last of its kind.
 */
export type BandPainter = {
  draw: (index: number, band: Band) => { drawing: string; font: string; xObject: string };
  finish: () => void;
};

export function bandPainter(
  pdf: Pick<PdfFile, "add" | "reserve" | "set">,
  art: BandArt,
  names: BandNames = bandNames(),
): BandPainter {
  const lines = art.kind === "text" ? art.lines : [];
  const letters = lines.map(({ name, number, page }) => name + number + page);
  const font = embedFont(pdf, art.font, [timeLetters, ...letters, "  …"]);
  const time = pdf.reserve();
  const named = { font: `${names.font} ${font} 0 R`, xObject: `${names.time} ${time} 0 R` };
  return {
    draw: (index, band) => {
      const base = headerBase(band.y, band.height);
      const timeDrawing = `q 1 0 0 1 ${headerMarginPt} ${pdfNumber(base)} cm ${names.time} Do Q`;
      if (art.kind === "text") {
        const line = art.lines[index];
        const drawing = line ? drawHeader(art.font, line, { name: names.font, width: band.width, base }) : "";
        return { ...named, drawing: `q 0 g\n${timeDrawing}\n${drawing}\nQ` };
      }
      const image = art.images[index];
      if (!image) return { ...named, drawing: timeDrawing };
      const box = [band.width, 0, 0, band.height, 0, band.y].map(pdfNumber).join(" ");
      return {
        ...named,
        // The picture is white where it has no ink: the time is drawn onto it.
        drawing: `q ${box} cm ${names.name} Do Q q 0 g ${timeDrawing} Q`,
        xObject: `${named.xObject} ${names.name} ${addImage(pdf, image)} 0 R`,
      };
    },
    finish: () =>
      pdf.set(
        time,
        `<< /Type /XObject /Subtype /Form /BBox [0 -4 ${timeWidthPt} 12] /Resources << /Font << ${named.font} >> >> >>`,
        Buffer.from(`BT ${names.font} ${headerSizePt} Tf <${blankTime}> Tj ET`, "latin1"),
      ),
  };
}

const addImage = (pdf: Pick<PdfFile, "add">, { widthPx, heightPx, coding, data }: PdfImage): number =>
  pdf.add(`<< /Type /XObject /Subtype /Image /Width ${widthPx} /Height ${heightPx} ${coding} >>`, data);
