import { createRequire } from "node:module";
import { readFile } from "node:fs/promises";
import { init, type WrappedPdfiumModule } from "@embedpdf/pdfium";

/** Answers the number of pages, or undefined for anything but a readable PDF without a password. */
export type PageCounter = (bytes: Uint8Array) => Promise<number | undefined>;

/** PDFium starts with the first document. */
export function createPageCounter(): PageCounter {
  let starting: Promise<WrappedPdfiumModule> | undefined;
  return async (bytes) => {
    if (!Buffer.from(bytes.subarray(0, 1024)).includes("%PDF-")) return undefined;
    starting ??= startPdfium();
    return countPages(await starting, bytes);
  };
}

async function startPdfium(): Promise<WrappedPdfiumModule> {
  const file = createRequire(import.meta.url).resolve("@embedpdf/pdfium/pdfium.wasm");
  const pdfium = await init({ wasmBinary: new Uint8Array(await readFile(file)).buffer });
  pdfium.PDFiumExt_Init();
  return pdfium;
}

function countPages(pdfium: WrappedPdfiumModule, bytes: Uint8Array): number | undefined {
  const { malloc, free } = pdfium.pdfium.wasmExports;
  const memory = malloc(bytes.byteLength);
  if (memory === 0) return undefined;
  try {
    // Read anew each time: growing replaces the engine's memory. (Its type is Emscripten's.)
    (pdfium.pdfium as unknown as { HEAPU8: Uint8Array }).HEAPU8.set(bytes, memory);
    const document = pdfium.FPDF_LoadMemDocument(memory, bytes.byteLength, "");
    if (document === 0) return undefined;
    const pages = pdfium.FPDF_GetPageCount(document);
    pdfium.FPDF_CloseDocument(document);
    return pages > 0 ? pages : undefined;
  } finally {
    free(memory);
  }
}
