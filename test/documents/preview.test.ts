import { describe, expect, it } from "vitest";
import { pngPage } from "../../core/documents/image/png-page.ts";
import { makeDocument, type MakeOptions } from "../../core/operations/make-document.ts";
import { previewDocument } from "../../core/operations/preview-pages.ts";
import type { Quality } from "../../core/fax.ts";
import { documentDesk } from "../support/document-desk.ts";
import { fileOf } from "./good-documents.ts";
import { printedLetter, writePage } from "./written-page.ts";
import { whole } from "../../core/documents/pieces.ts";

const desk = await documentDesk();
const header = {
  senderName: "Downtown Clinic",
  senderNumber: "+13125550100",
  language: "en",
} as const;

async function preview(file: Uint8Array, quality: Quality = "high", options: MakeOptions = { header }) {
  const made = await makeDocument(desk, [file], options);
  if (typeof made === "string") throw new Error(made);
  const shown = previewDocument(desk.pdf, whole(made.pieces), {
    quality,
    hasHeader: options.header !== undefined,
  });
  if (typeof shown === "string") throw new Error(shown);
  return shown;
}
const codesOf = async (file: Uint8Array) =>
  (await preview(file)).pages.flatMap(({ warnings }) => warnings.map(({ code }) => code));

describe("a page is looked at before it is sent", () => {
  it.each([
    ["plain print", printedLetter(11), []],
    ["small print", printedLetter(5), ["text_too_small"]],
    ["pale print, which vanishes", printedLetter(11, "0.75 g"), ["nearly_empty", "text_too_light"]],
    ["red print", printedLetter(14, "1 0 0 rg"), ["colour_lost"]],
    ["print on its head", printedLetter(11, "0 g", "-1 0 0 -1 400 300"), ["wrong_orientation"]],
    ["print on its side", printedLetter(11, "0 g", "0 1 -1 0 300 300"), ["wrong_orientation"]],
    ["an empty page", writePage(""), ["nearly_empty"]],
    ["a black page", writePage("0 g 30 30 550 700 re f"), ["mostly_black"]],
    ["a colour photo", fileOf("baseline.jpg"), ["mostly_black", "colour_lost"]],
  ])("%s", async (_name, file, codes) => {
    expect(await codesOf(file)).toEqual(codes);
  });

  it.each([
    ["text_too_small", printedLetter(5), { quality: "very_high" }],
    ["text_too_light", printedLetter(11, "0.75 g"), { optimize: true }],
    ["wrong_orientation", printedLetter(11, "0 g", "-1 0 0 -1 400 300"), { optimize: true }],
    ["wrong_orientation", printedLetter(11, "0 g", "0 1 -1 0 300 300"), null],
    ["nearly_empty", writePage(""), null],
  ])("%s: says which field would mend it", async (code, file, fix) => {
    const [page] = (await preview(file)).pages;
    expect(page?.warnings.find((one) => one.code === code)?.fix).toEqual(fix);
  });

  it.each([
    ["normal", 1078],
    ["high", 2156],
    ["very_high", 4301],
  ] as const)("the picture has the dots of the line: %s, %i rows", async (quality, rows) => {
    const [page] = (await preview(printedLetter(11), quality)).pages;
    const picture = pngPage(page?.png ?? Buffer.alloc(0));
    expect(picture.strips[0]?.image).toMatchObject({ widthPx: 1728, heightPx: rows });
    expect(picture.strips[0]?.image.coding).toContain("/BitsPerComponent 1");
  });

  it("ultra_light spreads shades, which the others cut", async () => {
    const grey = writePage("0.6 g 30 30 550 700 re f");
    const [cut] = (await preview(grey, "high")).pages;
    const [spread] = (await preview(grey, "ultra_light")).pages;
    expect(cut?.codedBytes).toBeLessThan(5_000);
    expect(spread?.codedBytes).toBeGreaterThan(20_000);
  });

  it("dense pages take longer, and the call its own time beside", async () => {
    const empty = await preview(writePage(""));
    const dense = await preview(printedLetter(11));
    expect(dense.pages[0]?.seconds).toBeGreaterThan(empty.pages[0]?.seconds ?? 0);
    expect(empty.seconds).toBeGreaterThan((empty.pages[0]?.seconds ?? 0) + 10);
  });
});
