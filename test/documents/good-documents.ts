import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pdfOf } from "../support/pdfs.ts";

const folder = join(import.meta.dirname, "files");

/** Made by other programs: ImageMagick, libtiff's tools, Ghostscript, qpdf, poppler's cairo. */
export const fileOf = (name: string): Buffer => readFileSync(join(folder, name));

/** Committed files that must be refused: they are in `hostile-documents.ts`. */
const refused = [
  "cut-at-the-end.pdf",
  "locked.pdf",
  "locked-rc4.pdf",
  "colour-jpeg-alpha.tif",
  "portfolio.pdf",
];

const pagesOf: Record<string, number> = {
  "attachment.pdf": 2,
  "cairo.pdf": 2,
  "fax-three-sizes.tif": 3,
  "linearised.pdf": 2,
  "object-streams.pdf": 2,
  "owner-locked.pdf": 2,
  "rotated.pdf": 2,
};

/** Width and height in whole points; `native` pages are as wide as the fax machine's row. */
export type Expected = { pages: number; width: number; height: number };

const letter = { width: 612, height: 792 };
const sizesOf: Record<string, { width: number; height: number }> = {
  "gs-legal.pdf": { width: 612, height: 1008 },
  "gs-huge-landscape.pdf": { width: 612, height: 1008 },
  "scan-200dpi-g4.tif": { width: 612, height: 812 },
  "fax-98-g4.tif": { width: 610, height: 829 },
  "fax-98-g3-lsb.tif": { width: 610, height: 829 },
};
/** At 204 x 196: 2200 rows and 55 of the band. */
const faxPage = { width: 610, height: 828 };
const isFaxPage = (name: string) =>
  /^(fax-(g3|g4|three)|bilevel-).*\.tif$/.test(name) || /^gs-(tiffg3|tiffg4|tiffg32d|rle)\.tif$/.test(name);

const committed = readdirSync(folder)
  .filter((name) => !refused.includes(name))
  .map((name) => ({
    name,
    bytes: fileOf(name),
    pages: pagesOf[name] ?? (name.startsWith("gs-") ? 2 : 1),
    ...(sizesOf[name] ??
      (isFaxPage(name) && !name.startsWith("gs-") ? faxPage : isFaxPage(name) ? {} : letter)),
  }));

const letterText = "Dear Doctor,\n\n\tthe results: 5 µg, 98 °F, naïve café.\n\nKind regards\n";
/** A PDF as programs of lesser care leave it, or a broken-off transfer: readers repair it. */
const damaged = (damage: (text: string) => string): Buffer =>
  Buffer.from(damage(pdfOf(2).toString("latin1")), "latin1");
const generated: [name: string, bytes: Buffer, pages: number][] = [
  ["utf-8.txt", Buffer.from(letterText), 1],
  ["utf-8 with mark.txt", Buffer.from(`\ufeff${letterText}`), 1],
  ["utf-16le with mark.txt", Buffer.from(`\ufeff${letterText}`, "utf16le"), 1],
  ["utf-16be with mark.txt", Buffer.from(`\ufeff${letterText}`, "utf16le").swap16(), 1],
  ["utf-16le.txt", Buffer.from(letterText, "utf16le"), 1],
  ["latin-1.txt", Buffer.from(letterText, "latin1"), 1],
  ["form feeds.txt", Buffer.from("one\ftwo\fthree\f"), 3],
  ["long line.txt", Buffer.from("word ".repeat(4000)), 5],
  ["no spaces.txt", Buffer.from("x".repeat(10_000)), 3],
  ["windows lines.txt", Buffer.from("a\r\nb\r\n"), 1],
  ["greek and cyrillic.txt", Buffer.from("Καλημέρα, Привет"), 1],
  ["japanese.txt", Buffer.from("こんにちは世界、検査結果です。"), 1],
  ["arabic.txt", Buffer.from("مرحبا بالعالم"), 1],
  ["mail.html", Buffer.from("<html><body><p>Dear <b>Doctor</b></p><ul><li>one<li>two</ul></body></html>"), 1],
  ["table.html", Buffer.from("<!doctype html><table border=1><tr><th>A<th>B<tr><td>1<td>2</table>"), 1],
  ["unclosed.html", Buffer.from("<div><p>one<p>two<b>three<i>four"), 1],
  ["one page.pdf", pdfOf(1), 1],
  ["350 pages.pdf", pdfOf(350), 350],
  ["table of offsets elsewhere.pdf", damaged((text) => text.replace(/startxref\n\d+/, "startxref\n7")), 2],
  ["wrong offsets.pdf", damaged((text) => text.replaceAll(/\d{10} 00000 n/g, "0000000001 00000 n")), 2],
  ["junk before it.pdf", Buffer.concat([Buffer.alloc(500, "x"), pdfOf(2)]), 2],
  ["no end.pdf", damaged((text) => text.slice(0, text.lastIndexOf("startxref"))), 2],
  ["wrong lengths.pdf", damaged((text) => text.replaceAll(/\/Length \d+/g, "/Length 3")), 2],
];

export type GoodDocument = { name: string; bytes: Buffer; pages: number; width?: number; height?: number };

export const goodDocuments: GoodDocument[] = [
  ...committed,
  ...generated.map(([name, bytes, pages]) => ({ name, bytes, pages, ...letter })),
];
