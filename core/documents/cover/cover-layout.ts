import { Unfit } from "../fault.ts";
import { htmlFlow } from "../flow/html-flow.ts";
import { setFlow, setText } from "../flow/set-flow.ts";
import { setPages, type Layout, type LayOutDeps, type LayOutRule } from "../lay-out.ts";
import { papers } from "../paper.ts";
import { coverJob, fillOwnTemplate, type Cover, type CoverFields } from "./cover-page.ts";

/** A cover as it is ordered: how many pages the fax has is known only once they are made. */
export type CoverOrder = { cover: Cover; fields: Omit<CoverFields, "pages"> };

/** Sets the cover page of a fax with `pages` other pages. A long message may take more than one. */
export async function coverLayout(
  deps: LayOutDeps,
  { cover, fields }: CoverOrder,
  rule: LayOutRule,
  pages: number,
): Promise<Layout> {
  let layout: Layout | undefined;
  // Once more if the cover itself is longer than thought: it says how many pages there are.
  for (let own = 1, tries = 0; tries < 3; tries++) {
    const on = { paper: papers[rule.size], bandPt: rule.bandPt, language: cover.language };
    const bytes = await setCover(deps, cover, { ...fields, pages: pages + own }, on);
    layout = setPages(deps.pdf, bytes, rule.bandPt);
    if (layout.pages.length === own) break;
    own = layout.pages.length;
  }
  if (!layout || layout.pages.length > 5) throw new Unfit("document_too_many_pages");
  return layout;
}

function setCover(
  deps: LayOutDeps,
  cover: Cover,
  fields: CoverFields,
  on: Parameters<typeof setText>[2],
): Promise<Uint8Array> {
  if (cover.ownTemplate !== undefined) {
    return setFlow(deps.typeset, htmlFlow(fillOwnTemplate(cover.ownTemplate, fields, cover.language)), on);
  }
  const { program, data, text } = coverJob(cover, fields);
  const files = fields.logo ? { "/logo": fields.logo.bytes } : {};
  return setText(deps.typeset, { program, data, files }, on, text);
}
