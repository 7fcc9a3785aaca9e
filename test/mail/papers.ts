import { greyPng } from "../../core/documents/image/write-png.ts";
import { fileOf } from "../documents/good-documents.ts";
import { officeFile } from "../support/office-files.ts";
import { pdfOf } from "../support/pdfs.ts";

const picture = (width: number, height: number): Buffer =>
  Buffer.from(greyPng({ width, height, grey: Buffer.alloc(width * height, 200) }));

/** What people attach. */
export const referral = pdfOf(1, "referral");
export const results = pdfOf(2, "results");
export const lockedPdf = fileOf("locked.pdf");
export const scan = fileOf("fax-g4.tif");
export const pagesOfScan = fileOf("fax-three-sizes.tif");
export const photo = fileOf("exif-6.jpg");
export const letter = officeFile("letter.docx");
export const richText = officeFile("letter.rtf");
export const sheet = officeFile("sheet.xlsx");
export const heic = Buffer.concat([
  Buffer.from("\0\0\0\x18ftypheic\0\0\0\0mif1heic", "latin1"),
  Buffer.alloc(64),
]);
/** A file under a password: its first entry says so in its flags. */
export const lockedZip = Buffer.concat([Buffer.from("504b03041400010008", "hex"), Buffer.alloc(60)]);
export const card = Buffer.from("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ann Lee\r\nEND:VCARD\r\n");

/** What programs put into a signature, and what people paste into their text. */
export const logo = picture(200, 60);
export const screenshot = picture(1_200, 800);
