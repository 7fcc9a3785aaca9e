import type { DocumentFault } from "../document-check.ts";
import type { GreyRaster } from "../documents/image/raster.ts";
import { drawSmall, withStoredPages } from "./show-page.ts";
import type { MakeDeps } from "./make-document.ts";

/** What can be told of a stored page without reading it. */
export type PageLook = { isBlank: boolean };

/** Dots of the width that pages are looked at in: some fifty to an inch. */
const lookWidth = 432;

/** Every page of a stored document, PDF or TIFF, in order. */
export const lookOverPages = (deps: MakeDeps, file: Uint8Array): Promise<PageLook[] | DocumentFault> =>
  withStoredPages(deps, file, undefined, (reader) =>
    Array.from({ length: reader.pages }, (_, index) => ({
      isBlank: isBlank(drawSmall(reader, index, lookWidth)),
    })),
  );

/** Dots darker than this are print, or dirt. */
const dark = 160;
/** So many dark dots are dirt: a speck of a scanner, not a word. */
const mostSpecks = 12;
/** The sending machine's own line stands within so much of the width from the top. */
const headShare = 0.06;

/** Whether there is nothing below the head, where every machine prints its line, also on an empty page. */
export function isBlank({ width, height, grey }: GreyRaster): boolean {
  let specks = 0;
  for (let at = Math.min(height, Math.ceil(width * headShare)) * width; at < grey.length; at++) {
    if ((grey[at] ?? 255) < dark && ++specks > mostSpecks) return false;
  }
  return true;
}
