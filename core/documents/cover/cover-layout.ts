import type { FormField } from "../engines.ts";
import { Unfit } from "../fault.ts";
import type { Block } from "../flow/blocks.ts";
import { readHtml } from "../flow/html-flow.ts";
import { setFlow, setText } from "../flow/set-flow.ts";
import { layOutPdf, setPages, sizesOf, type Layout, type LayOutDeps, type LayOutRule } from "../lay-out.ts";
import { papers } from "../paper.ts";
import { coverJob, coverValues, fillOwnTemplate, type Cover, type CoverFields } from "./cover-page.ts";
import { fillForm } from "./fill-form.ts";
import { readKeptCover } from "./kept-cover.ts";

/**
 * A cover as it is ordered: how many pages the fax has is known only once they are made. `kept`: files of the
 * installation's own, a page and a logo, as they were stored.
 */
export type CoverOrder = {
  cover: Cover;
  fields: Omit<CoverFields, "pages">;
  kept?: { page?: Uint8Array; logo?: Uint8Array };
};

/** Sets the cover page of a fax with `pages` other pages. A long message may take more than one. */
export async function coverLayout(
  deps: LayOutDeps,
  order: CoverOrder,
  rule: LayOutRule,
  pages: number,
): Promise<Layout> {
  const { cover, fields } = withKept(deps, order);
  let layout: Layout | undefined;
  // Once more if the cover itself is longer than thought: it says how many pages there are.
  for (let own = 1, tries = 0; tries < 3; tries++) {
    const on = { paper: papers[rule.size], bandPt: rule.bandPt, language: cover.language };
    const known = { ...fields, pages: pages + own };
    layout = cover.ownForm
      ? await layOutForm(deps, cover.ownForm, coverValues(known, cover.language), rule)
      : setPages(deps.pdf, await setCover(deps, cover, known, on), rule.bandPt);
    if (layout.pages.length === own) break;
    own = layout.pages.length;
  }
  if (!layout || layout.pages.length > 5) throw new Unfit("document_too_many_pages");
  return layout;
}

/** Reads the files of the installation's own. Throws `Unfit`. */
function withKept({ pdf }: LayOutDeps, { cover, fields, kept }: CoverOrder): CoverOrder {
  const page = kept?.page && readKeptCover(pdf, kept.page);
  const logo = kept?.logo && readKeptCover(pdf, kept.logo);
  if (page?.kind === "picture" || (logo && logo.kind !== "picture")) throw new Unfit("cover_unfit");
  return {
    cover: {
      ...cover,
      ...(page?.kind === "html" ? { ownTemplate: page.html } : {}),
      ...(page?.kind === "pdf" ? { ownForm: page } : {}),
    },
    fields: { ...fields, ...(logo?.kind === "picture" ? { logo: logo.picture } : {}) },
  };
}

async function layOutForm(
  deps: LayOutDeps,
  form: { bytes: Uint8Array; fields: FormField[] },
  values: Record<string, string>,
  rule: LayOutRule,
): Promise<Layout> {
  const sizes = sizesOf(deps.pdf, form.bytes);
  return layOutPdf(deps.pdf, await fillForm(deps, form, sizes, values, rule.language), rule);
}

const emptyLine: Block = { kind: "text", spans: [{ text: "\u00a0" }] };

function setCover(
  deps: LayOutDeps,
  cover: Cover,
  fields: CoverFields,
  on: Parameters<typeof setText>[2],
): Promise<Uint8Array> {
  if (cover.ownTemplate !== undefined) {
    const flow = readHtml(fillOwnTemplate(cover.ownTemplate, fields, cover.language));
    // Where nothing was told that it has places for, it is an empty page, and no fault of the document's.
    const blocks = flow.blocks.length > 0 ? flow.blocks : [emptyLine];
    return setFlow(deps.typeset, { ...flow, blocks }, on);
  }
  const { program, data, text } = coverJob(cover, fields);
  const files = fields.logo ? { "/logo": fields.logo.bytes } : {};
  return setText(deps.typeset, { program, data, files }, on, text);
}
