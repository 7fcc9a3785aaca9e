import { explainFailure } from "./failure-reasons.ts";
import type { Failure } from "./fax.ts";

/** The carrier's limits on one fax. */
export const maxDocumentBytes = 50 * 1024 * 1024;
export const maxPages = 350;
/** Documents that come in the body of a request, in all: a function is given at most 6 MB. Larger ones are uploaded. */
export const maxContentsBytes = 4 * 1024 * 1024;
/** So many documents make one fax. */
export const maxDocuments = 20;
/** SES stores messages of at most this size. */
export const maxMessageBytes = 40 * 1024 * 1024;

export type DocumentFault =
  | "document_not_pdf"
  | "document_empty"
  | "document_corrupt"
  | "document_password_required"
  | "document_unsupported_form"
  | "document_too_many_pages"
  | "document_too_large"
  | "document_unrenderable"
  | "document_macros"
  | "document_script_unsupported"
  | "image_too_large"
  | "image_unsupported"
  | "tiff_unsupported"
  | "office_conversion_disabled"
  | "office_not_alone"
  | "office_unreadable"
  | "unsupported_media_type"
  | "document_missing"
  | "cover_missing"
  | "cover_unfit"
  | "upload_expired";

/** The carrier's word for each fault and what the person can do. */
const faults: Record<DocumentFault, { reason: string; detail: string }> = {
  document_not_pdf: {
    reason: "file_format_invalid",
    detail: "The document is not a PDF. Save or print it as PDF and send that.",
  },
  document_empty: { reason: "file_format_invalid", detail: "The PDF has no pages." },
  document_corrupt: {
    reason: "file_format_invalid",
    detail: "The PDF is damaged: it, or one of its pages, cannot be opened. Export it anew.",
  },
  document_password_required: {
    reason: "file_format_invalid",
    detail: "The document needs a password to open. Save it without a password.",
  },
  document_unsupported_form: {
    reason: "file_format_invalid",
    detail:
      "The PDF is a dynamic XFA form or a portfolio of files, which only Adobe Reader shows. Print it to PDF and send that.",
  },
  document_too_many_pages: {
    reason: "page_count_limit_exceeded",
    detail: `The document has more than ${maxPages} pages. Split it.`,
  },
  document_too_large: {
    reason: "file_size_limit_exceeded",
    detail: "The document is larger than 50 MB. Split it, or save it with smaller pictures.",
  },
  document_unrenderable: {
    reason: "media_processing_exception",
    detail: "The document could not be processed within its limits of time and memory. Print it to PDF anew.",
  },
  document_macros: {
    reason: "file_format_invalid",
    detail: "The document is of a kind that carries macros. Save it as PDF and send that.",
  },
  document_script_unsupported: {
    reason: "file_format_invalid",
    detail: "The text is in a script that there is no font for here. Save it as PDF and send that.",
  },
  image_too_large: {
    reason: "file_size_limit_exceeded",
    detail: "The picture has more than 100 million pixels. Save it smaller.",
  },
  image_unsupported: {
    reason: "file_format_invalid",
    detail: "The picture is damaged or of a kind that cannot be read (HEIC is one). Save it as JPEG or PNG.",
  },
  tiff_unsupported: {
    reason: "file_format_invalid",
    detail:
      "The TIFF is damaged or of a rare kind. Save it as PDF, or as TIFF with G4, LZW or no compression.",
  },
  office_conversion_disabled: {
    reason: "file_format_invalid",
    detail: "Office documents of this kind are not converted here. Export the document as PDF and send that.",
  },
  office_not_alone: {
    reason: "file_format_invalid",
    detail:
      "A Word document goes to the carrier as it is here: alone and without a cover page. Export it as PDF and send that.",
  },
  office_unreadable: {
    reason: "file_format_invalid",
    detail: "The office document is damaged and cannot be opened. Export it as PDF and send that.",
  },
  unsupported_media_type: {
    reason: "file_format_invalid",
    detail:
      "The file is not a document that can be faxed. Send a PDF, TIFF, PNG, JPEG, GIF, WebP, text or HTML file.",
  },
  document_missing: { reason: "file_download_failed", detail: "The stored document is gone; send it again." },
  cover_missing: {
    reason: "media_processing_exception",
    detail: "The cover page or logo of that name is not there. PUT it to /v2/covers, or send without it.",
  },
  cover_unfit: {
    reason: "media_processing_exception",
    detail:
      "What is kept under the cover's name cannot be used so: `own` takes a PDF or HTML, `logo` a PNG or JPEG.",
  },
  upload_expired: {
    reason: "file_download_failed",
    detail: "Nothing was uploaded to upload_url within 24 hours.",
  },
};

/** Faults whose own word is also the reason: the carrier has none for them. */
const ownReasons: DocumentFault[] = ["upload_expired"];

export const documentFailure = (fault: DocumentFault): Failure => ({
  reason: ownReasons.includes(fault) ? fault : faults[fault].reason,
  internalReason: fault,
  detail: faults[fault].detail,
});

/** The document behind the caller's URL could not be had; `why` completes "could not be fetched:". */
export const downloadFailure = (why: string): Failure => ({
  reason: "file_download_failed",
  internalReason: "file_download_failed",
  detail: `${explainFailure("file_download_failed").slice(0, -1)}: ${why}.`,
});

/** The pages could not be prepared for a day, whatever was done. */
export const prepareNeverEnded: Failure = {
  reason: "media_processing_exception",
  internalReason: "prepare_never_ended",
  detail: "The document could not be prepared within a day. Send the fax again.",
};

/** `%PDF-` within the first kilobyte, where readers look for it. */
export const looksLikePdf = (bytes: Uint8Array): boolean =>
  Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 1024)).includes("%PDF-");
