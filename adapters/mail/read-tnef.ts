import { readMapi, wideText } from "./read-mapi.ts";

/** A file that was attached in Outlook's own form. `isShown`: the text shows it, as it does a logo. */
export type TnefFile = { name: string; bytes: Uint8Array; isShown: boolean };

const signature = 0x223e9f78;
/** Attributes that matter, as their ids stand in the file (MS-OXTNEF, 2.1.3). */
const attribute = { attachmentBegins: 0x00069002, data: 0x0006800f, title: 0x00018010, more: 0x00069005 };
/** Level, id and length before an attribute's value, and a checksum after it. */
const sizes = { start: 6, head: 9, checksum: 2 };
/** Of the message, and of an attachment. */
const levels = [1, 2];
/** Properties of an attachment (MS-OXCMSG, 2.2.2). */
const property = { data: 0x3701, longName: 0x3707, contentId: 0x3712, isHidden: 0x7ffe };

/**
 * The files in a `winmail.dat` (MS-OXTNEF): a signature, a key, then one attribute after the other. Undefined where it is
 * none or was cut off; what follows its end is nothing. Own code: no reader of it on npm is kept.
 */
export function readTnef(file: Uint8Array): TnefFile[] | undefined {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (bytes.length < sizes.start || bytes.readUInt32LE(0) !== signature) return undefined;
  const files: TnefFile[] = [];
  let at = sizes.start;
  while (at < bytes.length && levels.includes(bytes.readUInt8(at))) {
    const valueAt = at + sizes.head;
    if (valueAt > bytes.length) return undefined;
    const id = bytes.readUInt32LE(at + 1);
    const end = valueAt + bytes.readUInt32LE(at + 5);
    if (end + sizes.checksum > bytes.length) return undefined;
    const value = bytes.subarray(valueAt, end);
    if (id === attribute.attachmentBegins) files.push({ name: "", bytes: Buffer.alloc(0), isShown: false });
    const current = files.at(-1);
    if (current && id === attribute.data) current.bytes = value;
    if (current && id === attribute.title) current.name = upToZero(value.toString("latin1"));
    if (current && id === attribute.more) readMore(current, value);
    at = end + sizes.checksum;
  }
  return files;
}

/** What only MAPI's properties say of an attachment; some programs put even its bytes there. */
function readMore(file: TnefFile, properties: Buffer): void {
  for (const { type, id, value } of readMapi(properties)) {
    if (id === property.longName)
      file.name = upToZero(value.toString(type === wideText ? "utf16le" : "latin1"));
    if (id === property.contentId && value.length > 1) file.isShown = true;
    if (id === property.isHidden && value[0] === 1) file.isShown = true;
    if (id === property.data && file.bytes.length === 0) file.bytes = value;
  }
}

const upToZero = (text: string): string => text.replace(/\0.*$/s, "");
