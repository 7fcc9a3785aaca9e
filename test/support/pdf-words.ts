import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { init } from "@embedpdf/pdfium";

const folder = dirname(createRequire(import.meta.url).resolve("@embedpdf/pdfium"));
const pdfium = await init({ wasmBinary: readFileSync(join(folder, "pdfium.wasm")).slice().buffer });
pdfium.PDFiumExt_Init();

/** The letters of every page as they read back, without white space. */
export function wordsOf(pdf: Uint8Array): string[] {
  const memory = pdfium.pdfium.wasmExports.malloc(pdf.byteLength);
  (pdfium.pdfium as unknown as { HEAPU8: Uint8Array }).HEAPU8.set(pdf, memory);
  const document = pdfium.FPDF_LoadMemDocument(memory, pdf.byteLength, "");
  const words = Array.from({ length: pdfium.FPDF_GetPageCount(document) }, (_, index) => {
    const page = pdfium.FPDF_LoadPage(document, index);
    const text = pdfium.FPDFText_LoadPage(page);
    const letters = Array.from({ length: pdfium.FPDFText_CountChars(text) }, (_, at) =>
      String.fromCodePoint(pdfium.FPDFText_GetUnicode(text, at)),
    );
    pdfium.FPDFText_ClosePage(text);
    pdfium.FPDF_ClosePage(page);
    return letters.join("").replace(/\s/g, "");
  });
  pdfium.FPDF_CloseDocument(document);
  pdfium.pdfium.wasmExports.free(memory);
  return words;
}
