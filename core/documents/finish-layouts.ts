import type { BandArt } from "./band-art.ts";
import { headerArt, type HeaderDeps } from "./header-art.ts";
import { headerTexts, type HeaderLine } from "./header-line.ts";
import type { Layout } from "./lay-out.ts";

/** Gives every page its header line, numbered through all documents; answers the finished parts, each a PDF. */
export async function finishLayouts(
  deps: HeaderDeps,
  layouts: Layout[],
  header: HeaderLine | undefined,
): Promise<Uint8Array[]> {
  const count = layouts.reduce((sum, { pages }) => sum + pages.length, 0);
  const parts: Uint8Array[] = [];
  let first = 0;
  for (const layout of layouts) {
    parts.push(layout.write(header && (await artOf(deps, layout, header, first, count))));
    first += layout.pages.length;
  }
  return parts;
}

const artOf = (
  deps: HeaderDeps,
  { pages }: Layout,
  header: HeaderLine,
  first: number,
  count: number,
): Promise<BandArt> =>
  headerArt(
    deps,
    pages.map(({ paper }, index) => ({
      texts: headerTexts(header, first + index + 1, count),
      width: paper.width,
    })),
  );
