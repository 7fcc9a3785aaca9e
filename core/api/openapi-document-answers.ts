import * as v from "valibot";
import { documentTypes } from "../fax.ts";
import { count, countOrNull, link, said, text, time } from "./described.ts";

/** What the API answers about stored pages: `documentView` is held against it by a test. */
export const documentFacts = v.object({
  sha256: text("SHA-256 of the stored pages, in hex."),
  size_bytes: count("Size of the stored pages."),
  pages: countOrNull("Number of pages; null where the carrier makes them of an office document."),
  content_type: said(v.picklist(documentTypes), "Format of the stored pages."),
});

export const faxDocument = v.object({
  record_type: said(v.literal("fax_document"), "Always `fax_document`."),
  url: link("Get the pages here, without the API key."),
  expires_at: time("Until when the link works."),
  ...v.partial(documentFacts).entries,
});
