import type { DocumentFault } from "../document-check.ts";
import { Unfit } from "../documents/fault.ts";
import { receiptPdf } from "../documents/receipt/receipt-pdf.ts";
import type { PaperSize } from "../documents/paper.ts";
import type { Overlay } from "../media-link.ts";
import type { Receipt } from "../receipt.ts";
import type { MakeDeps } from "./make-document.ts";
import { showThumbnail } from "./show-page.ts";

/** Dots of the picture's width: small print of the first page can be made out in it. */
const pictureWidth = 620;

/** `file`: the stored pages, if there are any still; `time`: of the call, in their header line. */
export type ReceiptOrder = {
  receipt: Receipt;
  size: PaperSize;
  file: Uint8Array | undefined;
  time: Overlay | undefined;
};

/** The receipt of a fax as a PDF of one page, or a few where many calls were made. */
export async function makeReceipt(
  deps: MakeDeps,
  { receipt, size, file, time }: ReceiptOrder,
): Promise<Uint8Array | DocumentFault> {
  const picture = file && (await showThumbnail(deps, file, 1, pictureWidth, time));
  try {
    // A receipt is due also for pages that cannot be shown.
    return await receiptPdf(deps.typeset, receipt, size, picture instanceof Uint8Array ? picture : undefined);
  } catch (error) {
    if (error instanceof Unfit) return error.fault;
    throw error;
  }
}
