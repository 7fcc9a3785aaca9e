import { bandPainter, type BandArt, type BandPainter } from "../band-art.ts";
import {
  chain,
  placeOnPaper,
  uprightMatrix,
  uprightSize,
  type Matrix,
  type Paper,
  type PlacementRule,
} from "../paper.ts";
import type { Pieces } from "../pieces.ts";
import { pdfNumber, startPdf, type PdfFile } from "../write-pdf.ts";
import type { ImagePage, PdfImage } from "./image.ts";

/** Puts pictures on paper, one a page, without touching their dots; the band above stays free without `art`. */
export function writeImagePages(pages: ImagePage[], rule: PlacementRule, art?: BandArt): Pieces {
  const pdf = startPdf();
  const catalog = pdf.reserve();
  const tree = pdf.reserve();
  const painter = art && bandPainter(pdf, art);
  const kids = pages.map((page, index) => {
    const { page: paper, matrix, bandPt } = placePicture(page, rule);
    const band = painter?.draw(index, { width: paper.width, y: paper.height - bandPt, height: bandPt });
    return writePage(pdf, { page, paper, matrix, band, tree });
  });
  const list = kids.map((kid) => `${kid} 0 R`).join(" ");
  painter?.finish();
  pdf.set(tree, `<< /Type /Pages /Count ${kids.length} /Kids [${list}] >>`);
  pdf.set(catalog, `<< /Type /Catalog /Pages ${tree} 0 R >>`);
  return pdf.finish(catalog);
}

type Placed = { page: Paper; matrix: Matrix; bandPt: number };

/** A fax page keeps its own scale, and its paper grows by whole rows for the band; other pictures are fitted. */
export function placePicture(page: ImagePage, rule: PlacementRule): Placed {
  if (page.isFaxPage) {
    const row = page.size.height / page.rowsPx;
    const bandPt = Math.ceil(rule.bandPt / row) * row;
    const paper = { width: clipped(page.size.width), height: clipped(page.size.height + bandPt) };
    return { page: paper, matrix: [1, 0, 0, 1, 0, 0], bandPt };
  }
  const { page: paper, matrix } = placeOnPaper(uprightSize(page.size, page.orientation), rule);
  return {
    page: paper,
    matrix: chain(uprightMatrix(page.size, page.orientation), matrix),
    bandPt: rule.bandPt,
  };
}

/** An edge exactly on a dot's edge is taken by some renderers into the next dot; a hair inside it is not. Points. */
const inset = 0.002;
/** A page a hair wider than its dots would get one more. */
const clipped = (length: number): number => Math.floor(length * 1000) / 1000;

type PageToWrite = {
  page: ImagePage;
  paper: Paper;
  matrix: Matrix;
  band: ReturnType<BandPainter["draw"]> | undefined;
  tree: number;
};

function writePage(pdf: PdfFile, { page, paper, matrix, band, tree }: PageToWrite): number {
  const row = page.size.height / page.rowsPx;
  const names: string[] = [];
  // Of many strips nearly all are alike.
  const across = `${pdfNumber(page.size.width - 2 * inset)} 0 0`;
  const left = pdfNumber(inset);
  const draws = page.strips.map(({ image, fromTop, rows }, index) => {
    names.push(`/I${index} ${addImage(pdf, image)} 0 R`);
    const y = page.size.height - (fromTop + rows) * row;
    const [height, bottom] = [pdfNumber(rows * row - 2 * inset), pdfNumber(y + inset)];
    return `q ${across} ${height} ${left} ${bottom} cm /I${index} Do Q`;
  });
  const content = pdf.add(
    "<< >>",
    Buffer.from(`q ${numbers(matrix)} cm\n${draws.join("\n")}\nQ\n${band?.drawing ?? ""}\n`, "latin1"),
  );
  return pdf.add(
    `<< /Type /Page /Parent ${tree} 0 R /MediaBox [0 0 ${numbers([paper.width, paper.height])}] ` +
      `/Resources << /XObject << ${names.join(" ")} ${band?.xObject ?? ""} >> /Font << ${band?.font ?? ""} >> >> /Contents ${content} 0 R >>`,
  );
}

const addImage = (pdf: PdfFile, { widthPx, heightPx, coding, data }: PdfImage): number =>
  pdf.add(`<< /Type /XObject /Subtype /Image /Width ${widthPx} /Height ${heightPx} ${coding} >>`, data);

const numbers = (values: readonly number[]): string => values.map(pdfNumber).join(" ");
