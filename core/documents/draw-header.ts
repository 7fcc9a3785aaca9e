import { canDraw, textOperand, textWidth } from "./font/embed-font.ts";
import type { Font } from "./font/read-font.ts";
import { headerMarginPt, headerSizePt, type HeaderTexts } from "./header-line.ts";
import { pdfNumber } from "./write-pdf.ts";

/** Whether our small writer can draw a header line; other scripts go to the typesetter. */
export const canDrawHeader = (font: Font, { left, middle, right }: HeaderTexts): boolean =>
  canDraw(font, left + middle + right);

/**
 * The drawing of a header line in a band of `height` points whose lower edge lies at `y`; /FaxHeader is the font.
 * A sender's name too long for the line is drawn narrower, then shortened: never over its neighbours.
 */
export function drawHeader(font: Font, texts: HeaderTexts, width: number, y: number, height: number): string {
  const base = y + (height - headerSizePt) / 2 + 1.5;
  const put = (text: string, x: number, stretch = 100) =>
    `BT /FaxHeader ${headerSizePt} Tf ${stretch} Tz ${pdfNumber(x)} ${pdfNumber(base)} Td ${textOperand(font, text)} Tj ET`;
  const leftEnd = headerMarginPt + textWidth(font, texts.left, headerSizePt) + 12;
  const rightStart = width - headerMarginPt - textWidth(font, texts.right, headerSizePt);
  const middle = fitted(font, texts.middle, rightStart - 12 - leftEnd);
  const free = rightStart - 12 - leftEnd - middle.width;
  return [
    "q 0 g",
    put(texts.left, headerMarginPt),
    put(middle.text, leftEnd + free / 2, middle.stretch),
    put(texts.right, rightStart),
    "Q",
  ].join("\n");
}

function fitted(font: Font, text: string, room: number): { text: string; stretch: number; width: number } {
  const width = textWidth(font, text, headerSizePt);
  if (width <= room) return { text, stretch: 100, width };
  if (width * 0.75 <= room) return { text, stretch: Math.floor((room / width) * 100), width: room };
  // The number at the end is what the law asks for first: the name gives way.
  const [name = "", number = ""] = text.split("   ");
  const short = name.length > 1 ? `${name.slice(0, -2)}…   ${number}` : number;
  return name === "" || short === text
    ? { text, stretch: Math.max(40, Math.floor((room / width) * 100)), width: room }
    : fitted(font, short, room);
}
