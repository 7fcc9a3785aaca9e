import { maxDocumentBytes, type DocumentFault } from "../../core/document-check.ts";
import { paperOf } from "../../core/documents/paper.ts";
import type { Fax } from "../../core/fax.ts";
import { makeReceipt } from "../../core/operations/make-receipt.ts";
import { timeShown } from "../../core/operations/show-page.ts";
import { receiptOf } from "../../core/receipt.ts";
import { pagesKey } from "./fax-links.ts";
import type { WithEngines } from "./shown-pages.ts";

export type ReceiptDeps = {
  withEngines: WithEngines;
  now: () => number;
  readObject: (key: string, maxBytes: number) => Promise<{ bytes: Uint8Array } | string>;
  /** IANA. */
  timeZone: string;
  /** ISO 3166: whose paper a receipt is on. */
  country: string;
};

/** The stored pages of a fax; undefined while, or where, there are none. */
export async function readPages(
  deps: Pick<ReceiptDeps, "readObject">,
  fax: Fax,
): Promise<Uint8Array | undefined> {
  const key = pagesKey(fax);
  const file = key ? await deps.readObject(key, maxDocumentBytes) : "missing";
  return typeof file === "string" ? undefined : file.bytes;
}

/** The receipt of a fax as a PDF; undefined while it has not ended. */
export async function receiptOfFax(
  deps: ReceiptDeps,
  fax: Fax,
): Promise<Uint8Array | DocumentFault | undefined> {
  const receipt = receiptOf(fax, deps.timeZone);
  if (!receipt) return undefined;
  const file = await readPages(deps, fax);
  const order = {
    receipt,
    size: paperOf(deps.country),
    file,
    time: timeShown(fax, deps.timeZone, deps.now()),
  };
  return deps.withEngines((engines) => makeReceipt(engines, order));
}

export const receiptName = (fax: Fax): string => `receipt-${fax.id}.pdf`;
