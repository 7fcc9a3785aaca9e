import type { BandArt } from "./band-art.ts";
import { canDrawHeader, timeWidthPt } from "./draw-header.ts";
import type { PdfEngine, Typeset } from "./engines.ts";
import { Unfit } from "./fault.ts";
import { dotsPerInch } from "./fax-raster.ts";
import type { FontName } from "./font-files.ts";
import type { Font } from "./font/read-font.ts";
import { setText } from "./flow/set-flow.ts";
import { bandPt, headerMarginPt, headerSizePt, type HeaderTexts } from "./header-line.ts";
import { bilevelImage } from "./image/raster.ts";
import { toBilevel } from "./to-bilevel.ts";

export type HeaderDeps = { pdf: PdfEngine; typeset: Typeset; font: (name: FontName) => Font };

/** One line of header and the width of the page it goes onto, points. */
export type HeaderPage = { texts: HeaderTexts; width: number };

/** Fine enough for the finest fax resolution. */
const rowsPerInch = 391;

/** How the header lines of pages are drawn: by our own font where it has all their letters. */
export async function headerArt(deps: HeaderDeps, pages: HeaderPage[]): Promise<BandArt> {
  const font = deps.font("header");
  if (pages.every(({ texts }) => canDrawHeader(font, texts))) {
    return { kind: "text", font, lines: pages.map(({ texts }) => texts) };
  }
  const reader = deps.pdf.openPages(await setHeaderPages(deps.typeset, pages));
  if (typeof reader === "string") throw new Unfit(reader);
  try {
    const images = pages.map(({ width: widthPt }, index) => {
      const width = Math.round((widthPt / 72) * dotsPerInch);
      const height = Math.round((bandPt / 72) * rowsPerInch);
      const sheet = { width, height, left: 0, boxWidth: width, boxHeight: height };
      return bilevelImage(toBilevel(reader.draw(index, sheet), "text"));
    });
    return { kind: "dots", font, images };
  } finally {
    reader.close();
  }
}

/** Header lines by the typesetter, a page each as high as the band; the time's room stays free. */
function setHeaderPages(typeset: Typeset, pages: HeaderPage[]): Promise<Uint8Array> {
  const lines = pages.map(({ texts, width }) => ({ ...texts, width }));
  const data = { pages: lines, band: bandPt, size: headerSizePt, margin: headerMarginPt, time: timeWidthPt };
  const text = pages.map(({ texts }) => texts.name).join("");
  const on = { paper: { width: 612, height: bandPt }, bandPt: 0, language: "en" };
  return setText(typeset, { program: headerTemplate, data }, on, text);
}

const headerTemplate = String.raw`
#let data = json(bytes(sys.inputs.data))
#set document(date: none)
#set text(font: data.fonts, size: data.size * 1pt)
#for p in data.pages {
  page(width: p.width * 1pt, height: data.band * 1pt, margin: (x: data.margin * 1pt, y: 0pt), align(horizon, grid(
    columns: (data.time * 1pt, 1fr, auto),
    column-gutter: 10pt,
    [],
    align(center, layout(room => {
      // The number by itself: beside a name written from the right its plus would change sides.
      let line = box({ text(p.name); h(8pt); box(text(dir: ltr, p.number)) })
      let wide = measure(line).width
      if wide > room.width { scale(x: room.width / wide * 100%, reflow: true, line) } else { line }
    })),
    p.page,
  )))
}
`;
