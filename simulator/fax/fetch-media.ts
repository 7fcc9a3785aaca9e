import type { OutboundFax } from "./carrier-fax.ts";
import type { Documents } from "./documents.ts";
import type { Flavour } from "../options.ts";
import { sendRequest, type OutgoingAnswer } from "../http/outgoing-request.ts";
import { isOfficeMedia, officePages } from "./office-media.ts";
import type { PageCounter } from "./page-count.ts";

/** The carrier's limits on one document. */
const maxBytes = 50 * 1024 * 1024;
const maxPages = 350;
/** Real time for the whole download. */
const downloadTimeoutMs = 30_000;

export type FetchedMedia = { pages: number } | { failure: string };

/**
 * Has the document of the fax, by a plain GET (after a HEAD, in that flavour) if it came as a URL, and checks it as the carrier does:
 * only 2xx counts, redirects included among the failures. The failure is the carrier's `failure_reason`.
 */
export async function fetchMedia(
  deps: { documents: Documents; countPages: PageCounter; flavour: Flavour; signal: AbortSignal },
  fax: OutboundFax,
): Promise<FetchedMedia> {
  const bytes =
    fax.mediaUrl === undefined ? await deps.documents.get(fax.id) : await download(deps, fax.mediaUrl);
  if (bytes === undefined) return { failure: "file_download_failed" };
  if (bytes === "too_large") return { failure: "file_size_limit_exceeded" };
  const isOffice = deps.flavour.takesOfficeMedia && isOfficeMedia(bytes);
  const pages = isOffice ? officePages : await deps.countPages(bytes);
  if (pages === undefined) return { failure: "file_format_invalid" };
  if (pages > maxPages) return { failure: "page_count_limit_exceeded" };
  await deps.documents.put(fax.id, bytes);
  return { pages };
}

async function download(
  deps: { flavour: Flavour; signal: AbortSignal },
  url: string,
): Promise<Uint8Array | "too_large" | undefined> {
  const ask = (method: "GET" | "HEAD") =>
    sendRequest({ method, url, timeoutMs: downloadTimeoutMs, maxBytes, signal: deps.signal });
  if (deps.flavour.mediaRequest === "head_then_get" && !isGood(await ask("HEAD"))) return undefined;
  const answer = await ask("GET");
  if (answer.kind === "too_large") return "too_large";
  return answer.kind === "answered" && isGood(answer) ? answer.body : undefined;
}

const isGood = (answer: OutgoingAnswer): boolean =>
  answer.kind === "answered" && answer.status >= 200 && answer.status < 300;
