import type { FileKind } from "../../core/documents/tell-kind.ts";

/** What a browser may open: by what its bytes are, whatever the mail says. All else is for downloading. */
export const shownTypes: Partial<Record<FileKind, string>> = {
  png: "image/png",
  jpeg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  pdf: "application/pdf",
};
