import type { FileKind } from "./tell-kind.ts";

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const maxEntries = 10_000;

/** Which part of the main folder makes which document. */
const mainParts: { part: RegExp; kind: FileKind }[] = [
  { part: /^word\/document\d*\.xml$/, kind: "docx" },
  { part: /^xl\/workbook\.(xml|bin)$/, kind: "xlsx" },
  { part: /^ppt\/presentation\.xml$/, kind: "pptx" },
];

const openDocuments: Record<string, FileKind> = {
  "application/vnd.oasis.opendocument.text": "odt",
  "application/vnd.oasis.opendocument.spreadsheet": "ods",
  "application/vnd.oasis.opendocument.presentation": "odp",
};

/** Tells office documents from other archives by the names in the central directory; nothing is unpacked. */
export function tellZip(bytes: Buffer): FileKind {
  // An OpenDocument file begins with its type, uncompressed.
  const type = bytes.toString("latin1", 30, 38) === "mimetype" ? bytes.toString("latin1", 38, 100) : "";
  const open = Object.entries(openDocuments).find(([name]) => type.startsWith(name));
  const names = entryNames(bytes);
  if (open) return names.some((name) => name.startsWith("Basic/")) ? "office_macros" : open[1];
  if (names.some((name) => /(^|\/)vbaProject\.bin$/i.test(name))) return "office_macros";
  if (!names.includes("[Content_Types].xml")) return "archive";
  return mainParts.find(({ part }) => names.some((name) => part.test(name)))?.kind ?? "archive";
}

function entryNames(bytes: Buffer): string[] {
  const end = endOfDirectory(bytes);
  if (end === undefined) return [];
  const names: string[] = [];
  let at = bytes.readUInt32LE(end + 16);
  while (
    names.length < maxEntries &&
    at + 46 <= bytes.byteLength &&
    bytes.readUInt32LE(at) === entrySignature
  ) {
    const nameLength = bytes.readUInt16LE(at + 28);
    names.push(bytes.toString("utf8", at + 46, at + 46 + nameLength));
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return names;
}

/** The end record stands last, before a comment of at most 64 KB. */
function endOfDirectory(bytes: Buffer): number | undefined {
  const last = bytes.byteLength - 22;
  for (let at = last; at >= 0 && at >= last - 0xffff; at--) {
    if (bytes.readUInt32LE(at) === endSignature) return at;
  }
  return undefined;
}
