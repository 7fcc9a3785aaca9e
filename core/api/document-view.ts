import type { DocumentFacts } from "../fax.ts";

/** Facts about stored pages, as the API answers them. */
export const documentView = ({ sha256, sizeBytes, pages, contentType }: DocumentFacts) => ({
  sha256,
  size_bytes: sizeBytes,
  pages: pages ?? null,
  content_type: contentType,
});
