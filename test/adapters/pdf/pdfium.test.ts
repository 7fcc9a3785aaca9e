import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { startPdfium } from "../../../adapters/pdf/pdfium.ts";
import { dynamicXfaPdf, emptyPdf, lockedPdf, pdfOf, pdfWithLostPage } from "../../support/pdfs.ts";
import { whole, type Pieces } from "../../../core/documents/pieces.ts";

const wasm = join(dirname(createRequire(import.meta.url).resolve("@embedpdf/pdfium")), "pdfium.wasm");
const engine = await startPdfium(readFileSync(wasm));

describe("a document is really opened", () => {
  it.each([1, 2, 350])("a PDF of %i pages is sent byte for byte", (pages) => {
    const pdf = pdfOf(pages);
    const checked = engine.check([pdf]);
    expect(checked).toEqual({ pieces: [pdf], pages });
    expect((checked as { pieces: Pieces }).pieces[0]).toBe(pdf);
  });

  it("several are joined in their order into one PDF with all their pages", () => {
    const joined = engine.check([pdfOf(2, "first"), pdfOf(1, "second"), pdfOf(3, "third")]);
    if (typeof joined === "string") throw new Error(joined);
    expect(joined.pages).toBe(6);
    expect(Buffer.from(whole(joined.pieces)).subarray(0, 5).toString()).toBe("%PDF-");
    expect(engine.check([whole(joined.pieces)])).toMatchObject({ pages: 6 });
  });

  it("the same files joined at another time, by another engine, are the same document", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2026-10-02T12:00:00Z") });
    const files = () => [pdfOf(2, "first"), pdfOf(1, "second")];
    const first = engine.check(files());
    vi.setSystemTime(Date.parse("2026-10-02T12:07:31Z"));
    const again = (await startPdfium(readFileSync(wasm))).check(files());
    vi.useRealTimers();
    expect(again).toEqual(first);
    expect(engine.check([pdfOf(2, "first"), pdfOf(1, "other")])).not.toEqual(first);
  });

  it("one that only its owner may change opens, and goes out freed from its lock", () => {
    const locked = lockedPdf({ user: "", owner: "boss" });
    const checked = engine.check([locked]);
    if (typeof checked === "string") throw new Error(checked);
    expect(checked.pages).toBe(1);
    expect(Buffer.from(whole(checked.pieces)).includes("/Encrypt")).toBe(false);
  });

  it("junk before its first line is no harm", () => {
    expect(engine.check([Buffer.concat([Buffer.from("\n\n"), pdfOf(1)])])).toMatchObject({ pages: 1 });
  });
});

describe("what is wrong is named", () => {
  const whole = pdfOf(3);
  it.each([
    ["nothing", [], "document_missing"],
    ["an empty file", [Buffer.alloc(0)], "document_empty"],
    ["a PDF without pages", [emptyPdf()], "document_empty"],
    ["a text", [Buffer.from("Dear doctor,")], "document_not_pdf"],
    ["a picture", [Buffer.from("\x89PNG\r\n\x1a\n", "latin1")], "document_not_pdf"],
    ["junk that begins like a PDF", [Buffer.from("%PDF-1.7\nnonsense")], "document_corrupt"],
    ["a page that is not there", [pdfWithLostPage()], "document_corrupt"],
    ["a password", [lockedPdf({ user: "secret", owner: "boss" })], "document_password_required"],
    ["a dynamic form", [dynamicXfaPdf()], "document_unsupported_form"],
    ["351 pages", [pdfOf(351)], "document_too_many_pages"],
    ["351 pages in two", [pdfOf(200), pdfOf(151)], "document_too_many_pages"],
    ["a good one beside a bad one", [whole, Buffer.from("Dear doctor,")], "document_not_pdf"],
  ])("%s: %s", (_name, documents, fault) => {
    expect(engine.check(documents)).toBe(fault);
  });

  it("one cut short is opened whole or refused, never shown with pages missing", () => {
    for (const part of [0.2, 0.5, 0.8, 0.95]) {
      const checked = engine.check([whole.subarray(0, Math.floor(whole.length * part))]);
      if (typeof checked !== "string") expect(checked.pages).toBe(3);
    }
  });

  it("whatever the bytes are, the engine answers and goes on", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 40 }), (changes) => {
        const damaged = Buffer.from(whole);
        for (const [at, byte] of changes) damaged[at] = byte;
        const checked = engine.check([damaged]);
        expect(["string", "object"]).toContain(typeof checked);
      }),
      { numRuns: 60 },
    );
    expect(engine.check([whole])).toMatchObject({ pages: 3 });
  });
});
