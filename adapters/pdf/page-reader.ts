import type { WrappedPdfiumModule } from "@embedpdf/pdfium";
import type { DocumentFault } from "../../core/document-check.ts";
import type { PageReader } from "../../core/documents/engines.ts";
import { Unfit } from "../../core/documents/fault.ts";
import type { FaxSheet } from "../../core/documents/fax-raster.ts";
import type { GreyRaster } from "../../core/documents/image/raster.ts";
import type { Paper } from "../../core/documents/paper.ts";
import type { FileBytes } from "../../core/documents/pieces.ts";
import type { PageText } from "../../core/documents/page-warnings.ts";
import { heap, openDocument, withMemory, type Opened } from "./pdfium-document.ts";

/** Pages larger than this are no longer looked at letter by letter. */
const maxLetters = 4000;
const grey = 1;
const bgrx = 3;
/** FPDF_ANNOT: stamps and filled-in fields show. */
const withAnnotations = 1;

export function openPages(pdfium: WrappedPdfiumModule, file: FileBytes): PageReader | DocumentFault {
  const document = openDocument(pdfium, file);
  if (typeof document === "string") return document;
  return {
    pages: document.pages,
    size: (index) => withPage(pdfium, document, index, (page) => sizeOf(pdfium, page)),
    draw: (index, sheet) => withPage(pdfium, document, index, (page) => drawGrey(pdfium, page, sheet)),
    colourShare: (index) => withPage(pdfium, document, index, (page) => colourShare(pdfium, page)),
    text: (index) => withPage(pdfium, document, index, (page) => readText(pdfium, page)),
    close: document.close,
  };
}

function withPage<T>(
  pdfium: WrappedPdfiumModule,
  document: Opened,
  index: number,
  use: (page: number) => T,
): T {
  const page = pdfium.FPDF_LoadPage(document.handle, index);
  if (page === 0) throw new Unfit("document_corrupt");
  try {
    return use(page);
  } finally {
    pdfium.FPDF_ClosePage(page);
  }
}

const sizeOf = (pdfium: WrappedPdfiumModule, page: number): Paper => ({
  width: pdfium.FPDF_GetPageWidthF(page),
  height: pdfium.FPDF_GetPageHeightF(page),
});

/** Eight bits of grey: drawing in colours and turning them grey takes more than twice as long. */
function drawGrey(pdfium: WrappedPdfiumModule, page: number, sheet: FaxSheet): GreyRaster {
  const { width, height, left, boxWidth, boxHeight } = sheet;
  return withMemory(pdfium, width * height, (memory) => {
    heap(pdfium).fill(255, memory, memory + width * height);
    const bitmap = pdfium.FPDFBitmap_CreateEx(width, height, grey, memory, width);
    if (bitmap === 0) throw new Error("the PDF engine has no memory left");
    pdfium.FPDF_RenderPageBitmap(bitmap, page, left, 0, boxWidth, boxHeight, 0, withAnnotations);
    pdfium.FPDFBitmap_Destroy(bitmap);
    return { width, height, grey: heap(pdfium).slice(memory, memory + width * height) };
  });
}

function colourShare(pdfium: WrappedPdfiumModule, page: number): number {
  const size = sizeOf(pdfium, page);
  const width = 170;
  const height = Math.max(1, Math.min(1000, Math.round((width * size.height) / size.width)));
  return withMemory(pdfium, width * height * 4, (memory) => {
    heap(pdfium).fill(255, memory, memory + width * height * 4);
    const bitmap = pdfium.FPDFBitmap_CreateEx(width, height, bgrx, memory, width * 4);
    if (bitmap === 0) throw new Error("the PDF engine has no memory left");
    pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, withAnnotations);
    pdfium.FPDFBitmap_Destroy(bitmap);
    const dots = heap(pdfium).subarray(memory, memory + width * height * 4);
    let coloured = 0;
    for (let at = 0; at < dots.length; at += 4) {
      const [blue = 0, green = 0, red = 0] = [dots[at], dots[at + 1], dots[at + 2]];
      if (Math.max(red, green, blue) - Math.min(red, green, blue) > 48) coloured++;
    }
    return coloured / (width * height);
  });
}

/** How large, how light and how turned the page's letters are. */
function readText(pdfium: WrappedPdfiumModule, page: number): PageText {
  const letters: PageText = { letters: 0, small: 0, light: 0, turned: 0, upsideDown: 0 };
  const text = pdfium.FPDFText_LoadPage(page);
  if (text === 0) return letters;
  try {
    const count = Math.min(pdfium.FPDFText_CountChars(text), maxLetters);
    withMemory(pdfium, 40, (memory) => {
      for (let index = 0; index < count; index++) countLetter(pdfium, text, index, memory, letters);
    });
    return letters;
  } finally {
    pdfium.FPDFText_ClosePage(text);
  }
}

function countLetter(
  pdfium: WrappedPdfiumModule,
  text: number,
  index: number,
  memory: number,
  letters: PageText,
): void {
  if (pdfium.FPDFText_GetUnicode(text, index) <= 32) return;
  if (!pdfium.FPDFText_GetMatrix(text, index, memory)) return;
  // A copy: the engine's memory is not aligned to our liking.
  const matrix = new Float32Array(heap(pdfium).slice(memory, memory + 24).buffer);
  const sizePt = pdfium.FPDFText_GetFontSize(text, index) * Math.hypot(matrix[2] ?? 0, matrix[3] ?? 1);
  letters.letters++;
  if (sizePt < 6.5) letters.small++;
  // Upright letters run to the right more than up or down.
  const [along = 0, up = 0] = matrix;
  if (along < Math.abs(up)) letters.turned++;
  if (-along > Math.abs(up)) letters.upsideDown++;
  if (pdfium.FPDFText_GetFillColor(text, index, memory, memory + 4, memory + 8, memory + 12)) {
    const [red = 0, green = 0, blue = 0, alpha = 255] = new Uint32Array(
      heap(pdfium).slice(memory, memory + 16).buffer,
    );
    const shade = 255 - ((255 - (red * 77 + green * 151 + blue * 28) / 256) * alpha) / 255;
    // White letters stand on something dark.
    if (shade > 150 && shade < 240) letters.light++;
  }
}
