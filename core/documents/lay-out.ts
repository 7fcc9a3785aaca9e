import type { BandArt } from "./band-art.ts";
import type { PdfEngine, Typeset } from "./engines.ts";
import { Unfit } from "./fault.ts";
import type { Flow } from "./flow/blocks.ts";
import { setFlow } from "./flow/set-flow.ts";
import { textFlow } from "./flow/text-flow.ts";
import type { FontName } from "./font-files.ts";
import type { Font } from "./font/read-font.ts";
import { placePicture, writeImagePages } from "./image/write-image-pages.ts";
import { papers, placeOnPaper, type Matrix, type Paper, type PlacementRule } from "./paper.ts";
import type { Pieces } from "./pieces.ts";
import type { Source } from "./read-source.ts";
import { stampPages } from "./stamp-pages.ts";
import { breakPages, canDrawLines, writeTextPages } from "./write-text-pages.ts";

/** A page on its paper; the header's band is the uppermost `bandPt` points. */
export type LaidOutPage = { paper: Paper; matrix: Matrix; bandPt: number };

/** A document on paper. It is written last, when it is known what its header lines say: `write` makes its PDF. */
export type Layout = { pages: LaidOutPage[]; write: (art?: BandArt) => Pieces };

export type LayOutRule = PlacementRule & { language: string };
export type LayOutDeps = { pdf: PdfEngine; typeset: Typeset; font: (name: FontName) => Font };

export const asItIs: Matrix = [1, 0, 0, 1, 0, 0];

/** Puts a document on paper. Throws `Unfit`. */
export async function layOut(deps: LayOutDeps, source: Source, rule: LayOutRule): Promise<Layout> {
  switch (source.kind) {
    case "pdf":
      return layOutPdf(deps.pdf, source.bytes, rule);
    case "pictures": {
      const pages = source.pages.map((page) => {
        const { page: paper, bandPt } = placePicture(page, rule);
        return { paper, matrix: asItIs, bandPt };
      });
      return { pages, write: (art) => writeImagePages(source.pages, rule, art) };
    }
    case "text":
      return layOutText(deps, source.pages, rule);
    case "flow":
      return layOutFlow(deps, source.flow, rule);
    default:
      return source satisfies never;
  }
}

async function layOutFlow(deps: LayOutDeps, flow: Flow, rule: LayOutRule): Promise<Layout> {
  const on = { paper: papers[rule.size], bandPt: rule.bandPt, language: rule.language };
  return setPages(deps.pdf, await setFlow(deps.typeset, flow, on), rule.bandPt);
}

/** Most plain text needs no typesetter, which takes seconds to start. */
async function layOutText(deps: LayOutDeps, text: string[][], rule: LayOutRule): Promise<Layout> {
  const font = deps.font("fixed");
  if (!canDrawLines(font, text)) return layOutFlow(deps, textFlow(text), rule);
  const on = { paper: papers[rule.size], bandPt: rule.bandPt };
  const broken = breakPages(text, font, on.paper, on.bandPt);
  return {
    pages: broken.map(() => ({ ...on, matrix: asItIs })),
    write: (art) => writeTextPages(broken, font, on, art),
  };
}

/** Pages that the typesetter made for their paper, with room for the band. */
export function setPages(pdf: PdfEngine, bytes: Uint8Array, bandPt: number): Layout {
  const pages = sizesOf(pdf, bytes).map((paper) => ({ paper, matrix: asItIs, bandPt }));
  return { pages, write: (art) => stampPages(saved(pdf, bytes), pages, art) };
}

/** Pages of a PDF, fitted to their paper. */
export function layOutPdf(pdf: PdfEngine, bytes: Uint8Array, rule: PlacementRule): Layout {
  const pages = sizesOf(pdf, bytes).map((size) => {
    const { page, matrix } = placeOnPaper(size, rule);
    return { paper: page, matrix, bandPt: rule.bandPt };
  });
  return { pages, write: (art) => stampPages(saved(pdf, bytes), pages, art) };
}

/** Pages that have a header line of ours, for another one in its place. */
export function layOutAnew(pdf: PdfEngine, bytes: Uint8Array, bandPt: number): Layout {
  const pages = sizesOf(pdf, bytes).map((paper) => ({ paper, matrix: asItIs, bandPt }));
  return { pages, write: (art) => stampPages(saved(pdf, bytes), pages, art, { covers: true }) };
}

function saved(pdf: PdfEngine, bytes: Uint8Array): Uint8Array {
  const copy = pdf.save(bytes);
  if (typeof copy === "string") throw new Unfit(copy);
  return copy;
}

/** Every page is opened: what PDFium cannot open is refused here. Throws `Unfit`. */
export function sizesOf(pdf: PdfEngine, bytes: Uint8Array): Paper[] {
  const reader = pdf.openPages(bytes);
  if (typeof reader === "string") throw new Unfit(reader);
  try {
    return Array.from({ length: reader.pages }, (_, index) => {
      const size = reader.size(index);
      if (!(size.width > 0 && size.height > 0)) throw new Unfit("document_corrupt");
      return size;
    });
  } finally {
    reader.close();
  }
}
