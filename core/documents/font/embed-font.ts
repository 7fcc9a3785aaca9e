import { deflateSync } from "node:zlib";
import type { PdfFile } from "../write-pdf.ts";
import type { Font } from "./read-font.ts";
import { subsetFont } from "./subset-font.ts";

/** Whether a font has every character of a text, and drawing them one after the other is right for them. */
export const canDraw = (font: Font, text: string): boolean =>
  [...text].every((letter) => letter.length === 1 && glyphOf(font, letter) !== 0 && !/\p{M}/u.test(letter));

export const textWidth = (font: Font, text: string, sizePt: number): number =>
  [...text].reduce((sum, letter) => sum + font.widthOf(glyphOf(font, letter)), 0) * (sizePt / 1000);

/** A text as the string operand of a font embedded by `embedFont`: its letters' own codes. */
export const textOperand = (text: string): string =>
  `<${Buffer.from(text, "utf16le").swap16().toString("hex")}>`;

const glyphOf = (font: Font, letter: string): number => font.glyphOf(letter.codePointAt(0) ?? 0);

/** Adds the part of a font that `texts` need (PDF 32000, 9.7: a CID font whose codes are UTF-16, readable back as text). */
export function embedFont(pdf: Pick<PdfFile, "add">, font: Font, texts: string[]): number {
  const letters = [...new Set(texts.flatMap((text) => [...text]))].filter((letter) => letter.length === 1);
  const codes = new Map(letters.map((letter) => [letter.charCodeAt(0), glyphOf(font, letter)]));
  const file = subsetFont(font, codes.values());
  const data = pdf.add(`<< /Filter /FlateDecode /Length1 ${file.length} >>`, deflateSync(file));
  const name = `/FAXSET+Font${data}`;
  const descriptor = pdf.add(
    `<< /Type /FontDescriptor /FontName ${name} /Flags 4 /FontBBox [-1000 -400 3000 1200] /ItalicAngle 0 ` +
      `/Ascent 1069 /Descent -293 /CapHeight 714 /StemV 80 /FontFile2 ${data} 0 R >>`,
  );
  const widths = [...codes].map(([code, glyph]) => `${code} [${Math.round(font.widthOf(glyph))}]`).join(" ");
  const glyphs = pdf.add("<< /Filter /FlateDecode >>", deflateSync(glyphsByCode(codes)));
  const descendant = pdf.add(
    `<< /Type /Font /Subtype /CIDFontType2 /BaseFont ${name} /CIDToGIDMap ${glyphs} 0 R /FontDescriptor ` +
      `${descriptor} 0 R /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /W [${widths}] >>`,
  );
  const toUnicode = pdf.add("<< >>", Buffer.from(unicodeMap([...codes.keys()]), "latin1"));
  return pdf.add(
    `<< /Type /Font /Subtype /Type0 /BaseFont ${name} /Encoding /Identity-H ` +
      `/DescendantFonts [${descendant} 0 R] /ToUnicode ${toUnicode} 0 R >>`,
  );
}

function glyphsByCode(codes: Map<number, number>): Buffer {
  const map = Buffer.alloc(2 * (Math.max(0, ...codes.keys()) + 1));
  for (const [code, glyph] of codes) map.writeUInt16BE(glyph, 2 * code);
  return map;
}

function unicodeMap(codes: number[]): string {
  const hex = (value: number) => value.toString(16).padStart(4, "0");
  const lines = codes.map((code) => `<${hex(code)}> <${hex(code)}>`);
  const blocks: string[] = [];
  for (let at = 0; at < lines.length; at += 100) {
    const block = lines.slice(at, at + 100);
    blocks.push(`${block.length} beginbfchar\n${block.join("\n")}\nendbfchar`);
  }
  return (
    "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /Header def\n/CMapType 2 def\n" +
    `1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n${blocks.join("\n")}\n` +
    "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
  );
}
