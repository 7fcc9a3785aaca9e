import { canDraw, textOperand, textWidth } from "./font/embed-font.ts";
import type { Font } from "./font/read-font.ts";
import { headerMarginPt, headerSizePt, type HeaderTexts } from "./header-line.ts";
import { pdfNumber } from "./write-pdf.ts";

/** Room for any time of a call, points from the left margin. */
export const timeWidthPt = 116;
const gapPt = 10;

/** Whether our small writer can draw a header line; other scripts go to the typesetter. */
export const canDrawHeader = (font: Font, { name, number, page }: HeaderTexts): boolean =>
  canDraw(font, name + number + page);

/** Where letters stand in a band of `height` points whose lower edge lies at `y`. */
export const headerBase = (y: number, height: number): number => y + (height - headerSizePt) / 2 + 1.5;

/**
 * The drawing of a header line's name, number and page; `name` is the font's. A sender's name too long for the line is
 * drawn narrower, then shortened: never over its neighbours.
 */
export function drawHeader(
  font: Font,
  texts: HeaderTexts,
  { name, width, base }: { name: string; width: number; base: number },
): string {
  const put = (text: string, x: number, stretch = 100) =>
    `BT ${name} ${headerSizePt} Tf ${stretch} Tz ${pdfNumber(x)} ${pdfNumber(base)} Td ${textOperand(text)} Tj ET`;
  const leftEnd = headerMarginPt + timeWidthPt + gapPt;
  const rightStart = width - headerMarginPt - textWidth(font, texts.page, headerSizePt);
  const room = rightStart - gapPt - leftEnd;
  const middle = fitted(font, texts, room);
  return [
    put(middle.text, leftEnd + (room - middle.width) / 2, middle.stretch),
    put(texts.page, rightStart),
  ].join("\n");
}

type Middle = Pick<HeaderTexts, "name" | "number">;

function fitted(
  font: Font,
  { name, number }: Middle,
  room: number,
): { text: string; stretch: number; width: number } {
  const text = [name, number].filter((part) => part !== "").join("   ");
  const width = textWidth(font, text, headerSizePt);
  if (width <= room) return { text, stretch: 100, width };
  // The number is what the law asks for first: the name gives way.
  if (width * 0.75 <= room || name === "" || name === "…") {
    return { text, stretch: Math.max(40, Math.floor((room / width) * 100)), width: room };
  }
  return fitted(font, { name: `${name.replace(/…$/, "").slice(0, -1).trimEnd()}…`, number }, room);
}
