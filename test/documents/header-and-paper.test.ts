import { describe, expect, it } from "vitest";
import { htmlFlow } from "../../core/documents/flow/html-flow.ts";
import { isCovered } from "../../core/documents/flow/scripts.ts";
import { headerTexts, type HeaderLine } from "../../core/documents/header-line.ts";
import { papers, paperOf, placeOnPaper, type Paper } from "../../core/documents/paper.ts";
import { makeDocument, type MakeOptions } from "../../core/operations/make-document.ts";
import { documentDesk } from "../support/document-desk.ts";
import { pdfOf } from "../support/pdfs.ts";
import { whole } from "../../core/documents/pieces.ts";

const desk = await documentDesk();
const header: HeaderLine = {
  senderName: "Downtown Clinic",
  senderNumber: "+13125550100",
  language: "en",
};

async function make(files: Uint8Array[], options: MakeOptions): Promise<Uint8Array> {
  const made = await makeDocument(desk, files, options);
  if (typeof made === "string") throw new Error(made);
  return whole(made.pieces);
}

/** Rows of ink of a page, of as many points as it is high. */
function inkRows(pdf: Uint8Array, index = 0): number[] {
  const reader = desk.pdf.openPages(pdf);
  if (typeof reader === "string") throw new Error(reader);
  const { width, height } = reader.size(index);
  const sheet = { width: Math.round(width), height: Math.round(height), left: 0 };
  const { grey } = reader.draw(index, { ...sheet, boxWidth: sheet.width, boxHeight: sheet.height });
  reader.close();
  return Array.from({ length: sheet.height }, (_, row) => row).filter((row) =>
    grey.subarray(row * sheet.width, (row + 1) * sheet.width).some((dot) => dot < 200),
  );
}

describe("the header line (47 CFR 68.318(d))", () => {
  it("says who, which number, and the page", () => {
    expect(headerTexts(header, 2, 7)).toEqual({
      name: "Downtown Clinic",
      number: "+13125550100",
      page: "Page 2 of 7",
    });
    expect(headerTexts({ ...header, language: "de" }, 1, 1).page).toBe("Seite 1 von 1");
  });

  it("stands in a band of its own, over no content, on every page", async () => {
    const made = await make([pdfOf(3)], { header });
    for (const index of [0, 1, 2]) {
      const rows = inkRows(made, index);
      expect(rows.some((row) => row < 20)).toBe(true);
      // Between the band and the page's own first line nothing.
      expect(rows.filter((row) => row >= 17 && row < 40)).toEqual([]);
    }
  });

  it.each([
    "x".repeat(60),
    "A very long name of a hospital in the middle of nowhere and its many departments",
    "病院".repeat(40),
  ])("a name too long for the line gives way: %s", async (senderName) => {
    const rows = inkRows(await make([pdfOf(1)], { header: { ...header, senderName } }));
    expect(rows.some((row) => row < 20)).toBe(true);
    expect(rows.filter((row) => row >= 17 && row < 40)).toEqual([]);
  });

  it("off, one PDF goes out byte for byte", async () => {
    const pdf = pdfOf(4);
    expect(await make([pdf], {})).toBe(pdf);
  });
});

describe("paper", () => {
  it("is the country's, unless it is named", async () => {
    expect([paperOf("US"), paperOf("DE"), paperOf("MX"), paperOf("JP")]).toEqual([
      "letter",
      "a4",
      "letter",
      "a4",
    ]);
    const size = async (options: MakeOptions) => {
      const reader = desk.pdf.openPages(await make([pdfOf(1)], options));
      if (typeof reader === "string") throw new Error(reader);
      const { width, height } = reader.size(0);
      reader.close();
      return [Math.round(width), Math.round(height)];
    };
    expect(await size({ header, country: "FR" })).toEqual([595, 842]);
    expect(await size({ header, country: "FR", pageSize: "legal" })).toEqual([612, 1008]);
  });

  it.each([
    [100, 100],
    [612, 792],
    [792, 612],
    [2000, 300],
    [300, 2000],
    [14_400, 14_400],
  ])("a page of %i x %i points lies whole below the band", (width, height) => {
    const { page, matrix } = placeOnPaper({ width, height }, { size: "a4", isChosen: true, bandPt: 20 });
    const [a, b, c, d, e, f] = matrix;
    const corners = [0, width].flatMap((x) =>
      [0, height].map((y): Paper => ({ width: a * x + c * y + e, height: b * x + d * y + f })),
    );
    expect(page).toEqual(papers.a4);
    for (const corner of corners) {
      expect(corner.width).toBeGreaterThanOrEqual(-0.01);
      expect(corner.width).toBeLessThanOrEqual(page.width + 0.01);
      expect(corner.height).toBeGreaterThanOrEqual(-0.01);
      expect(corner.height).toBeLessThanOrEqual(page.height - 20 + 0.01);
    }
  });
});

describe("HTML", () => {
  it("shows what a reader of the mail sees, and runs and fetches nothing", () => {
    const { blocks, pictures } = htmlFlow(
      `<style>p{}</style><script>evil()</script><p>Dear <b>you</b></p><div style="display:none">hidden</div>` +
        `<img src="https://example.com/x.png" alt="our logo"><ul><li>one<li>two</ul>`,
    );
    expect(pictures).toEqual([]);
    expect(JSON.stringify(blocks)).not.toMatch(/evil|hidden|example\.com/);
    expect(blocks).toMatchObject([
      { kind: "text", spans: [{ text: "Dear " }, { text: "you", bold: true }] },
      { kind: "text", spans: [{ text: "[our logo]" }] },
      { kind: "list", ordered: false, items: [[{}], [{}]] },
    ]);
  });

  it.each([
    ["a letter in HTML", "<!doctype html><meta charset=utf-8><h1>نتائج</h1><p>السيد الطبيب،</p>"],
    ["plain text", "السيد الطبيب،\nتجدون النتائج."],
    ["Hebrew", "שלום רב,\nמצורפות התוצאות."],
  ])("%s written from the right begins at the right margin", async (_what, text) => {
    const reader = desk.pdf.openPages(await make([Buffer.from(text)], {}));
    if (typeof reader === "string") throw new Error(reader);
    const { grey } = reader.draw(0, { width: 612, height: 792, left: 0, boxWidth: 612, boxHeight: 792 });
    reader.close();
    const columns = Array.from(grey, (dot, at) => (dot < 200 ? at % 612 : -1)).filter(
      (column) => column >= 0,
    );
    expect(columns.reduce((least, column) => Math.min(least, column), 612)).toBeGreaterThan(306);
    expect(columns.reduce((most, column) => Math.max(most, column), 0)).toBeGreaterThan(540);
  });

  it("scripts that have a font are known from those that have none", () => {
    expect(["naïve", "Привет", "日本", "한국", "שלום", "مرحبا"].every(isCovered)).toBe(true);
    expect(["ไทย", "हिन्दी"].some(isCovered)).toBe(false);
  });
});
