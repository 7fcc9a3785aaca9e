import {
  opens,
  rangeStart,
  readMediaRequest,
  singleRange,
  timeOf,
  type MediaNote,
  type Overlay,
} from "../media-link.ts";

/** An object opened for reading: its first bytes may be on their way already. */
export type OpenedObject<Body> = {
  status: 200 | 206;
  sizeBytes: number;
  contentRange?: string;
  metadata: Record<string, string>;
  contentType: string;
  body: Body;
};

type StoredFacts = { metadata: Record<string, string>; sizeBytes: number; contentType: string };

export type ServeMediaDeps<Body> = {
  now: () => number;
  isSame: (a: string, b: string) => boolean;
  /** Undefined: there is none. */
  readMetadata: (key: string) => Promise<StoredFacts | undefined>;
  open: (key: string, range: string | undefined) => Promise<OpenedObject<Body> | "missing" | "bad_range">;
  /** Lets an opened object go unread. */
  discard: (body: Body) => void;
  /** The body with these bytes in place of its own; `offset` counts from the body's beginning and may lie before it. */
  overlay: (body: Body, overlay: Overlay) => Body;
  note: (fax: { id: string; attempt: number }, note: MediaNote, at: number) => Promise<unknown>;
};

export type MediaRequestFacts = { method: string; path: string; query: string; range: string | undefined };

export type MediaAnswer<Body> = {
  status: number;
  headers: Record<string, string>;
  body?: Body;
  /** To be called when the answer is out, with whether all of it went. */
  afterwards?: (isWhole: boolean) => Promise<unknown>;
};

/**
 * Answers a request for one attempt's pages: GET, HEAD and single ranges, never a redirect. A link is refused in the
 * same words whether it never was, has ended, or was revoked by deleting its object.
 */
export async function serveMedia<Body>(
  deps: ServeMediaDeps<Body>,
  { method, path, query, range }: MediaRequestFacts,
): Promise<MediaAnswer<Body>> {
  if (method !== "GET" && method !== "HEAD") return { status: 405, headers: { allow: "GET, HEAD" } };
  const request = readMediaRequest(path, query);
  if (!request) return notFound;
  const fax = { id: request.faxId, attempt: request.attempt };
  if (method === "HEAD") {
    const found = await deps.readMetadata(request.key);
    if (!found || !opens(request, found.metadata, deps.now(), deps.isSame)) return notFound;
    return {
      status: 200,
      headers: pageHeaders(found),
      afterwards: () => deps.note(fax, "carrier.asked_head", deps.now()),
    };
  }
  const opened = await deps.open(request.key, singleRange(range));
  if (opened === "missing") return notFound;
  if (opened === "bad_range") return { status: 416, headers: {} };
  if (!opens(request, opened.metadata, deps.now(), deps.isSame)) {
    deps.discard(opened.body);
    return notFound;
  }
  const time = timeOf(opened.metadata);
  const start = rangeStart(opened.contentRange);
  return {
    status: opened.status,
    headers: {
      ...pageHeaders(opened),
      ...(opened.contentRange === undefined ? {} : { "content-range": opened.contentRange }),
    },
    body: time ? deps.overlay(opened.body, { ...time, offset: time.offset - start }) : opened.body,
    afterwards: (isWhole) =>
      deps.note(fax, isWhole ? "carrier.fetched" : "carrier.fetch_broke_off", deps.now()),
  };
}

const notFound = { status: 404, headers: { "cache-control": "no-store" } };

const pageHeaders = ({ sizeBytes, contentType }: Omit<StoredFacts, "metadata">): Record<string, string> => ({
  "content-type": contentType,
  "content-length": String(sizeBytes),
  "accept-ranges": "bytes",
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
});
