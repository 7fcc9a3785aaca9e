import type { WrappedPdfiumModule } from "@embedpdf/pdfium";
import { looksLikePdf, type DocumentFault } from "../../core/document-check.ts";
import { piecesOf, sizeOf, type FileBytes } from "../../core/documents/pieces.ts";

/** PDFium's FPDF_ERR_PASSWORD, and FORMTYPE_XFA_FULL. */
const passwordError = 4;
const xfaFull = 2;

export type Opened = { handle: number; pages: number; encrypted: boolean; close: () => void };

/** Opens a PDF; the caller closes it. */
export function openDocument(pdfium: WrappedPdfiumModule, file: FileBytes): Opened | DocumentFault {
  const pieces = piecesOf(file);
  const size = sizeOf(pieces);
  const [first] = pieces;
  if (!first || size === 0) return "document_empty";
  if (!looksLikePdf(first)) return "document_not_pdf";
  const memory = reserve(pdfium, size);
  let end = memory;
  for (const piece of pieces) {
    heap(pdfium).set(piece, end);
    end += piece.byteLength;
  }
  const handle = pdfium.FPDF_LoadMemDocument(memory, size, "");
  const { free } = pdfium.pdfium.wasmExports;
  if (handle === 0) {
    const locked = pdfium.FPDF_GetLastError() === passwordError;
    free(memory);
    return locked ? "document_password_required" : "document_corrupt";
  }
  const close = () => {
    pdfium.FPDF_CloseDocument(handle);
    free(memory);
  };
  const pages = pdfium.FPDF_GetPageCount(handle);
  const fault =
    pages === 0
      ? "document_empty"
      : pdfium.FPDF_GetFormType(handle) === xfaFull || isPortfolio(pdfium, handle)
        ? "document_unsupported_form"
        : undefined;
  if (fault) {
    close();
    return fault;
  }
  return { handle, pages, encrypted: pdfium.FPDF_GetSecurityHandlerRevision(handle) > 0, close };
}

/** Whether the pages are only a wrapper of the files attached (PDF 32000, 7.11.6); files attached to real pages are usual. */
function isPortfolio(pdfium: WrappedPdfiumModule, handle: number): boolean {
  if (pdfium.FPDFDoc_GetAttachmentCount(handle) === 0) return false;
  // Its catalog may lie compressed in the file, and is plain in a copy.
  const copy = saveDocument(pdfium, handle);
  return copy !== undefined && Buffer.from(copy).includes("/Collection");
}

/** Saves a document PDFium holds; undefined if it cannot be written. */
export function saveDocument(pdfium: WrappedPdfiumModule, handle: number): Uint8Array | undefined {
  const writer = pdfium.PDFiumExt_OpenFileWriter();
  try {
    pdfium.PDFiumExt_SaveAsCopy(handle, writer);
    const size = pdfium.PDFiumExt_GetFileWriterSize(writer);
    if (size === 0) return undefined;
    return withMemory(pdfium, size, (memory) => {
      pdfium.PDFiumExt_GetFileWriterData(writer, memory, size);
      return undated(heap(pdfium).slice(memory, memory + size));
    });
  } finally {
    pdfium.PDFiumExt_CloseFileWriter(writer);
  }
}

/** PDFium notes when it wrote the pages: without that, the same files written again are the same document. */
function undated(bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = text.indexOf(dateNote);
  if (at >= 0) text.write(noDate, at + dateNote.length, "latin1");
  return bytes;
}
const dateNote = "<</CreationDate(D:";
const noDate = "20000101000000";

/** Lends some of the engine's memory. */
export function withMemory<T>(pdfium: WrappedPdfiumModule, size: number, use: (memory: number) => T): T {
  const memory = reserve(pdfium, size);
  try {
    return use(memory);
  } finally {
    pdfium.pdfium.wasmExports.free(memory);
  }
}

function reserve(pdfium: WrappedPdfiumModule, size: number): number {
  const memory = pdfium.pdfium.wasmExports.malloc(size);
  if (memory === 0) throw new Error("the PDF engine has no memory left");
  return memory;
}

/** The engine's memory; taken anew at each use, because growing replaces it. (Its type is Emscripten's.) */
export const heap = (pdfium: WrappedPdfiumModule): Uint8Array =>
  (pdfium.pdfium as unknown as { HEAPU8: Uint8Array }).HEAPU8;
