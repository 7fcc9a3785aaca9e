import { deflateSync } from "node:zlib";
import { bandPainter, type BandArt } from "./band-art.ts";
import { canDraw, embedFont, textOperand } from "./font/embed-font.ts";
import type { Font } from "./font/read-font.ts";
import type { Paper } from "./paper.ts";
import type { Pieces } from "./pieces.ts";
import { pdfNumber, startPdf } from "./write-pdf.ts";

/** Letters as large as a typewriter's: 80 columns fit on every paper. Points. */
const sizePt = 10;
const leadingPt = 12.5;
const sideMarginPt = 54;
const topMarginPt = 40;
const bottomMarginPt = 48;

/** Whether our small writer can set these lines; other scripts go to the typesetter. */
export const canDrawLines = (font: Font, pages: string[][]): boolean =>
  canDraw(font, [...new Set(pages.flat().join(""))].join(""));

/** Breaks lines at the paper's width and pages at its height. */
export function breakPages(pages: string[][], font: Font, paper: Paper, bandPt: number): string[][] {
  const columnPt = (font.widthOf(font.glyphOf(0x30)) * sizePt) / 1000;
  const columns = Math.floor((paper.width - 2 * sideMarginPt) / columnPt);
  const rows = Math.floor((paper.height - bandPt - topMarginPt - bottomMarginPt) / leadingPt);
  return pages.flatMap((lines) => {
    const broken = lines.flatMap((line) => breakLine(line, columns));
    const count = Math.max(1, Math.ceil(broken.length / rows));
    return Array.from({ length: count }, (_, page) => broken.slice(page * rows, (page + 1) * rows));
  });
}

/** Between words where there are any within the last third of a line, else where it is full. */
function breakLine(line: string, columns: number): string[] {
  const lines: string[] = [];
  let left = [...line];
  while (left.length > columns) {
    const space = left.lastIndexOf(" ", columns);
    const at = space > (columns * 2) / 3 ? space : columns;
    lines.push(left.slice(0, at).join(""));
    left = left.slice(left[at] === " " ? at + 1 : at);
  }
  return [...lines, left.join("")];
}

/** Writes broken pages of text, fixed pitch, the header line in the band above them. */
export function writeTextPages(
  pages: string[][],
  font: Font,
  { paper, bandPt }: { paper: Paper; bandPt: number },
  art?: BandArt,
): Pieces {
  const pdf = startPdf();
  const catalog = pdf.reserve();
  const tree = pdf.reserve();
  const body = embedFont(pdf, font, [...pages.flat(), " "]);
  const painter = art && bandPainter(pdf, art);
  const top = paper.height - bandPt - topMarginPt - sizePt;
  const kids = pages.map((lines, index) => {
    const shown = lines.map((line) => (line === "" ? "T*" : `${textOperand(line)} Tj T*`)).join("\n");
    const band = painter?.draw(index, { width: paper.width, y: paper.height - bandPt, height: bandPt });
    const start = `BT /T ${sizePt} Tf ${leadingPt} TL ${sideMarginPt} ${pdfNumber(top)} Td`;
    const drawing = Buffer.from(`${start}\n${shown}\nET\n${band?.drawing ?? ""}`, "latin1");
    const content = pdf.add("<< /Filter /FlateDecode >>", deflateSync(drawing));
    return pdf.add(
      `<< /Type /Page /Parent ${tree} 0 R /MediaBox [0 0 ${pdfNumber(paper.width)} ${pdfNumber(paper.height)}] ` +
        `/Resources << /Font << /T ${body} 0 R ${band?.font ?? ""} >> /XObject << ${band?.xObject ?? ""} >> >> /Contents ${content} 0 R >>`,
    );
  });
  const list = kids.map((kid) => `${kid} 0 R`).join(" ");
  painter?.finish();
  pdf.set(tree, `<< /Type /Pages /Count ${kids.length} /Kids [${list}] >>`);
  pdf.set(catalog, `<< /Type /Catalog /Pages ${tree} 0 R >>`);
  return pdf.finish(catalog);
}
