import { init, type WrappedPdfiumModule } from "@embedpdf/pdfium";
import { looksLikePdf, maxPages, type DocumentFault } from "../../core/document-check.ts";

/** A checked document: the bytes to send (the user's own wherever possible) and their page count. */
export type CheckedDocument = { bytes: Uint8Array; pages: number };

/** PDFium's FPDF_ERR_PASSWORD, and FORMTYPE_XFA_FULL. */
const passwordError = 4;
const xfaFull = 2;

export type PdfEngine = {
  /** Opens every document, loads every page, joins several into one; or says what is wrong. */
  check(documents: Uint8Array[]): CheckedDocument | DocumentFault;
};

/** Starts PDFium. `wasmBinary` is the engine's `pdfium.wasm`, which lies beside the bundle. */
export async function startPdfium(wasmBinary: Uint8Array): Promise<PdfEngine> {
  const pdfium = await init({ wasmBinary: wasmBinary.slice().buffer });
  pdfium.PDFiumExt_Init();
  return { check: (documents) => check(pdfium, documents) };
}

function check(pdfium: WrappedPdfiumModule, documents: Uint8Array[]): CheckedDocument | DocumentFault {
  if (documents.length === 0) return "document_missing";
  const opened: Opened[] = [];
  try {
    let pages = 0;
    for (const bytes of documents) {
      const document = open(pdfium, bytes);
      if (typeof document === "string") return document;
      opened.push(document);
      pages += document.pages;
      if (pages > maxPages) return "document_too_many_pages";
      if (!everyPageLoads(pdfium, document)) return "document_corrupt";
    }
    const [only] = documents;
    // The user's file goes out byte for byte unless files must be joined or freed from an owner password.
    if (opened.length === 1 && only && !opened[0]?.encrypted) return { bytes: only, pages };
    const bytes = join(pdfium, opened);
    return bytes ? { bytes, pages } : "document_corrupt";
  } finally {
    for (const document of opened) document.close();
  }
}

type Opened = { handle: number; pages: number; encrypted: boolean; close: () => void };

function open(pdfium: WrappedPdfiumModule, bytes: Uint8Array): Opened | DocumentFault {
  if (bytes.byteLength === 0) return "document_empty";
  if (!looksLikePdf(bytes)) return "document_not_pdf";
  const { malloc, free } = pdfium.pdfium.wasmExports;
  const memory = malloc(bytes.byteLength);
  if (memory === 0) throw new Error("the PDF engine has no memory left");
  heap(pdfium).set(bytes, memory);
  const handle = pdfium.FPDF_LoadMemDocument(memory, bytes.byteLength, "");
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
      : pdfium.FPDF_GetFormType(handle) === xfaFull
        ? "document_unsupported_form"
        : undefined;
  if (fault) {
    close();
    return fault;
  }
  return { handle, pages, encrypted: pdfium.FPDF_GetSecurityHandlerRevision(handle) > 0, close };
}

function everyPageLoads(pdfium: WrappedPdfiumModule, document: Opened): boolean {
  for (let index = 0; index < document.pages; index++) {
    const page = pdfium.FPDF_LoadPage(document.handle, index);
    if (page === 0) return false;
    pdfium.FPDF_ClosePage(page);
  }
  return true;
}

function join(pdfium: WrappedPdfiumModule, documents: Opened[]): Uint8Array | undefined {
  const target = pdfium.FPDF_CreateNewDocument();
  const writer = pdfium.PDFiumExt_OpenFileWriter();
  try {
    let position = 0;
    for (const document of documents) {
      if (!pdfium.FPDF_ImportPages(target, document.handle, "", position)) return undefined;
      position += document.pages;
    }
    pdfium.PDFiumExt_SaveAsCopy(target, writer);
    const bytes = writtenBytes(pdfium, writer);
    return bytes && undated(bytes);
  } finally {
    pdfium.PDFiumExt_CloseFileWriter(writer);
    pdfium.FPDF_CloseDocument(target);
  }
}

/** PDFium notes when it joined the pages: without that, the same files joined again are the same document. */
function undated(bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = text.indexOf(dateNote);
  if (at >= 0) text.write(noDate, at + dateNote.length, "latin1");
  return bytes;
}
const dateNote = "<</CreationDate(D:";
const noDate = "20000101000000";

function writtenBytes(pdfium: WrappedPdfiumModule, writer: number): Uint8Array | undefined {
  const { malloc, free } = pdfium.pdfium.wasmExports;
  const size = pdfium.PDFiumExt_GetFileWriterSize(writer);
  if (size === 0) return undefined;
  const memory = malloc(size);
  if (memory === 0) throw new Error("the PDF engine has no memory left");
  try {
    pdfium.PDFiumExt_GetFileWriterData(writer, memory, size);
    return heap(pdfium).slice(memory, memory + size);
  } finally {
    free(memory);
  }
}

/** The engine's memory; taken anew at each use, because growing replaces it. (Its type is Emscripten's.) */
const heap = (pdfium: WrappedPdfiumModule): Uint8Array =>
  (pdfium.pdfium as unknown as { HEAPU8: Uint8Array }).HEAPU8;
