/** Beginnings of DOC and RTF; a DOCX is a zip archive that names its main part. */
const beginnings = ["\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "{\\rtf"];

/** Whether these are the bytes of a DOC, DOCX or RTF, as the carrier's newer sources take them. */
export function isOfficeMedia(bytes: Uint8Array): boolean {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const head = all.toString("latin1", 0, 8);
  return (
    beginnings.some((beginning) => head.startsWith(beginning)) ||
    (head.startsWith("PK\x03\x04") && all.includes("word/document.xml"))
  );
}

/** Nobody here sets its text: it counts as one page. */
export const officePages = 1;
