import type { Receipt } from "../../receipt.ts";
import type { Typeset } from "../engines.ts";
import { breakable } from "../flow/blocks.ts";
import { setText } from "../flow/set-flow.ts";
import { papers, type PaperSize } from "../paper.ts";
import { receiptTemplate } from "./receipt-template.ts";

/** Sets a receipt as a PDF, with a picture (PNG) of the first page as it was sent, if there is one. Throws `Unfit`. */
export function receiptPdf(
  typeset: Typeset,
  receipt: Receipt,
  size: PaperSize,
  firstPage: Uint8Array | undefined,
): Promise<Uint8Array> {
  const data = {
    title: receipt.title,
    facts: receipt.facts.map(([label, text]) => [label, breakable(text)]),
    identity: receipt.identity,
    calls: receipt.calls,
    picture: firstPage !== undefined,
  };
  const files = firstPage ? { "/page": firstPage } : {};
  const on = { paper: papers[size], bandPt: 0, language: "en" };
  return setText(typeset, { program: receiptTemplate, data, files }, on, JSON.stringify(data));
}
