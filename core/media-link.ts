import { sha256Hex } from "./ids.ts";
import { callKey, linkPath, readCallLink, type CallLink } from "./keys-in-bucket.ts";

/** Metadata of an attempt's own object: what opens it to whoever holds the link. */
const linkHashName = "link-sha256";
const linkUntilName = "link-until";
/** How long a link of ours works, unless its object goes before: longer than the carrier may queue a fax. */
export const mediaLinkMs = 24 * 3_600_000;

/** A link of ours to one attempt's pages, named after what they are; `base` ends in a slash. */
export const streamedLink = (base: string, pages: CallLink, token: string): string =>
  `${base}${linkPath(pages)}?t=${token}`;

/** What is stored beside the attempt's pages so that the link opens them; only the token's hash is kept. */
export const linkMetadata = (token: string, now: number): Record<string, string> => ({
  [linkHashName]: sha256Hex(token),
  [linkUntilName]: String(now + mediaLinkMs),
});

const timeOffsetName = "time-offset";
const timeName = "time";

/** Bytes that are not as stored: `text` (Latin-1) stands from `offset` on. */
export type Overlay = { offset: number; text: string };

/** What is stored beside the attempt's pages so that their header lines tell the time of this call. */
export const timeMetadata = ({ offset, text }: Overlay): Record<string, string> => ({
  [timeOffsetName]: String(offset),
  [timeName]: text,
});

/** The time to be written into the pages that have this metadata, if any. */
export function timeOf(metadata: Record<string, string>): Overlay | undefined {
  const [offset, text] = [metadata[timeOffsetName], metadata[timeName]];
  return offset === undefined || text === undefined ? undefined : { offset: Number(offset), text };
}

export type MediaRequest = { faxId: string; attempt: number; key: string; tokenHash: string };

/** Fax, attempt and the hash of the secret that a request names, or undefined where it is no link of ours. */
export function readMediaRequest(path: string, query: string): MediaRequest | undefined {
  const named = readCallLink(path);
  const token = new URLSearchParams(query).get("t") ?? "";
  if (!named || path !== `/${linkPath(named)}` || !/^[\w-]{22}$/.test(token)) return undefined;
  const { faxId, attempt } = named;
  return { faxId, attempt, key: callKey(faxId, attempt), tokenHash: sha256Hex(token) };
}

/** Whether the request may have the object that has this metadata, now. `isSame` compares in constant time. */
export function opens(
  request: MediaRequest,
  metadata: Record<string, string>,
  now: number,
  isSame: (a: string, b: string) => boolean,
): boolean {
  return (
    isSame(request.tokenHash, metadata[linkHashName] ?? "") && now < Number(metadata[linkUntilName] ?? "0")
  );
}

/** What is noted of a request in the fax's timeline, once for each word and attempt. */
export type MediaNote = "carrier.fetched" | "carrier.asked_head" | "carrier.fetch_broke_off";

/** `bytes=first-last` as the store understands it; several ranges and other units are answered whole. */
export const singleRange = (header: string | undefined): string | undefined =>
  header !== undefined && /^bytes=(\d{1,12}-\d{0,12}|-\d{1,12})$/.test(header) ? header : undefined;

/** The place in the whole object of the first byte that a `Content-Range` names. */
export const rangeStart = (contentRange: string | undefined): number =>
  Number(/^bytes (\d+)-/.exec(contentRange ?? "")?.[1] ?? 0);
