import type { CheckedDocument } from "./engines.ts";
import { Unfit } from "./fault.ts";
import { headerArt, type HeaderDeps } from "./header-art.ts";
import { headerTexts, type HeaderLine } from "./header-line.ts";
import { asItIs, type Layout } from "./lay-out.ts";
import { whole, type Pieces } from "./pieces.ts";
import { findTime } from "./sent-time.ts";
import { stampPages } from "./stamp-pages.ts";

/** Makes one PDF of all documents, every page with its header line. Throws `Unfit`. */
export async function finishLayouts(
  deps: HeaderDeps,
  layouts: Layout[],
  header: HeaderLine | undefined,
): Promise<CheckedDocument> {
  if (!header)
    return checked(
      deps,
      layouts.map((layout) => layout.write()),
    );
  const pages = layouts.flatMap((layout) => layout.pages);
  const lines = pages.map(({ paper }, index) => ({
    texts: headerTexts(header, index + 1, pages.length),
    width: paper.width,
  }));
  const art = await headerArt(deps, lines);
  const [only] = layouts;
  const made =
    layouts.length === 1 && only
      ? only.write(art)
      : // Joined first, for the time of a call to stand in one place.
        stampPages(
          whole(
            checked(
              deps,
              layouts.map((layout) => layout.write()),
            ).pieces,
          ),
          pages.map(({ paper, bandPt }) => ({ paper, bandPt, matrix: asItIs })),
          art,
        );
  const timeOffset = findTime(made);
  if (timeOffset === undefined) throw new Error("a PDF was made without room for the time of its call");
  return { ...checked(deps, [made]), timeOffset };
}

function checked(deps: HeaderDeps, parts: Pieces[]): CheckedDocument {
  const document = deps.pdf.check(parts);
  if (typeof document === "string") throw new Unfit(document);
  return document;
}
