import type { OutboundFax } from "./carrier-fax.ts";
import type { Documents } from "./documents.ts";
import { sendRequest } from "./outgoing-request.ts";
import type { PageCounter } from "./page-count.ts";

/** The carrier's limits on one document. */
const maxBytes = 50 * 1024 * 1024;
const maxPages = 350;
/** Real time for the whole download. */
const downloadTimeoutMs = 30_000;

export type FetchedMedia = { pages: number } | { failure: string };

/**
 * Has the document of the fax, by a plain GET if it came as a URL, and checks it as the carrier does:
 * only 2xx counts, redirects included among the failures. The failure is the carrier's `failure_reason`.
 */
export async function fetchMedia(
  deps: { documents: Documents; countPages: PageCounter; signal: AbortSignal },
  fax: OutboundFax,
): Promise<FetchedMedia> {
  const bytes =
    fax.mediaUrl === undefined ? await deps.documents.get(fax.id) : await download(deps, fax.mediaUrl);
  if (bytes === undefined) return { failure: "file_download_failed" };
  if (bytes === "too_large") return { failure: "file_size_limit_exceeded" };
  const pages = await deps.countPages(bytes);
  if (pages === undefined) return { failure: "file_format_invalid" };
  if (pages > maxPages) return { failure: "page_count_limit_exceeded" };
  await deps.documents.put(fax.id, bytes);
  return { pages };
}

async function download(
  deps: { signal: AbortSignal },
  url: string,
): Promise<Uint8Array | "too_large" | undefined> {
  const answer = await sendRequest({
    method: "GET",
    url,
    timeoutMs: downloadTimeoutMs,
    maxBytes,
    signal: deps.signal,
  });
  if (answer.kind === "too_large") return "too_large";
  if (answer.kind !== "answered" || answer.status < 200 || answer.status > 299) return undefined;
  return answer.body;
}
