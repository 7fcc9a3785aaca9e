import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { encodeG3 } from "../../core/documents/g4/encode-g3.ts";
import { encodeG4 } from "../../core/documents/g4/encode-g4.ts";
import { bilevelImage, ccittCoding, type BilevelRaster } from "../../core/documents/image/raster.ts";
import { writeImagePages } from "../../core/documents/image/write-image-pages.ts";
import { toBilevel } from "../../core/documents/to-bilevel.ts";
import { makeDocument } from "../../core/operations/make-document.ts";
import { documentDesk } from "../support/document-desk.ts";
import { fileOf } from "./good-documents.ts";
import { noisyPage, tiffG4Of } from "./rasters.ts";
import { whole } from "../../core/documents/pieces.ts";

const desk = await documentDesk();
const folder = mkdtempSync(join(tmpdir(), "fax-pixels-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const hasLibtiff = spawnSync("tiffcp", ["-h"]).error === undefined;
const hasPoppler = spawnSync("pdftoppm", ["-v"]).error === undefined;
const header = {
  senderName: "Downtown Clinic",
  senderNumber: "+13125550100",
  language: "en",
} as const;

/** Page `index` of a PDF as PDFium draws it, one dot of paper to one dot. */
function drawn(pdf: Uint8Array, index: number, width: number, height: number): BilevelRaster {
  const reader = desk.pdf.openPages(pdf);
  if (typeof reader === "string") throw new Error(reader);
  const grey = reader.draw(index, { width, height, left: 0, boxWidth: width, boxHeight: height });
  reader.close();
  return toBilevel(grey, "text");
}

const below = (raster: BilevelRaster, rows: number) =>
  raster.black.subarray(rows * ((raster.width + 7) >> 3));

/** One image of its size on a page, through PDFium's own decoder. */
function decodedByPdfium(page: BilevelRaster, coding: string, data: Uint8Array): BilevelRaster {
  const strip = {
    image: { widthPx: page.width, heightPx: page.height, coding, data },
    fromTop: 0,
    rows: page.height,
  };
  const pdf = writeImagePages(
    [
      {
        size: { width: (page.width * 72) / 204, height: (page.height * 72) / 196 },
        orientation: 1,
        rowsPx: page.height,
        strips: [strip],
        isFaxPage: true,
        hasColour: false,
      },
    ],
    { size: "letter", isChosen: false, bandPt: 0 },
  );
  return drawn(whole(pdf), 0, page.width, page.height);
}

const pages = [0, 0.001, 0.05, 0.5, 1].map((noise, index) => ({
  noise,
  page: noisyPage(1728, 400, noise, index + 1),
}));

describe("our coders of T.6 and T.4 lose no dot", () => {
  it.each(pages)("T.6, noise $noise, as PDFium decodes it", ({ page }) => {
    const { coding, data } = bilevelImage(page);
    expect(Buffer.compare(decodedByPdfium(page, coding, data).black, page.black)).toBe(0);
  });

  it.each(pages)("T.4, noise $noise, as PDFium decodes it", ({ page }) => {
    const coding = ccittCoding({ k: 0, columns: page.width, rows: page.height, blackIs1: false });
    expect(Buffer.compare(decodedByPdfium(page, coding, encodeG3(page)).black, page.black)).toBe(0);
  });

  it.each([1, 7, 8, 9, 63, 64, 65, 2560, 2561, 5000])("T.6 of a row of %i dots", (width) => {
    const page = noisyPage(width, 40, 0.1, width);
    const { coding, data } = bilevelImage(page);
    expect(Buffer.compare(decodedByPdfium(page, coding, data).black, page.black)).toBe(0);
  });

  it.skipIf(!hasLibtiff)("T.6 as libtiff decodes it (needs libtiff-tools)", () => {
    for (const { page } of pages) {
      const [coded, plain] = [join(folder, "coded.tif"), join(folder, "plain.tif")];
      writeFileSync(coded, tiffG4Of(page, encodeG4(page)));
      const { stderr, status } = spawnSync("tiffcp", ["-c", "none", "-r", "400", coded, plain], {
        encoding: "utf8",
      });
      expect([status, stderr]).toEqual([0, ""]);
      expect(readFileSync(plain).includes(Buffer.from(page.black))).toBe(true);
    }
  });
});

describe("a fax page comes out as it went in, dot by dot, below the header's band", () => {
  const kinds = [
    ["fax-g4.tif", 55, 2200],
    ["fax-g3-1d.tif", 55, 2200],
    ["fax-g3-2d-strips.tif", 55, 2200],
    ["fax-g3-fill.tif", 55, 2200],
    ["fax-g4-strips.tif", 55, 2200],
    ["fax-g4-lsb.tif", 55, 2200],
    ["fax-g4-big-endian.tif", 55, 2200],
    ["bilevel-lzw.tif", 55, 2200],
    ["bilevel-packbits.tif", 55, 2200],
    ["bilevel-deflate.tif", 55, 2200],
  ] as const;
  const original = unpacked(fileOf("bilevel-packbits.tif"));

  it.each(kinds)("%s", async (name, band, rows) => {
    const made = await makeDocument(desk, [fileOf(name)], { header });
    if (typeof made === "string") throw new Error(made);
    const page = drawn(whole(made.pieces), 0, 1728, band + rows);
    expect(Buffer.compare(below(page, band), original)).toBe(0);
    // The band itself is not empty, and nothing of the line lies outside it.
    expect(page.black.subarray(0, band * 216).some((byte) => byte !== 0)).toBe(true);
  });

  it("also below a header in a script that the typesetter draws", async () => {
    const made = await makeDocument(desk, [fileOf("fax-g4.tif")], {
      header: { ...header, senderName: "病院" },
    });
    if (typeof made === "string") throw new Error(made);
    expect(Buffer.compare(below(drawn(whole(made.pieces), 0, 1728, 2255), 55), original)).toBe(0);
  });

  it("a hundred pages of different dots, at 204 x 98, too", async () => {
    const rasters = Array.from({ length: 100 }, (_, index) => noisyPage(1728, 300, 0.02, index + 1));
    const files = rasters.map((page) => tiffG4Of(page, encodeG4(page), 98));
    const made = await makeDocument(desk, files, { header });
    if (typeof made === "string") throw new Error(made);
    expect(made.pages).toBe(100);
    for (const index of [0, 1, 57, 99]) {
      const page = drawn(whole(made.pieces), index, 1728, 328);
      expect(Buffer.compare(below(page, 28), rasters[index]?.black ?? Buffer.alloc(0))).toBe(0);
    }
  });

  it.skipIf(!hasPoppler)("as poppler draws it, too (needs poppler-utils)", async () => {
    const made = await makeDocument(desk, [fileOf("fax-g4-strips.tif")], { header });
    if (typeof made === "string") throw new Error(made);
    const path = join(folder, "made.pdf");
    writeFileSync(path, whole(made.pieces));
    const args = ["-rx", "204", "-ry", "196", "-mono", "-singlefile", path, join(folder, "drawn")];
    expect(spawnSync("pdftoppm", args).status).toBe(0);
    const dots = readFileSync(join(folder, "drawn.pbm"));
    expect(dots.toString("latin1", 0, 12)).toBe("P4\n1728 2255");
    expect(Buffer.compare(dots.subarray(13 + 55 * 216), original)).toBe(0);
  });
});

/** PackBits by the letter of TIFF 6.0, page 42, over libtiff's strips: the reference is not our decoder. */
function unpacked(file: Buffer): Uint8Array {
  const directory = file.readUInt32LE(4);
  const entries = new Map<number, { count: number; at: number; place: number }>();
  for (let index = 0; index < file.readUInt16LE(directory); index++) {
    const at = directory + 2 + index * 12;
    entries.set(file.readUInt16LE(at), {
      count: file.readUInt32LE(at + 4),
      at: file.readUInt32LE(at + 8),
      place: at,
    });
  }
  const offsets = entries.get(273) ?? { count: 0, at: 0 };
  const sizes = entries.get(279) ?? { count: 0, at: 0 };
  const out: number[] = [];
  const width = (tag: number) => {
    for (let index = 0; index < file.readUInt16LE(directory); index++) {
      const at = directory + 2 + index * 12;
      if (file.readUInt16LE(at) === tag) return file.readUInt16LE(at + 2) === 3 ? 2 : 4;
    }
    return 4;
  };
  const value = (list: { at: number }, index: number, bytes: number) =>
    bytes === 2 ? file.readUInt16LE(list.at + index * 2) : file.readUInt32LE(list.at + index * 4);
  for (let strip = 0; strip < offsets.count; strip++) {
    let at = value(offsets, strip, width(273));
    const end = at + value(sizes, strip, width(279));
    while (at < end) {
      const control = file.readInt8(at++);
      if (control >= 0) {
        for (let index = 0; index <= control; index++) out.push(file.readUInt8(at++));
      } else if (control !== -128) {
        const byte = file.readUInt8(at++);
        for (let index = 0; index <= -control; index++) out.push(byte);
      }
    }
  }
  // Photometric 1: a set bit is white.
  const isWhite = value({ at: (entries.get(262)?.place ?? 0) + 8 }, 0, 2) === 1;
  return Uint8Array.from(out, (byte) => (isWhite ? ~byte : byte));
}
