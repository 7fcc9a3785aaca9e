/** Draws the first page of one PDF, sends it as a PNG, and ends. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { parentPort, workerData } from "node:worker_threads";
import { startPdfium } from "../../adapters/pdf/pdfium.ts";
import { greyPng } from "../../core/documents/image/write-png.ts";
import { drawSmall } from "../../core/operations/show-page.ts";

/** Twice as wide as it is shown. */
const widthDots = 440;

const wasm = createRequire(import.meta.url).resolve("@embedpdf/pdfium/pdfium.wasm");
const engine = await startPdfium(readFileSync(wasm));
const pages = engine.openPages(workerData as Uint8Array);
parentPort?.postMessage(typeof pages === "string" ? undefined : greyPng(drawSmall(pages, 0, widthDots)));
