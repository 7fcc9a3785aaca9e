/** A TrueType font, read as far as drawing plain text needs (OpenType 1.9, chapter 5). */
export type Font = {
  bytes: Buffer;
  tables: Map<string, { offset: number; length: number }>;
  unitsPerEm: number;
  glyphCount: number;
  hasLongOffsets: boolean;
  /** Glyph of a character; 0 where the font has none. */
  glyphOf: (codePoint: number) => number;
  /** Advance in thousandths of the size. */
  widthOf: (glyph: number) => number;
};

/** Reads a font of ours; it is part of what we ship, so what is wrong with it is thrown as a plain error. */
export function readFont(file: Uint8Array): Font {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const tables = new Map<string, { offset: number; length: number }>();
  for (let index = 0; index < bytes.readUInt16BE(4); index++) {
    const at = 12 + index * 16;
    const length = bytes.readUInt32BE(at + 12);
    tables.set(bytes.toString("latin1", at, at + 4), { offset: bytes.readUInt32BE(at + 8), length });
  }
  const table = (name: string): number => {
    const found = tables.get(name);
    if (!found) throw new Error(`the font has no table ${name}`);
    return found.offset;
  };
  const head = table("head");
  const unitsPerEm = bytes.readUInt16BE(head + 18);
  const metrics = table("hmtx");
  const metricCount = bytes.readUInt16BE(table("hhea") + 34);
  return {
    bytes,
    tables,
    unitsPerEm,
    glyphCount: bytes.readUInt16BE(table("maxp") + 4),
    hasLongOffsets: bytes.readInt16BE(head + 50) === 1,
    glyphOf: characterMap(bytes, table("cmap")),
    widthOf: (glyph) =>
      (bytes.readUInt16BE(metrics + Math.min(glyph, metricCount - 1) * 4) * 1000) / unitsPerEm,
  };
}

/** Format 4, which every font for the basic plane has. */
function characterMap(bytes: Buffer, cmap: number): (codePoint: number) => number {
  const count = bytes.readUInt16BE(cmap + 2);
  const offsets = Array.from(
    { length: count },
    (_, index) => cmap + bytes.readUInt32BE(cmap + 8 + index * 8),
  );
  const table = offsets.find((offset) => bytes.readUInt16BE(offset) === 4);
  if (table === undefined) throw new Error("the font has no map of characters that can be read");
  const segments = bytes.readUInt16BE(table + 6) / 2;
  const ends = table + 14;
  const starts = ends + segments * 2 + 2;
  const deltas = starts + segments * 2;
  const ranges = deltas + segments * 2;
  return (codePoint) => {
    for (let index = 0; index < segments; index++) {
      if (bytes.readUInt16BE(ends + index * 2) < codePoint) continue;
      const start = bytes.readUInt16BE(starts + index * 2);
      if (start > codePoint) return 0;
      const delta = bytes.readUInt16BE(deltas + index * 2);
      const range = bytes.readUInt16BE(ranges + index * 2);
      if (range === 0) return (codePoint + delta) & 0xffff;
      const glyph = bytes.readUInt16BE(ranges + index * 2 + range + (codePoint - start) * 2);
      return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
    }
    return 0;
  };
}
