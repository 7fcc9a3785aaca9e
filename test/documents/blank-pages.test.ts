import { expect, it } from "vitest";
import { lookOverPages } from "../../core/operations/look-over-pages.ts";
import { documentDesk } from "../support/document-desk.ts";
import { fileOf } from "./good-documents.ts";
import { printedLetter, writePage } from "./written-page.ts";

const desk = await documentDesk();
const line = "BT /F1 8 Tf 60 780 Td (10/02/2026 09:30  DOWNTOWN CLINIC  P. 2/2) Tj ET";
const dot = (x: number, y: number, pt: number) => `0 g ${x} ${y} ${pt} ${pt} re f`;

it.each([
  ["an empty page", writePage(""), true],
  ["an empty page with the sender's line", writePage(line), true],
  [
    "a few specks of a scanner",
    writePage([dot(100, 100, 1), dot(300, 500, 2), dot(50, 20, 1)].join(" ")),
    true,
  ],
  ["one short word", writePage("BT /F1 11 Tf 300 400 Td (Yes) Tj ET"), false],
  ["a word at the very bottom", writePage("BT /F1 11 Tf 300 10 Td (Yes) Tj ET"), false],
  ["a letter", printedLetter(11), false],
  ["a page from a fax machine", fileOf("fax-g4.tif"), false],
  ["pale print", printedLetter(11, "0.9 g"), true],
])("%s", async (_what, file, isBlank) => {
  expect(await lookOverPages(desk, file)).toEqual([{ isBlank }]);
});

it("what is no document any more is said", async () => {
  expect(await lookOverPages(desk, Buffer.from("%PDF-1.4 nothing"))).toBe("document_corrupt");
});
