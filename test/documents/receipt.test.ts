import { expect, it } from "vitest";
import { makeReceipt } from "../../core/operations/make-receipt.ts";
import type { Receipt } from "../../core/receipt.ts";
import { documentDesk } from "../support/document-desk.ts";
import { wordsOf } from "../support/pdf-words.ts";
import { fileOf } from "./good-documents.ts";
import { printedLetter } from "./written-page.ts";

const desk = await documentDesk();
const receipt = (calls = 1): Receipt => ({
  title: "Delivered",
  facts: [
    ["Result", "Delivered"],
    ["To", "+13125550148"],
    ["From", "病院 Downtown Clinic, +13125550100"],
  ],
  identity: [["SHA-256 of the pages", "ab".repeat(32)]],
  calls: Array.from({ length: calls }, (_, index) => [
    String(index + 1),
    "2026-10-02 09:30:11 EDT",
    "2026-10-02 09:30:52 EDT",
    "The line was busy.",
  ]),
});
const made = async (order: Partial<Parameters<typeof makeReceipt>[1]> = {}) => {
  const bytes = await makeReceipt(desk, {
    receipt: receipt(),
    size: "letter",
    file: printedLetter(11),
    time: undefined,
    ...order,
  });
  if (typeof bytes === "string") throw new Error(bytes);
  return bytes;
};
const inkOf = (pdf: Uint8Array): number => {
  const reader = desk.pdf.openPages(pdf);
  if (typeof reader === "string") throw new Error(reader);
  const { grey } = reader.draw(0, { width: 612, height: 792, left: 0, boxWidth: 612, boxHeight: 792 });
  reader.close();
  return grey.filter((value) => value < 160).length;
};

it("is one page with all facts, in any script, and every call", async () => {
  const [page = "", ...others] = wordsOf(await made());
  expect(others).toEqual([]);
  for (const word of [
    "Delivered",
    "+13125550148",
    "病院",
    "ab".repeat(32),
    "09:30:52EDT",
    "Thelinewasbusy.",
  ]) {
    expect(page).toContain(word);
  }
});

it.each([
  ["a PDF", printedLetter(14)],
  ["a TIFF, as it was received", fileOf("fax-g4.tif")],
])("shows the first page of %s", async (_what, file) => {
  expect(inkOf(await made({ file }))).toBeGreaterThan(inkOf(await made({ file: undefined })) + 300);
});

it("is there also when the pages are gone, or cannot be shown", async () => {
  for (const file of [undefined, Buffer.from("%PDF-1.4 nothing")]) {
    expect(wordsOf(await made({ file }))[0]).toContain("Delivered");
  }
});

it("is on the paper of the installation's country, and has room for the most calls", async () => {
  const reader = desk.pdf.openPages(await made({ size: "a4", receipt: receipt(20) }));
  if (typeof reader === "string") throw new Error(reader);
  expect([reader.pages, Math.round(reader.size(0).width)]).toEqual([1, 595]);
  reader.close();
});
