import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeG4 } from "../core/documents/g4/encode-g4.ts";
import { writeImagePages } from "../core/documents/image/write-image-pages.ts";
import { tiffPages } from "../core/documents/tiff/tiff-pages.ts";
import { makeDocument } from "../core/operations/make-document.ts";
import { faxPage } from "../core/operations/preview-pages.ts";
import { documentDesk } from "../test/support/document-desk.ts";
import { noisyPage, tiffG4Of } from "../test/documents/rasters.ts";
import { pdfOf } from "../test/support/pdfs.ts";

/** A task done by us and by a native program, milliseconds each; the program's time includes its start. */
type Row = { task: string; pages: number; oursMs: number; native?: { name: string; ms: number } };

const repeats = 7;
const folder = mkdtempSync(join(tmpdir(), "bench-documents-"));
const at = (name: string) => join(folder, name);
const isThere = (program: string) => spawnSync(program, ["--version"]).error === undefined;

const median = (times: number[]): number => times.toSorted((a, b) => a - b)[times.length >> 1] ?? NaN;

async function timed(work: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let index = 0; index < repeats; index++) {
    const begun = performance.now();
    await work();
    times.push(performance.now() - begun);
  }
  return median(times);
}

async function native(name: string, args: string[]): Promise<Pick<Row, "native">> {
  if (!isThere(name)) return {};
  return { native: { name, ms: await timed(() => spawnSync(name, args)) } };
}

/** Pages like a scanner's, one TIFF of a hundred: libtiff joins them, in one strip a page or in many. */
function scannedTiff(name: string, rowsPerStrip: number): Buffer | undefined {
  const pages = Array.from({ length: 100 }, (_, index) => {
    const page = noisyPage(1728, 2200, 0.002, index + 1);
    const path = at(`page-${index}.tif`);
    writeFileSync(path, tiffG4Of(page, encodeG4(page)));
    return path;
  });
  const made = spawnSync("tiffcp", ["-c", "g4", "-r", String(rowsPerStrip), ...pages, at(name)]);
  return made.status === 0 ? readFileSync(at(name)) : undefined;
}

async function main(): Promise<void> {
  const desk = await documentDesk();
  const rows: Row[] = [];
  for (const [name, rowsPerStrip] of [
    ["one-strip.tif", 2200],
    ["many-strips.tif", 275],
  ] as const) {
    const tiff = scannedTiff(name, rowsPerStrip);
    if (!tiff) continue;
    const wrap = () => writeImagePages(tiffPages(tiff), { size: "letter", isChosen: false, bandPt: 0 });
    const beside = await native("tiff2pdf", ["-o", at("native.pdf"), at(name)]);
    rows.push({ task: `100-page G4 TIFF, ${name}`, pages: 100, oursMs: await timed(wrap), ...beside });
  }
  const text = pdfOf(10);
  writeFileSync(at("text.pdf"), text);
  rows.push({
    task: "10-page text PDF, count",
    pages: 10,
    oursMs: await timed(() => desk.pdf.check([text])),
    ...(await native("pdfinfo", [at("text.pdf")])),
  });
  const reader = desk.pdf.openPages(text);
  if (typeof reader === "string") throw new Error(reader);
  const toG4 = () => {
    for (let index = 0; index < 10; index++) encodeG4(faxPage(reader, index, "high"));
  };
  const args = ["-q", "-sDEVICE=tiffg4", "-r204x196", "-o", at("native.tif"), at("text.pdf")];
  rows.push({
    task: "10 text pages to 1-bit G4",
    pages: 10,
    oursMs: await timed(toG4),
    ...(await native("gs", args)),
  });
  reader.close();
  const header = {
    senderName: "Clinic",
    senderNumber: "+13125550100",
    language: "en",
  } as const;
  const mixed = [
    pdfOf(20),
    pdfOf(20, "second"),
    readFileSync(at("page-0.tif")),
    Buffer.from("text\f".repeat(9)),
  ];
  const make = () => makeDocument(desk, mixed, { header });
  rows.push({ task: "50 mixed pages with header lines", pages: 50, oursMs: await timed(make) });
  for (const { task, pages, oursMs, native } of rows) {
    const ratio = native
      ? `${(oursMs / native.ms).toFixed(3)} of ${native.name} (${native.ms.toFixed(1)} ms)`
      : "";
    console.log(
      `${task.padEnd(40)} ${oursMs.toFixed(1).padStart(8)} ms ${(oursMs / pages).toFixed(2).padStart(7)} a page  ${ratio}`,
    );
  }
  console.log(`peak memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`);
}

await main().finally(() => rmSync(folder, { recursive: true, force: true }));
