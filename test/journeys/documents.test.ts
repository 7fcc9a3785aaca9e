import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { documentDesk } from "../support/document-desk.ts";
import { randomPdf } from "./support/documents.ts";
import { openJourney, type Journey } from "./support/laptop.ts";

let run: Journey;
beforeAll(async () => {
  run = await openJourney();
});
afterAll(() => run.end());

const desk = await documentDesk();
const file = (name: string) => readFileSync(join(import.meta.dirname, "../documents/files", name));
const letter = { width: 612, height: 792 };

/** Faxes files and answers the pages that the carrier fetched. */
async function faxed(files: Buffer[]) {
  const form = new FormData();
  form.set("to", "+13127367276");
  // Neither name nor declared type says what it is.
  for (const bytes of files) form.append("contents", new Blob([new Uint8Array(bytes)]), "scan.bin");
  const { status, body } = await run.call("/v2/faxes", { method: "POST", body: form });
  expect(status).toBe(202);
  const fax = await run.fax(body.data.id, "delivered");
  const response = await fetch(`${run.facts.simulatorUrl}/_control/faxes/${fax.id}/document`);
  const reader = desk.pdf.openPages(new Uint8Array(await response.arrayBuffer()));
  if (typeof reader === "string") throw new Error(reader);
  const pages = Array.from({ length: reader.pages }, (_, page) => {
    const { width, height } = reader.size(page);
    return { width: Math.round(width), height: Math.round(height), text: reader.text(page) };
  });
  reader.close();
  expect(fax.page_count).toBe(pages.length);
  return pages;
}

describe("whatever people fax goes out as one clean PDF", () => {
  it.each([
    ["a TIFF of three pages from a fax machine", "fax-three-sizes.tif", 3],
    ["a photo that lies on its side", "exif-6.jpg", 1],
    ["a picture for the web", "lossy.webp", 1],
    ["a screenshot", "palette.png", 1],
  ])("%s", async (_kind, name, pages) => {
    const sheets = await faxed([file(name)]);
    expect(sheets).toHaveLength(pages);
    // A page from a fax machine keeps its size to the dot.
    for (const { width, height } of sheets) {
      expect(Math.abs(width - 612)).toBeLessThan(4);
      expect(height).toBeGreaterThan(width);
    }
  });

  it("a text, on the paper of its destination", async () => {
    const text = Buffer.from("Dear doctor,\nplease find the results below.\n");
    expect(await faxed([text])).toMatchObject([{ ...letter, text: { letters: 37 } }]);
  });

  it("a letter in HTML, in a script that needs shaping", async () => {
    const html = "<!doctype html><meta charset=utf-8><h1>نتائج</h1><p>السيد الطبيب المحترم</p>";
    expect(await faxed([Buffer.from(html)])).toMatchObject([letter]);
  });

  it("several of different kinds, in their order", async () => {
    const pages = await faxed([randomPdf(2), Buffer.from("A text between"), file("fax-g4.tif")]);
    expect(pages).toHaveLength(4);
    expect(pages[2]).toMatchObject({ text: { letters: "Atextbetween".length } });
  });
});
