/** A file that was attached in Outlook's own form. */
export type TnefFile = { name: string; bytes: Uint8Array };

const signature = 0x223e9f78;
/** Attributes that matter, as their ids stand in the file (MS-OXTNEF, 2.1.3). */
const attribute = { attachmentBegins: 0x00069002, data: 0x0006800f, title: 0x00018010 };
/** Level, id and length before an attribute's value, and a checksum after it. */
const sizes = { start: 6, head: 9, checksum: 2 };

/**
 * The files in a `winmail.dat` (MS-OXTNEF): a signature, a key, then one attribute after the other. Undefined where it is
 * none or was cut off. Own code: no reader of it on npm is kept.
 */
export function readTnef(file: Uint8Array): TnefFile[] | undefined {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (bytes.length < sizes.start || bytes.readUInt32LE(0) !== signature) return undefined;
  const files: TnefFile[] = [];
  let at = sizes.start;
  while (at < bytes.length) {
    const valueAt = at + sizes.head;
    if (valueAt > bytes.length) return undefined;
    const id = bytes.readUInt32LE(at + 1);
    const end = valueAt + bytes.readUInt32LE(at + 5);
    if (end + sizes.checksum > bytes.length) return undefined;
    const value = bytes.subarray(valueAt, end);
    if (id === attribute.attachmentBegins) files.push({ name: "", bytes: Buffer.alloc(0) });
    const current = files.at(-1);
    if (current && id === attribute.data) current.bytes = value;
    if (current && id === attribute.title) current.name = value.toString("latin1").replace(/\0.*$/s, "");
    at = end + sizes.checksum;
  }
  return files;
}
