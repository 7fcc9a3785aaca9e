import { readFileSync, writeFileSync } from "node:fs";
import { startPdfium } from "../../adapters/pdf/pdfium.ts";
import { readFont } from "../../core/documents/font/read-font.ts";
import { greyPng } from "../../core/documents/image/write-png.ts";
import { makeDocument } from "../../core/operations/make-document.ts";
import { drawSmall } from "../../core/operations/show-page.ts";
import { startSteps } from "./fresh-steps.ts";
import { whole } from "../../core/documents/pieces.ts";

/** The first documents of a process: makes one PDF of all files, and a thumbnail of each of its pages. */
const [, , out = "", wasmFile = "", fontFile = "", ...files] = process.argv;
const steps = startSteps();
const pdf = await startPdfium(readFileSync(wasmFile));
steps.done("engine");
const unused = () => Promise.reject(new Error("the job needs no other engine"));
const desk = { pdf, typeset: unused, decodeWebp: unused, font: () => readFont(readFileSync(fontFile)) };
const documents = files.map((file) => readFileSync(file));
const made = await makeDocument(desk, documents, { pageSize: "letter" });
if (typeof made === "string") throw new Error(made);
writeFileSync(`${out}/job.pdf`, whole(made.pieces));
steps.done("made");
const reader = pdf.openPages(made.pieces);
if (typeof reader === "string") throw new Error(reader);
for (let page = 0; page < reader.pages; page++) {
  writeFileSync(`${out}/thumbnail-${page}.png`, greyPng(drawSmall(reader, page, 320)));
}
steps.done("thumbnails");
steps.tell();
