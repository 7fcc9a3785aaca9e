import { crc32, deflateSync, gzipSync } from "node:zlib";
import type { DocumentFault } from "../../core/document-check.ts";
import { dynamicXfaPdf, emptyPdf, lockedPdf, pdfOf, pdfWithLostPage } from "../support/pdfs.ts";
import { fileOf } from "./good-documents.ts";

/** A zip of empty stored entries: what a document is, its entries' names say. */
export function zipOf(names: string[], firstBody = ""): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let at = 0;
  for (const [index, name] of names.entries()) {
    const body = Buffer.from(index === 0 ? firstBody : "");
    const entry = Buffer.alloc(30 + name.length + body.length);
    entry.writeUInt32LE(0x04034b50, 0);
    entry.writeUInt32LE(body.length, 18);
    entry.writeUInt32LE(body.length, 22);
    entry.writeUInt16LE(name.length, 26);
    entry.write(name, 30);
    body.copy(entry, 30 + name.length);
    const listed = Buffer.alloc(46 + name.length);
    listed.writeUInt32LE(0x02014b50, 0);
    listed.writeUInt16LE(name.length, 28);
    listed.writeUInt32LE(at, 42);
    listed.write(name, 46);
    local.push(entry);
    central.push(listed);
    at += entry.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(names.length, 10);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...local, ...central, end]);
}

const compound = (name: string) =>
  Buffer.concat([
    Buffer.from("d0cf11e0a1b11ae1", "hex"),
    Buffer.alloc(600),
    Buffer.from(name, "utf16le"),
    Buffer.alloc(64),
  ]);

function pngOf(width: number, height: number, rows: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  const chunk = (type: string, body: Buffer) => {
    const named = Buffer.concat([Buffer.from(type), body]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(body.length);
    sum.writeUInt32BE(crc32(named));
    return Buffer.concat([length, named, sum]);
  };
  const start = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
  return Buffer.concat([
    start,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** A little-endian TIFF of one directory; `fields` are [tag, type, value] of one value each. */
export function tiffOf(fields: [number, number, number][], next = 0, tail = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(8 + 2 + fields.length * 12 + 4);
  head.write("II*\0", "latin1");
  head.writeUInt32LE(8, 4);
  head.writeUInt16LE(fields.length, 8);
  for (const [index, [tag, type, value]] of fields.entries()) {
    const at = 10 + index * 12;
    head.writeUInt16LE(tag, at);
    head.writeUInt16LE(type, at + 2);
    head.writeUInt32LE(1, at + 4);
    head.writeUInt32LE(value, at + 8);
  }
  head.writeUInt32LE(next, head.length - 4);
  return Buffer.concat([head, tail]);
}

const page = (width: number, height: number, compression: number, offset: number, length: number) =>
  [
    [256, 4, width],
    [257, 4, height],
    [259, 3, compression],
    [262, 3, 0],
    [273, 4, offset],
    [278, 4, height],
    [279, 4, length],
  ] as [number, number, number][];

const changed = (name: string, at: number, byte: number) => {
  const bytes = Buffer.from(fileOf(name));
  bytes[at] = byte;
  return bytes;
};
const cut = (name: string, share: number) => {
  const bytes = fileOf(name);
  return bytes.subarray(0, Math.floor(bytes.length * share));
};
const jpegWith = (marker: number) =>
  changed("baseline.jpg", fileOf("baseline.jpg").indexOf(Buffer.from([0xff, 0xc0])) + 1, marker);

export const hostileDocuments: [name: string, bytes: Buffer, fault: DocumentFault][] = [
  ["an empty file", Buffer.alloc(0), "document_empty"],
  ["a text of spaces", Buffer.from("  \n\t\n "), "document_empty"],
  ["HTML that only runs", Buffer.from("<html><script>alert(1)</script></html>"), "document_empty"],
  ["a PDF without pages", emptyPdf(), "document_empty"],
  ["a PDF under a password", lockedPdf({ user: "secret", owner: "boss" }), "document_password_required"],
  ["the same by qpdf, AES-256", fileOf("locked.pdf"), "document_password_required"],
  ["the same, RC4", fileOf("locked-rc4.pdf"), "document_password_required"],
  ["Word under a password", compound("EncryptedPackage"), "document_password_required"],
  ["a PDF cut short", fileOf("cut-at-the-end.pdf"), "document_corrupt"],
  ["junk that begins like a PDF", Buffer.from("%PDF-1.7\nnonsense"), "document_corrupt"],
  ["a PDF with a lost page", pdfWithLostPage(), "document_corrupt"],
  ["a dynamic form", dynamicXfaPdf(), "document_unsupported_form"],
  ["a portfolio of files", fileOf("portfolio.pdf"), "document_unsupported_form"],
  ["a PDF of 351 pages", pdfOf(351), "document_too_many_pages"],
  ["a text of 351 pages", Buffer.from("x\f".repeat(351)), "document_too_many_pages"],
  ["a text of a million lines", Buffer.from("x\n".repeat(1_000_000)), "document_too_many_pages"],
  [
    "a Word file with macros",
    zipOf(["[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"]),
    "document_macros",
  ],
  [
    "an Excel file with macros",
    zipOf(["[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"]),
    "document_macros",
  ],
  ["an old Word file with macros", compound("_VBA_PROJECT"), "document_macros"],
  ["a Word file", zipOf(["[Content_Types].xml", "word/document.xml"]), "office_conversion_disabled"],
  ["an Excel file", zipOf(["[Content_Types].xml", "xl/workbook.xml"]), "office_conversion_disabled"],
  ["a PowerPoint file", zipOf(["[Content_Types].xml", "ppt/presentation.xml"]), "office_conversion_disabled"],
  [
    "an OpenDocument text",
    zipOf(["mimetype"], "application/vnd.oasis.opendocument.text"),
    "office_conversion_disabled",
  ],
  ["an old Word file", compound("WordDocument"), "office_conversion_disabled"],
  ["RTF", Buffer.from("{\\rtf1 hello}"), "office_conversion_disabled"],
  ["a zip", zipOf(["letter.txt"]), "unsupported_media_type"],
  ["gzip", gzipSync("letter"), "unsupported_media_type"],
  ["7z", Buffer.from("377abcaf271c0004", "hex"), "unsupported_media_type"],
  [
    "a Windows program",
    Buffer.concat([Buffer.from("MZ\x90\0\x03\0\0\0", "latin1"), Buffer.alloc(64)]),
    "unsupported_media_type",
  ],
  ["a Linux program", Buffer.from("\x7fELF\x02\x01\x01", "latin1"), "unsupported_media_type"],
  ["a shell script", Buffer.from("#!/bin/sh\nrm -rf /\n"), "unsupported_media_type"],
  ["sound", Buffer.from("ID3\x03\0\0\0\0\x0f", "latin1"), "unsupported_media_type"],
  ["a text no font has", Buffer.from("สวัสดีชาวโลก"), "document_script_unsupported"],
  ["HEIC", Buffer.from("\0\0\0\x18ftypheic\0\0\0\0mif1heic", "latin1"), "image_unsupported"],
  ["a PNG with a wrong sum", changed("colour.png", 60, 0), "image_unsupported"],
  ["a PNG cut short", cut("colour.png", 0.6), "image_unsupported"],
  ["a PNG that lacks rows", pngOf(100, 100, Buffer.alloc(101 * 50)), "image_unsupported"],
  ["a PNG bomb in its size", pngOf(60_000, 60_000, Buffer.alloc(10)), "image_too_large"],
  ["a PNG bomb in its data", pngOf(10, 10, Buffer.alloc(50_000_000)), "image_unsupported"],
  ["a GIF cut short", cut("plain.gif", 0.5), "image_unsupported"],
  ["a JPEG cut short", cut("baseline.jpg", 0.7), "image_unsupported"],
  ["an arithmetic JPEG", jpegWith(0xc9), "image_unsupported"],
  ["a lossless JPEG", jpegWith(0xc3), "image_unsupported"],
  ["a WebP cut short", cut("lossy.webp", 0.5), "image_unsupported"],
  ["a TIFF whose pages go round", tiffOf(page(8, 8, 1, 8, 8), 8), "tiff_unsupported"],
  ["a TIFF strip beyond the file", tiffOf(page(8, 8, 1, 100_000, 8)), "tiff_unsupported"],
  ["a TIFF bomb in its size", tiffOf(page(60_000, 199_000, 5, 8, 20)), "image_too_large"],
  ["a TIFF without data", tiffOf(page(1728, 2200, 5, 8, 4)), "tiff_unsupported"],
  ["a TIFF of no width", tiffOf(page(0, 8, 1, 8, 8)), "tiff_unsupported"],
  ["a TIFF of an unknown coding", tiffOf(page(8, 8, 34_712, 8, 8)), "tiff_unsupported"],
  ["a TIFF cut short", cut("colour-lzw.tif", 0.9), "tiff_unsupported"],
  ["a BigTIFF", Buffer.from("II+\0\x08\0\0\0", "latin1"), "tiff_unsupported"],
  ["a TIFF of JPEG with opacity", fileOf("colour-jpeg-alpha.tif"), "tiff_unsupported"],
];
