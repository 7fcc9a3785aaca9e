import type { WrappedPdfiumModule } from "@embedpdf/pdfium";
import type { DocumentFault } from "../../core/document-check.ts";
import type { FormField } from "../../core/documents/engines.ts";
import { Unfit } from "../../core/documents/fault.ts";
import { heap, openDocument, saveDocument, withMemory, type Opened } from "./pdfium-document.ts";

/** FPDF_ANNOT_WIDGET, the multiline bit of a text field's flags (PDF 32000, table 228), and the longest name read. */
const widget = 20;
const multiline = 1 << 12;
const maxNameBytes = 512;
/** What a page of a form may have; more is no form for a cover page. */
const maxFields = 200;

/** The fields of a form, each with its place on its page as it shows, in points from the top left. */
export function formFields(pdfium: WrappedPdfiumModule, bytes: Uint8Array): FormField[] | DocumentFault {
  const document = openDocument(pdfium, bytes);
  if (typeof document === "string") return document;
  const info = pdfium.PDFiumExt_OpenFormFillInfo();
  const form = pdfium.PDFiumExt_InitFormFillEnvironment(document.handle, info);
  try {
    return eachPage(pdfium, document, (page, index) => fieldsOf(pdfium, form, page, index)).flat();
  } finally {
    pdfium.PDFiumExt_ExitFormFillEnvironment(form);
    pdfium.PDFiumExt_CloseFormFillInfo(info);
    document.close();
  }
}

/** Lays each page of `overlay` over the page of `bytes` of the same number; the form's fields go. */
export function layOver(
  pdfium: WrappedPdfiumModule,
  bytes: Uint8Array,
  overlay: Uint8Array,
): Uint8Array | DocumentFault {
  const document = openDocument(pdfium, bytes);
  if (typeof document === "string") return document;
  const over = openDocument(pdfium, overlay);
  try {
    if (typeof over === "string") return over;
    eachPage(pdfium, document, (page, index) => {
      eachWidget(pdfium, page, (at) => pdfium.FPDFPage_RemoveAnnot(page, at));
      if (index < over.pages) insertPage(pdfium, document, page, over, index);
    });
    return saveDocument(pdfium, document.handle) ?? "document_corrupt";
  } finally {
    if (typeof over !== "string") over.close();
    document.close();
  }
}

function eachPage<T>(
  pdfium: WrappedPdfiumModule,
  document: Opened,
  use: (page: number, index: number) => T,
): T[] {
  return Array.from({ length: document.pages }, (_, index) => {
    const page = pdfium.FPDF_LoadPage(document.handle, index);
    if (page === 0) throw new Unfit("document_corrupt");
    try {
      return use(page, index);
    } finally {
      pdfium.FPDF_ClosePage(page);
    }
  });
}

/** From the last to the first, so that one may be removed. */
function eachWidget(
  pdfium: WrappedPdfiumModule,
  page: number,
  use: (at: number, annotation: number) => void,
): void {
  for (let at = pdfium.FPDFPage_GetAnnotCount(page) - 1; at >= 0; at--) {
    const annotation = pdfium.FPDFPage_GetAnnot(page, at);
    if (annotation === 0) continue;
    const isWidget = pdfium.FPDFAnnot_GetSubtype(annotation) === widget;
    if (isWidget) use(at, annotation);
    pdfium.FPDFPage_CloseAnnot(annotation);
  }
}

function fieldsOf(pdfium: WrappedPdfiumModule, form: number, page: number, index: number): FormField[] {
  const fields: FormField[] = [];
  const origin = originOf(pdfium, page);
  const height = pdfium.FPDF_GetPageHeightF(page);
  eachWidget(pdfium, page, (_, annotation) => {
    const name = nameOf(pdfium, form, annotation);
    const box = floats(pdfium, 4, (memory) => pdfium.FPDFAnnot_GetRect(annotation, memory));
    if (name === "" || !box || fields.length === maxFields) return;
    const [left = 0, top = 0, right = 0, bottom = 0] = box;
    const [sizePt = 0] =
      floats(pdfium, 1, (memory) => pdfium.FPDFAnnot_GetFontSize(form, annotation, memory)) ?? [];
    fields.push({
      name,
      page: index,
      x: Math.min(left, right) - origin.left,
      y: height - (Math.max(top, bottom) - origin.bottom),
      width: Math.abs(right - left),
      height: Math.abs(top - bottom),
      isMultiline: (pdfium.FPDFAnnot_GetFormFieldFlags(form, annotation) & multiline) !== 0,
      ...(sizePt > 0 ? { sizePt } : {}),
    });
  });
  return fields.reverse();
}

/** UTF-16, with its ending zero. */
function nameOf(pdfium: WrappedPdfiumModule, form: number, annotation: number): string {
  return withMemory(pdfium, maxNameBytes, (memory) => {
    const bytes = pdfium.FPDFAnnot_GetFormFieldName(form, annotation, memory, maxNameBytes);
    if (bytes <= 2 || bytes > maxNameBytes) return "";
    return Buffer.from(heap(pdfium).slice(memory, memory + bytes - 2)).toString("utf16le");
  });
}

function floats(
  pdfium: WrappedPdfiumModule,
  count: number,
  fill: (memory: number) => boolean,
): number[] | undefined {
  return withMemory(pdfium, count * 4, (memory) =>
    fill(memory)
      ? // A copy: the engine's memory is not aligned to our liking.
        [...new Float32Array(heap(pdfium).slice(memory, memory + count * 4).buffer)]
      : undefined,
  );
}

/** Where the lower left of what shows of a page lies in its own space. */
function originOf(pdfium: WrappedPdfiumModule, page: number): { left: number; bottom: number } {
  const box = (read: "FPDFPage_GetCropBox" | "FPDFPage_GetMediaBox") =>
    floats(pdfium, 4, (memory) => pdfium[read](page, memory, memory + 4, memory + 8, memory + 12));
  const [left = 0, bottom = 0] = box("FPDFPage_GetCropBox") ?? box("FPDFPage_GetMediaBox") ?? [];
  return { left, bottom };
}

function insertPage(
  pdfium: WrappedPdfiumModule,
  document: Opened,
  page: number,
  over: Opened,
  index: number,
): void {
  const content = pdfium.FPDF_NewXObjectFromPage(document.handle, over.handle, index);
  if (content === 0) throw new Unfit("document_corrupt");
  const object = pdfium.FPDF_NewFormObjectFromXObject(content);
  const { left, bottom } = originOf(pdfium, page);
  pdfium.FPDFPageObj_Transform(object, 1, 0, 0, 1, left, bottom);
  pdfium.FPDFPage_InsertObject(page, object);
  pdfium.FPDFPage_GenerateContent(page);
  pdfium.FPDF_CloseXObject(content);
}
