import type { Font } from "./read-font.ts";

/** Tables that draw glyphs; the ones for choosing and joining them are left behind. */
const kept = ["cvt ", "fpgm", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "prep"];

/**
 * The font with only the outlines of `glyphs`. Glyphs keep their numbers, so what names them stays right; the
 * emptied tables nearly vanish when they are compressed.
 */
export function subsetFont(font: Font, glyphs: Iterable<number>): Buffer {
  const wanted = withParts(font, glyphs);
  const outlines: Buffer[] = [];
  const places = Buffer.alloc((font.glyphCount + 1) * 4);
  let at = 0;
  for (let glyph = 0; glyph < font.glyphCount; glyph++) {
    places.writeUInt32BE(at, glyph * 4);
    if (!wanted.has(glyph)) continue;
    const outline = outlineOf(font, glyph);
    const padded = Buffer.alloc((outline.length + 3) & ~3);
    padded.set(outline);
    outlines.push(padded);
    at += padded.length;
  }
  places.writeUInt32BE(at, font.glyphCount * 4);
  const head = Buffer.from(tableOf(font, "head"));
  head.writeInt16BE(1, 50);
  const made: Record<string, Buffer> = { glyf: Buffer.concat(outlines), loca: places, head };
  const names = kept.filter((name) => font.tables.has(name));
  return assemble(names.map((name) => ({ name, body: made[name] ?? tableOf(font, name) })));
}

const tableOf = ({ bytes, tables }: Font, name: string): Buffer => {
  const { offset, length } = tables.get(name) ?? { offset: 0, length: 0 };
  return bytes.subarray(offset, offset + length);
};

function outlineOf(font: Font, glyph: number): Buffer {
  const loca = tableOf(font, "loca");
  const place = (index: number) =>
    font.hasLongOffsets ? loca.readUInt32BE(index * 4) : loca.readUInt16BE(index * 2) * 2;
  return tableOf(font, "glyf").subarray(place(glyph), place(glyph + 1));
}

/** Accented letters are often put together from others, which must come along. */
function withParts(font: Font, glyphs: Iterable<number>): Set<number> {
  const wanted = new Set([0]);
  const open = [...glyphs];
  for (let glyph = open.pop(); glyph !== undefined; glyph = open.pop()) {
    if (wanted.has(glyph)) continue;
    wanted.add(glyph);
    open.push(...partsOf(outlineOf(font, glyph)));
  }
  return wanted;
}

/** The components of a composite outline: flags say how long each entry is and whether another follows. */
function partsOf(outline: Buffer): number[] {
  if (outline.length < 10 || outline.readInt16BE(0) >= 0) return [];
  const parts: number[] = [];
  for (let at = 10, more = true; more;) {
    const flags = outline.readUInt16BE(at);
    parts.push(outline.readUInt16BE(at + 2));
    const scale = flags & 8 ? 2 : flags & 0x40 ? 4 : flags & 0x80 ? 8 : 0;
    at += 4 + (flags & 1 ? 4 : 2) + scale;
    more = (flags & 0x20) !== 0;
  }
  return parts;
}

function assemble(tables: { name: string; body: Buffer }[]): Buffer {
  const directory = Buffer.alloc(12 + tables.length * 16);
  directory.writeUInt32BE(0x00010000, 0);
  directory.writeUInt16BE(tables.length, 4);
  const power = 2 ** Math.floor(Math.log2(tables.length));
  directory.writeUInt16BE(power * 16, 6);
  directory.writeUInt16BE(Math.log2(power), 8);
  directory.writeUInt16BE((tables.length - power) * 16, 10);
  const bodies: Buffer[] = [];
  let at = directory.length;
  for (const [index, { name, body }] of tables.entries()) {
    const padded = Buffer.alloc((body.length + 3) & ~3);
    padded.set(body);
    const entry = 12 + index * 16;
    directory.write(name, entry, "latin1");
    directory.writeUInt32BE(checksum(padded), entry + 4);
    directory.writeUInt32BE(at, entry + 8);
    directory.writeUInt32BE(body.length, entry + 12);
    bodies.push(padded);
    at += padded.length;
  }
  return Buffer.concat([directory, ...bodies]);
}

function checksum(padded: Buffer): number {
  let sum = 0;
  for (let at = 0; at < padded.length; at += 4) sum = (sum + padded.readUInt32BE(at)) >>> 0;
  return sum;
}
