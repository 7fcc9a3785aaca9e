import { describe, expect, it } from "vitest";
import type { BilevelRaster, GreyRaster } from "../../core/documents/image/raster.ts";
import { greyPng } from "../../core/documents/image/write-png.ts";
import { skewOf, straightened } from "../../core/documents/optimize/straighten.ts";
import { blackShare } from "../../core/documents/page-warnings.ts";
import { toBilevel } from "../../core/documents/to-bilevel.ts";
import { makeDocument, type MakeOptions } from "../../core/operations/make-document.ts";
import { faxPage } from "../../core/operations/preview-pages.ts";
import { documentDesk } from "../support/document-desk.ts";
import { pdfOf } from "../support/pdfs.ts";
import { fileOf } from "./good-documents.ts";
import { random } from "./rasters.ts";
import { printedLetter, writePage } from "./written-page.ts";
import { whole } from "../../core/documents/pieces.ts";

const desk = await documentDesk();
const aspect = 196 / 204;

async function made(file: Uint8Array, options: MakeOptions = {}): Promise<Uint8Array> {
  const document = await makeDocument(desk, [file], options);
  if (typeof document === "string") throw new Error(document);
  return whole(document.pieces);
}

/** The first page as it is printed. */
async function printed(file: Uint8Array, options: MakeOptions = {}): Promise<BilevelRaster> {
  const reader = desk.pdf.openPages(await made(file, options));
  if (typeof reader === "string") throw new Error(reader);
  const page = faxPage(reader, 0, "high");
  reader.close();
  return page;
}
const optimized = (file: Uint8Array) => printed(file, { optimizeFor: "high" });

function drawn(file: Uint8Array, width: number, height: number): GreyRaster {
  const reader = desk.pdf.openPages(file);
  if (typeof reader === "string") throw new Error(reader);
  const page = reader.draw(0, { width, height, left: 0, boxWidth: width, boxHeight: height });
  reader.close();
  return page;
}

/** A letter as a telephone takes it: crooked by so many degrees, a shadow over its left, and noise. */
function photographed(file: Uint8Array, degrees: number): Buffer {
  const [width, height] = [1700, 2200];
  const next = random(1);
  const grey = straightened(drawn(file, width, height), -degrees, 1).grey.map((value, at) => {
    const light = 0.35 + 0.5 * ((at % width) / width) * (0.4 + (0.6 * at) / (width * height));
    return Math.max(0, Math.min(255, value * light + 20 + (next() - 0.5) * 16));
  });
  return greyPng({ width, height, grey });
}

const letter = printedLetter(11);
const fullPage = writePage(
  Array.from(
    { length: 35 },
    (_, row) => `BT /F1 11 Tf 72 ${720 - row * 18} Td (${"Take one tablet daily ".repeat(4)}) Tj ET`,
  ).join("\n"),
);

describe("with optimize", () => {
  it("a crooked photo of a letter in shadow becomes the letter", async () => {
    const photo = photographed(letter, 1.7);
    const ink = blackShare(await printed(letter));
    expect(blackShare(await printed(photo))).toBeGreaterThan(ink * 10);
    const clear = await optimized(photo);
    expect(blackShare(clear) / ink).toBeGreaterThan(0.8);
    expect(blackShare(clear) / ink).toBeLessThan(1.6);
    expect(skewOf(clear, aspect)).toBe(0);
  });

  it.each([-4, -1.5, 0.6, 3])("print that is crooked by %f degrees is found to be", (degrees) => {
    const page = straightened(drawn(fullPage, 1728, 2156), -degrees, aspect);
    expect(skewOf(toBilevel(page, "text"), aspect)).toBeCloseTo(degrees, 0);
  });

  it("pale print is black", async () => {
    const ink = blackShare(await printed(letter));
    const pale = printedLetter(11, "0.75 g");
    expect(blackShare(await printed(pale))).toBeLessThan(ink / 10);
    expect(blackShare(await optimized(pale))).toBeGreaterThan(ink * 0.8);
  });

  it("what stands on its head is turned", async () => {
    const head = printedLetter(11, "0 g", "-1 0 0 -1 540 60");
    const [before, after] = [await printed(head), await optimized(head)];
    const lower = (page: BilevelRaster) =>
      blackShare({ ...page, black: page.black.subarray(page.black.length >> 1), height: page.height >> 1 });
    expect(lower(before) / blackShare(before)).toBeGreaterThan(1.9);
    expect(lower(after) / blackShare(after)).toBeLessThan(0.1);
  });

  it("a photo keeps its shades", async () => {
    const photo = fileOf("grey.jpg");
    const rows = (page: BilevelRaster, from: number, to: number) => {
      const rowBytes = page.width >> 3;
      const black = page.black.subarray(from * rowBytes, to * rowBytes);
      return blackShare({ width: page.width, height: to - from, black });
    };
    const [cut, spread] = [await printed(photo), await optimized(photo)];
    // Dark above, light below: cut, there is nothing between.
    expect(rows(cut, 500, 600)).toBeGreaterThan(0.8);
    const shares = [200, 700, 1200, 1900].map((from) => rows(spread, from, from + 100));
    expect(shares).toEqual(shares.toSorted((a, b) => b - a));
    expect(shares[1]).toBeLessThan(0.95);
    expect(shares[2]).toBeGreaterThan(0.1);
  });

  it.each([
    ["a letter", letter],
    ["a scan in a PDF", fileOf("tiff2pdf.pdf")],
    ["a scan finer than a fax", fileOf("scan-300dpi-g4.tif")],
    ["pages from a fax machine", fileOf("fax-three-sizes.tif")],
    ["plain text", Buffer.from("Dear doctor,\nplease find the results below.\n")],
  ])("what is clear already stays as it is: %s", async (_what, file) => {
    const paper = { header: { senderName: "", senderNumber: "+13125550100", language: "en" } } as const;
    const [with_, without] = [await made(file, { ...paper, optimizeFor: "high" }), await made(file, paper)];
    expect(Buffer.compare(with_, without)).toBe(0);
  });

  it("pages in need are made clear, and the others of their document are the same dots", async () => {
    const joined = desk.pdf.check([letter, printedLetter(11, "0.75 g"), pdfOf(1)]);
    if (typeof joined === "string") throw new Error(joined);
    const pages = async (options: MakeOptions) => {
      const reader = desk.pdf.openPages(await made(whole(joined.pieces), options));
      if (typeof reader === "string") throw new Error(reader);
      const dots = [0, 1, 2].map((index) => faxPage(reader, index, "high"));
      reader.close();
      return dots;
    };
    const [before, after] = [await pages({ pageSize: "letter" }), await pages({ optimizeFor: "high" })];
    const ink = (dots: BilevelRaster[]) => dots.map((page) => blackShare(page));
    expect(ink(after)[0]).toBeCloseTo(ink(before)[0] ?? 0, 4);
    expect(ink(after)[2]).toBeCloseTo(ink(before)[2] ?? 0, 4);
    expect(ink(after)[1]).toBeGreaterThan((ink(before)[1] ?? 0) * 10);
  });
});
