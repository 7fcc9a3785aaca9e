import { wishesOf, type CreateFaxBody } from "../api/create-fax.ts";
import { callLineSeconds, codedBytes, pageLineSeconds } from "../documents/line-time.ts";
import type { FileBytes } from "../documents/pieces.ts";
import type { Quality } from "../fax.ts";
import { pricesOf, type FaxEstimate, type Rates } from "../rates.ts";
import { makeDocument, type MakeDeps } from "./make-document.ts";
import { makeOptions, type HeaderRule } from "./make-options.ts";
import { faxPage } from "./preview-pages.ts";

export type EstimateRules = {
  defaultFrom: string;
  header: HeaderRule | undefined;
  rates: Rates | undefined;
};

/** So many pages are drawn; the others are held to be like them. */
const drawnPages = 5;

/**
 * Makes a fax's pages without keeping them, to count them; undefined where that fails, or is done elsewhere, as with
 * office documents. `country`: ISO 3166, of the number; `now`: epoch ms.
 */
export async function estimateFax(
  engines: MakeDeps,
  { defaultFrom, header, rates }: EstimateRules,
  { body, contents }: { body: CreateFaxBody; contents: Uint8Array[] },
  country: string,
  now: number,
): Promise<FaxEstimate | undefined> {
  const options = makeOptions(wishesOf(body, defaultFrom), header, country, now);
  const made = await makeDocument(engines, contents, options);
  if (typeof made === "string") return undefined;
  const { pages } = made;
  if (rates === undefined) return { pages };
  const drawn = lineBytes(engines, made.pieces, body.quality ?? "high");
  if (drawn.length === 0) return { pages };
  const all = Array.from({ length: pages }, (_, index) => drawn[index] ?? mean(drawn));
  const price = pricesOf(rates, country, all.map(pageLineSeconds), callLineSeconds(all)).whole;
  return { pages, price };
}

/** The first pages' sizes on the line, bytes. */
function lineBytes({ pdf }: MakeDeps, document: FileBytes, quality: Quality): number[] {
  const reader = pdf.openPages(document);
  if (typeof reader === "string") return [];
  try {
    const count = Math.min(reader.pages, drawnPages);
    return Array.from({ length: count }, (_, index) => codedBytes(faxPage(reader, index, quality)));
  } finally {
    reader.close();
  }
}

const mean = (numbers: number[]): number => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
