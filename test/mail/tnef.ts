/** A file as Outlook hides it: in attributes of its own, or all in properties of MAPI, as some servers write it. */
export type HiddenFile = { name: string; bytes: Uint8Array; cid?: string; inProperties?: boolean };

const lengthed = (tag: number, value: Buffer): Buffer => {
  const head = Buffer.alloc(12);
  head.writeUInt32LE(tag, 0);
  head.writeUInt32LE(1, 4);
  head.writeUInt32LE(value.length, 8);
  return Buffer.concat([head, value, Buffer.alloc((4 - (value.length % 4)) % 4)]);
};

const fixed = (tag: number, value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32LE(tag, 0);
  bytes.writeUInt32LE(value, 4);
  return bytes;
};

/** A property with a name, which Outlook puts among the others. */
const named = Buffer.concat([
  Buffer.from("0b008580", "hex"),
  Buffer.alloc(16, 7),
  Buffer.from("0000000054850000", "hex"),
  Buffer.from("00000000", "hex"),
]);

const wide = (text: string): Buffer => Buffer.from(`${text}\0`, "utf16le");

function properties({ name, bytes, cid, inProperties }: HiddenFile): Buffer {
  const list = [
    fixed(0x37050003, 1),
    named,
    lengthed(0x3707001f, wide(name)),
    ...(cid === undefined ? [] : [lengthed(0x3712001f, wide(cid)), fixed(0x7ffe000b, 1)]),
    ...(inProperties ? [lengthed(0x37010102, Buffer.from(bytes))] : []),
  ];
  const count = Buffer.alloc(4);
  count.writeUInt32LE(list.length);
  return Buffer.concat([count, ...list]);
}

function attribute(level: number, id: number, value: Uint8Array): Buffer {
  const head = Buffer.alloc(9);
  head.writeUInt8(level, 0);
  head.writeUInt32LE(id, 1);
  head.writeUInt32LE(value.length, 5);
  const checksum = Buffer.alloc(2);
  checksum.writeUInt16LE(value.reduce((sum, byte) => (sum + byte) & 0xffff, 0));
  return Buffer.concat([head, value, checksum]);
}

/** A `winmail.dat` (MS-OXTNEF). */
export function tnef(files: HiddenFile[]): Buffer {
  const start = Buffer.from("789f3e220100", "hex");
  const version = Buffer.from("00000100", "hex");
  return Buffer.concat([
    start,
    attribute(1, 0x00089006, version),
    ...files.flatMap((file) => [
      attribute(2, 0x00069002, Buffer.alloc(14)),
      ...(file.inProperties
        ? []
        : [
            attribute(2, 0x00018010, Buffer.from(`${file.name}\0`, "latin1")),
            attribute(2, 0x0006800f, file.bytes),
          ]),
      attribute(2, 0x00069005, properties(file)),
    ]),
  ]);
}
