import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { encodeG4 } from "../../core/documents/g4/encode-g4.ts";
import { greyPng } from "../../core/documents/image/write-png.ts";
import { maxDocumentBytes } from "../../core/document-check.ts";
import { pictureBook } from "../support/pdfs.ts";
import { tiffOf } from "./hostile-documents.ts";
import { noisyPage, random, tiffG4Pages } from "./rasters.ts";

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), "fax-largest-"));
afterAll(() => {
  console.log(rows.join("\n"));
  rmSync(folder, { recursive: true });
});

/** What the functions that make pages are given (lib/outbound-rooms.ts), and what must stay free of it. */
const memoryMb = { given: 1769, spare: 300 };
const rows: string[] = [];

/** Grey that no coder makes smaller. */
function noise(pixels: number): Buffer<ArrayBuffer> {
  const grey = Buffer.alloc(pixels);
  const next = random(pixels);
  for (let at = 0; at + 4 <= pixels; at += 4) grey.writeUInt32LE(next() * 2 ** 32, at);
  return grey;
}

const picture = (side: number) => ({ width: side, height: side, grey: noise(side * side) });

function greyTiff(side: number): Buffer {
  const fields: [number, number, number][] = [
    [256, 4, side],
    [257, 4, side],
    [258, 3, 8],
    [259, 3, 1],
    [262, 3, 1],
    [273, 4, 8 + 2 + 9 * 12 + 4],
    [277, 3, 1],
    [278, 4, side],
    [279, 4, side * side],
  ];
  return tiffOf(fields, 0, noise(side * side));
}

function scans(count: number): Buffer {
  const page = noisyPage(1728, 2200, 0.05, 1);
  const coded = encodeG4(page);
  return tiffG4Pages(Array.from({ length: count }, () => ({ page, coded })));
}

const largest: [name: string, pages: number, files: () => Buffer[]][] = [
  ["a PDF of three pictures", 3, () => [pictureBook(Array.from({ length: 3 }, () => picture(4_150)))]],
  ["a TIFF of one picture, not compressed", 1, () => [greyTiff(7_100)]],
  ["a TIFF of 160 scans", 160, () => [scans(160)]],
  ["a PNG of noise", 1, () => [greyPng(picture(7_100))]],
  [
    "a PNG of 100 megapixels, all white",
    1,
    () => [greyPng({ width: 10_000, height: 10_000, grey: Buffer.alloc(100_000_000, 255) })],
  ],
  ["five PDFs", 5, () => Array.from({ length: 5 }, () => pictureBook([picture(3_200)]))],
];

describe("the largest documents that are taken fit into the function that makes pages of them", () => {
  it.each(largest)("%s", { timeout: 120_000 }, async (name, pages, files) => {
    const paths = files().map((bytes, index) => {
      const path = join(folder, `${index}`);
      writeFileSync(path, bytes);
      return { path, bytes: bytes.length };
    });
    const sizeMb = paths.reduce((sum, { bytes }) => sum + bytes, 0) / 1024 / 1024;
    expect(sizeMb).toBeLessThanOrEqual(maxDocumentBytes / 1024 / 1024);
    const script = join(import.meta.dirname, "make-alone.ts");
    const { stdout } = await run(process.execPath, [script, ...paths.map(({ path }) => path)]);
    const made = JSON.parse(stdout) as { pages?: number; fault?: string; peakMb: number };
    rows.push(`${name.padEnd(42)} ${sizeMb.toFixed(1).padStart(5)} MB, at most ${made.peakMb} MB of memory`);
    expect(made).toMatchObject({ pages });
    expect(made.peakMb).toBeLessThan(memoryMb.given - memoryMb.spare);
  });
});
