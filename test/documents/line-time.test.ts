import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { encodeG4 } from "../../core/documents/g4/encode-g4.ts";
import type { BilevelRaster } from "../../core/documents/image/raster.ts";
import { bitsPerSecond, callLineSeconds, codedBytes } from "../../core/documents/line-time.ts";
import type { Quality } from "../../core/fax.ts";
import { makeDocument } from "../../core/operations/make-document.ts";
import { faxPage } from "../../core/operations/preview-pages.ts";
import { documentDesk } from "../support/document-desk.ts";
import { fileOf } from "./good-documents.ts";
import { tiffG4Of } from "./rasters.ts";
import { printedLetter } from "./written-page.ts";
import { whole } from "../../core/documents/pieces.ts";

const desk = await documentDesk();
const header = { senderName: "Downtown Clinic", senderNumber: "+13125550100", language: "en" } as const;

const documents: [name: string, files: Uint8Array[], quality: Quality][] = [
  ["a letter", [printedLetter(11)], "high"],
  ["a letter of small print, as fine as can be", [printedLetter(6)], "very_high"],
  ["three pages from a fax machine", [fileOf("fax-three-sizes.tif")], "normal"],
  [
    "a scan, and pages printed by other programs",
    ["scan-200dpi-g4.tif", "cairo.pdf", "gs-a4.pdf"].map(fileOf),
    "high",
  ],
  ["a photo in shades", [fileOf("baseline.jpg")], "ultra_light"],
];

/** The dots of every page. */
async function pagesOf(files: Uint8Array[], quality: Quality): Promise<BilevelRaster[]> {
  const made = await makeDocument(desk, files, { header });
  const reader = typeof made === "string" ? made : desk.pdf.openPages(whole(made.pieces));
  if (typeof reader === "string") throw new Error(reader);
  const pages = Array.from({ length: reader.pages }, (_, index) => faxPage(reader, index, quality));
  reader.close();
  return pages;
}

/** Bits on the line: after five ones in a row a zero is put in (ISO/IEC 13239). */
function stuffedBits(bytes: Uint8Array): number {
  let [bits, ones] = [0, 0];
  for (const byte of bytes) {
    for (let bit = 0; bit < 8; bit++) {
      bits++;
      ones = (byte >> bit) & 1 ? ones + 1 : 0;
      if (ones === 5) [bits, ones] = [bits + 1, 0];
    }
  }
  return bits;
}

/**
 * Seconds of a page's coded bytes as T.30 Annex A sends them: frames of 256 bytes with flag, address, control, facsimile
 * control field, number and check sequence, and three that end the page.
 */
function framedSeconds(coded: Uint8Array): number {
  let bits = 0;
  for (let at = 0; at < coded.length; at += 256) {
    const data = new Uint8Array(256);
    data.set(coded.subarray(at, at + 256));
    bits += 8 + stuffedBits(Uint8Array.of(0xff, 0x03, 0x06, (at / 256) & 255, ...data)) + 16;
  }
  return (bits + 3 * 8 * 6) / bitsPerSecond;
}

/**
 * What T.30 has besides, in seconds, of typical length. At 300 bit/s each message has a preamble of 1 s, and its frames
 * 0.2 to 0.9 s; turning the line around takes 0.1 s.
 */
const message = (frames: number) => 1 + frames + 0.1;
const answerTone = 3;
const v17Training = 1.4;
const beginning = answerTone + message(0.9) + message(0.9) + v17Training + 1.5 + message(0.2);
const perPage = v17Training + message(0.3) + message(0.2);
const goodbye = message(0.2);

const rows: string[] = [];
afterAll(() => console.log(["estimated and counted seconds on the line", ...rows].join("\n")));

describe("the estimated time is what the coded pages take at the line's rate", () => {
  it.each(documents)("%s", async (name, files, quality) => {
    const pages = await pagesOf(files, quality);
    const estimated = callLineSeconds(pages.map((page) => codedBytes(page)));
    const counted = pages.reduce(
      (sum, page) => sum + framedSeconds(encodeG4(page)) + perPage,
      beginning + goodbye,
    );
    rows.push(
      `${estimated.toFixed(1).padStart(7)} ${counted.toFixed(1).padStart(7)}  ${name} (${pages.length}, ${quality})`,
    );
    expect(Math.abs(estimated / counted - 1)).toBeLessThan(0.15);
  });
});

const hasLibtiff = spawnSync("tiffcp", ["-h"]).error === undefined;

describe.skipIf(!hasLibtiff)("libtiff codes the pages to the same size (needs libtiff-tools)", () => {
  const folder = mkdtempSync(join(tmpdir(), "line-time-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(documents)("%s", async (_name, files, quality) => {
    for (const page of await pagesOf(files, quality)) {
      const [ours, theirs] = [join(folder, "ours.tif"), join(folder, "theirs.tif")];
      const coded = encodeG4(page);
      writeFileSync(ours, tiffG4Of(page, coded));
      // Through its decoder and its encoder: none of our bits are left.
      const plain = join(folder, "plain.tif");
      for (const [coding, from, to] of [
        ["none", ours, plain],
        ["g4", plain, theirs],
      ] as const) {
        const args = ["-c", coding, "-r", String(page.height), from, to];
        expect(spawnSync("tiffcp", args, { encoding: "utf8" }).stderr).toBe("");
      }
      const { stdout } = spawnSync("tiffdump", [theirs], { encoding: "utf8" });
      const size = Number(/StripByteCounts.*<(\d+)>/.exec(stdout)?.[1]);
      expect(Math.abs(size - coded.byteLength)).toBeLessThan(4);
    }
  });
});
