import type { Hono } from "hono/tiny";
import { extensionOf } from "../../core/documents/office.ts";
import type { DocumentType, Fax } from "../../core/fax.ts";
import { hashOfPageToken, isPageLinkAlive, pageLinkSentences, type PageLink } from "../../core/page-link.ts";
import { pagesKey } from "./fax-links.ts";
import { describeError, log } from "./log.ts";

export type LinkRouteDeps = {
  now: () => number;
  readLink: (hash: string) => Promise<PageLink | undefined>;
  readFax: (id: string) => Promise<Fax | undefined>;
  /** A fresh link to a stored object, under which it has this name. */
  linkToRead: (key: string, fileName: string) => Promise<string>;
};

/**
 * The route of links in mails: whoever has one needs no key. It leads to the pages by a link that lives for minutes;
 * HEAD, by which scanners of mail ask, is told that there are some and led nowhere. The token is written nowhere.
 */
export function addLinkRoute(app: Hono, deps: LinkRouteDeps): Hono {
  return app.get("/links/:token", async (c) => {
    const isHead = c.req.method === "HEAD";
    try {
      return await follow(deps, c.req.param("token"), isHead);
    } catch (error) {
      log("error", "link_failed", { error: describeError(error) });
      return inWords(500, pageLinkSentences.failed);
    }
  });
}

async function follow(deps: LinkRouteDeps, token: string, isHead: boolean): Promise<Response> {
  const hash = hashOfPageToken(token);
  const link = hash === undefined ? undefined : await deps.readLink(hash);
  if (!link) return inWords(404, pageLinkSentences.unknown);
  if (!isPageLinkAlive(link, deps.now())) return inWords(410, pageLinkSentences.expired);
  const fax = await deps.readFax(link.faxId);
  if (!fax || fax.deletedAt !== undefined) return inWords(410, pageLinkSentences.deleted);
  const key = pagesKey(fax);
  if (key === undefined || !fax.document) return inWords(404, pageLinkSentences.unknown);
  if (isHead) return new Response(null, { headers: discreet });
  const location = await deps.linkToRead(key, `fax-${fax.id}.${endingOf(fax.document.contentType)}`);
  return new Response(null, { status: 302, headers: { ...discreet, location } });
}

const endingOf = (contentType: DocumentType): string =>
  contentType === "image/tiff" ? "tif" : extensionOf(contentType);

/** Nobody keeps the answer, tells where it came from, or lists it. */
const discreet = {
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "x-robots-tag": "noindex",
};

const inWords = (status: number, sentence: string): Response =>
  new Response(`${sentence}\n`, {
    status,
    headers: { ...discreet, "content-type": "text/plain; charset=utf-8" },
  });
