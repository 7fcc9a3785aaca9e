/** One document of several: behind a link, or kept by us as a part. */
export type MediaPart = { url: string } | { key: string };

type MediaAtHand =
  | { kind: "url"; url: string }
  | { kind: "parts"; keys: string[] }
  /** Links, or links and parts, in their order. */
  | { kind: "several"; parts: MediaPart[] };

/** Where the pages of an outbound fax, or of a broadcast, come from. */
export type MediaSource =
  | MediaAtHand
  | { kind: "upload"; contentType?: string }
  /** The pages are prepared already, once for the many faxes of a broadcast. */
  | { kind: "shared"; by: string };

/** Every document, in order; undefined where they are yet to be uploaded, or prepared already. */
export function mediaParts(media: MediaSource): MediaPart[] | undefined {
  switch (media.kind) {
    case "url":
      return [{ url: media.url }];
    case "parts":
      return media.keys.map((key) => ({ key }));
    case "several":
      return media.parts;
    case "upload":
    case "shared":
      return undefined;
    default:
      return media satisfies never;
  }
}

/** Whether the documents are there to be had as soon as the order is accepted. */
export const isAtHand = (media: MediaSource): media is MediaAtHand => mediaParts(media) !== undefined;

/** The simplest source that says the same. */
export function mediaOfParts(parts: MediaPart[]): MediaSource {
  const [only, ...others] = parts;
  if (only && "url" in only && others.length === 0) return { kind: "url", url: only.url };
  const keys = parts.flatMap((part) => ("key" in part ? [part.key] : []));
  return keys.length === parts.length ? { kind: "parts", keys } : { kind: "several", parts };
}

/** What we keep of it in the bucket. */
export const keptParts = (media: MediaSource): string[] =>
  (mediaParts(media) ?? []).flatMap((part) => ("key" in part ? [part.key] : []));

/** As the API shows it: the first link, or "", where Telnyx's SDKs read one, and beside it all, if there are several. */
export function mediaUrlsShown(media: MediaSource | undefined): { media_url: string; media_urls?: string[] } {
  const urls = ((media && mediaParts(media)) ?? []).flatMap((part) => ("url" in part ? [part.url] : []));
  return { media_url: urls[0] ?? "", ...(urls.length > 1 ? { media_urls: urls } : {}) };
}
