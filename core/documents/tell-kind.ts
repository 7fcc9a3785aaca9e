import { looksLikePdf } from "../document-check.ts";
import { tellText } from "./text-encoding.ts";
import { tellZip } from "./tell-zip.ts";

/** What a file is by its content. Names and declared types lie too often to be asked. */
export type FileKind =
  | "pdf"
  | "tiff"
  | "png"
  | "jpeg"
  | "gif"
  | "webp"
  | "heic"
  | "text"
  | "html"
  | OfficeKind
  | "office_macros"
  | "office_locked"
  | "archive"
  | "executable"
  | "empty"
  | "other";

export type OfficeKind = "docx" | "xlsx" | "pptx" | "odt" | "ods" | "odp" | "doc" | "rtf";

const isOffice: Record<OfficeKind, true> = {
  docx: true,
  xlsx: true,
  pptx: true,
  odt: true,
  ods: true,
  odp: true,
  doc: true,
  rtf: true,
};

export const isOfficeKind = (kind: FileKind): kind is OfficeKind => kind in isOffice;

/** First bytes that settle it, written as Latin-1; `at` is where they stand. */
const signatures: { kind: FileKind; at: number; bytes: string }[] = [
  { kind: "png", at: 0, bytes: "\x89PNG\r\n\x1a\n" },
  { kind: "jpeg", at: 0, bytes: "\xff\xd8\xff" },
  { kind: "gif", at: 0, bytes: "GIF87a" },
  { kind: "gif", at: 0, bytes: "GIF89a" },
  { kind: "tiff", at: 0, bytes: "II*\0" },
  { kind: "tiff", at: 0, bytes: "MM\0*" },
  { kind: "tiff", at: 0, bytes: "II+\0" },
  { kind: "tiff", at: 0, bytes: "MM\0+" },
  { kind: "webp", at: 8, bytes: "WEBP" },
  { kind: "rtf", at: 0, bytes: "{\\rtf" },
  { kind: "archive", at: 0, bytes: "7z\xbc\xaf\x27\x1c" },
  { kind: "archive", at: 0, bytes: "Rar!\x1a\x07" },
  { kind: "archive", at: 0, bytes: "\x1f\x8b" },
  { kind: "archive", at: 0, bytes: "BZh" },
  { kind: "archive", at: 0, bytes: "\xfd7zXZ\0" },
  { kind: "archive", at: 0, bytes: "\x28\xb5\x2f\xfd" },
  { kind: "archive", at: 257, bytes: "ustar" },
  { kind: "archive", at: 0, bytes: "MSCF" },
  { kind: "executable", at: 0, bytes: "\x7fELF" },
  { kind: "executable", at: 0, bytes: "\xcf\xfa\xed\xfe" },
  { kind: "executable", at: 0, bytes: "\xca\xfe\xba\xbe" },
  { kind: "executable", at: 0, bytes: "#!" },
];

/** Brands of ISO media files that hold HEVC or AV1 pictures. */
const pictureBrands = ["heic", "heix", "hevc", "hevx", "heim", "heis", "mif1", "msf1", "avif", "avis"];

/** Tells what `file` is by its bytes alone. */
export function tellKind(file: Uint8Array): FileKind {
  if (file.byteLength === 0) return "empty";
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const head = bytes.toString("latin1", 0, 1024);
  if (head.startsWith("PK\x03\x04") || head.startsWith("PK\x05\x06")) return tellZip(bytes);
  if (head.startsWith("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) return tellCompound(bytes);
  const known = signatures.find(({ at, bytes }) => head.startsWith(bytes, at));
  if (known) return known.kind;
  if (head.startsWith("ftyp", 4) && pictureBrands.includes(head.slice(8, 12))) return "heic";
  if (looksLikePdf(bytes)) return "pdf";
  // Two letters alone could begin a text; a program holds zeros soon after.
  if (head.startsWith("MZ") && head.slice(0, 64).includes("\0")) return "executable";
  return tellText(bytes)?.kind ?? "other";
}

/** OLE compound files: old Word, Excel and PowerPoint, and new ones under a password. Names in them are UTF-16. */
function tellCompound(bytes: Buffer): FileKind {
  const holds = (name: string) => bytes.includes(Buffer.from(name, "utf16le"));
  if (holds("EncryptedPackage")) return "office_locked";
  if (holds("_VBA_PROJECT")) return "office_macros";
  if (holds("WordDocument")) return "doc";
  return "other";
}
