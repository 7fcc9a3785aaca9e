import * as v from "valibot";
import type { Fax } from "../fax.ts";
import type { PageLook } from "../operations/look-over-pages.ts";
import { count, flag, said, text } from "./described.ts";

/** What `GET /v2/faxes/{id}/pages` answers. */
export const faxPages = v.object({
  record_type: said(v.literal("fax_pages"), "Always `fax_pages`."),
  fax_id: text("The fax."),
  page_count: count("Number of pages that are stored."),
  partial: flag(
    "Whether pages are missing: the carrier said that not all came, or told of more than are stored.",
  ),
  pages: said(
    v.array(
      v.object({
        page: count("1 for the first page."),
        blank: flag(
          "Whether there is nothing on it below the line that the sending machine prints at its top.",
        ),
        image_path: text("Where the page is to be seen, below the installation's URL."),
        thumbnail_path: text("The same, small."),
      }),
    ),
    "The pages, in order.",
  ),
});

/** The stored pages of a fax, as they were looked over. */
export function faxPagesView(fax: Fax, looked: PageLook[]): v.InferOutput<typeof faxPages> {
  const isKnownPartial = fax.direction === "inbound" && fax.partialContent === true;
  return {
    record_type: "fax_pages",
    fax_id: fax.id,
    page_count: looked.length,
    partial: isKnownPartial || looked.length < (fax.pageCount ?? 0),
    pages: looked.map(({ isBlank }, index) => {
      const path = `/v2/faxes/${fax.id}/pages/${index + 1}.png`;
      return { page: index + 1, blank: isBlank, image_path: path, thumbnail_path: `${path}?width=240` };
    }),
  };
}
