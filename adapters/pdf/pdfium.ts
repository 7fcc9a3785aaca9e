import { init, type WrappedPdfiumModule } from "@embedpdf/pdfium";
import { maxPages, type DocumentFault } from "../../core/document-check.ts";
import type { CheckedDocument, PdfEngine } from "../../core/documents/engines.ts";
import { piecesOf, type FileBytes } from "../../core/documents/pieces.ts";
import { formFields, layOver } from "./pdf-forms.ts";
import { openPages } from "./page-reader.ts";
import { openDocument, saveDocument, type Opened } from "./pdfium-document.ts";

/** Starts PDFium. `wasmBinary` is the engine's `pdfium.wasm`, which lies beside the bundle. */
export async function startPdfium(wasmBinary: Uint8Array): Promise<PdfEngine> {
  const pdfium = await init({ wasmBinary: wasmBinary.slice().buffer });
  pdfium.PDFiumExt_Init();
  return {
    check: (documents) => check(pdfium, documents),
    save: (document) => save(pdfium, document),
    formFields: (document) => formFields(pdfium, document),
    layOver: (form, overlay) => layOver(pdfium, form, overlay),
    openPages: (document) => openPages(pdfium, document),
  };
}

function check(pdfium: WrappedPdfiumModule, documents: FileBytes[]): CheckedDocument | DocumentFault {
  if (documents.length === 0) return "document_missing";
  const opened: Opened[] = [];
  try {
    let pages = 0;
    for (const file of documents) {
      const document = openDocument(pdfium, file);
      if (typeof document === "string") return document;
      opened.push(document);
      pages += document.pages;
      if (pages > maxPages) return "document_too_many_pages";
      if (!everyPageLoads(pdfium, document)) return "document_corrupt";
    }
    const [only] = documents;
    // The user's file goes out byte for byte unless files must be joined or freed from an owner password.
    if (opened.length === 1 && only && !opened[0]?.encrypted) return { pieces: piecesOf(only), pages };
    const joined = join(pdfium, opened);
    return joined ? { pieces: [joined], pages } : "document_corrupt";
  } finally {
    for (const document of opened) document.close();
  }
}

function everyPageLoads(pdfium: WrappedPdfiumModule, document: Opened): boolean {
  for (let index = 0; index < document.pages; index++) {
    const page = pdfium.FPDF_LoadPage(document.handle, index);
    if (page === 0) return false;
    pdfium.FPDF_ClosePage(page);
  }
  return true;
}

/** FLAT_PRINT: what shows only on a screen is left out. */
const flattenForPrint = 1;

function save(pdfium: WrappedPdfiumModule, file: FileBytes): Uint8Array | DocumentFault {
  const document = openDocument(pdfium, file);
  if (typeof document === "string") return document;
  try {
    for (let index = 0; index < document.pages; index++) {
      const page = pdfium.FPDF_LoadPage(document.handle, index);
      if (page === 0) return "document_corrupt";
      if (pdfium.FPDFPage_GetAnnotCount(page) > 0) pdfium.FPDFPage_Flatten(page, flattenForPrint);
      pdfium.FPDF_ClosePage(page);
    }
    return join(pdfium, [document]) ?? "document_corrupt";
  } finally {
    document.close();
  }
}

function join(pdfium: WrappedPdfiumModule, documents: Opened[]): Uint8Array | undefined {
  const target = pdfium.FPDF_CreateNewDocument();
  try {
    let position = 0;
    for (const document of documents) {
      if (!pdfium.FPDF_ImportPages(target, document.handle, "", position)) return undefined;
      position += document.pages;
    }
    return saveDocument(pdfium, target);
  } finally {
    pdfium.FPDF_CloseDocument(target);
  }
}
