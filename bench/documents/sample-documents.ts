import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeG4 } from "../../core/documents/g4/encode-g4.ts";
import { noisyPage, tiffG4Of } from "../../test/documents/rasters.ts";
import { pdfOf } from "../../test/support/pdfs.ts";

export const isThere = (program: string): boolean => spawnSync(program, ["--version"]).error === undefined;

/** The files that are measured, made in `folder` by native programs where they must not be ours; undefined: one is missing. */
export function sampleDocuments(folder: string) {
  const at = (name: string) => join(folder, name);
  const scans = Array.from({ length: 100 }, (_, index) => {
    const page = noisyPage(1728, 2200, 0.004, index + 1);
    writeFileSync(at(`page-${index}.tif`), tiffG4Of(page, encodeG4(page)));
    return at(`page-${index}.tif`);
  });
  writeFileSync(at("text.pdf"), pdfOf(10));
  writeFileSync(at("long.pdf"), pdfOf(40));
  writeFileSync(at("letter.txt"), "Dear doctor,\nplease find the results below.\n");
  const made = (program: string, args: string[], name: string): string | undefined =>
    isThere(program) && spawnSync(program, args).status === 0 ? at(name) : undefined;
  const tiff = (name: string, rowsPerStrip: number, pages: string[]) =>
    made("tiffcp", ["-c", "g4", "-r", String(rowsPerStrip), ...pages, at(name)], name);
  const someScans = tiff("some-scans.tif", 2200, scans.slice(0, 10));
  const scanned = someScans && made("tiff2pdf", ["-o", at("scans.pdf"), someScans], "scans.pdf");
  // 12 megapixels of a page of print.
  const photo = [
    "-q",
    "-sDEVICE=jpeg",
    "-g3060x3960",
    "-r360",
    "-dLastPage=1",
    "-o",
    at("photo.jpg"),
    at("text.pdf"),
  ];
  return {
    oneStrip: tiff("one-strip.tif", 2200, scans),
    manyStrips: tiff("many-strips.tif", 275, scans),
    someScans,
    text: at("text.pdf"),
    letter: at("letter.txt"),
    photo: made("gs", photo, "photo.jpg"),
    /** Forty pages of print and ten scans. */
    mixed: scanned && made("pdfunite", [at("long.pdf"), scanned, at("mixed.pdf")], "mixed.pdf"),
  };
}

export const read = (path: string): Buffer => readFileSync(path);
