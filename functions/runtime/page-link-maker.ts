import { randomBytes } from "node:crypto";
import {
  hashOfPageToken,
  newPageLink,
  pageLinkUrl,
  pageTokenBytes,
  type PageLink,
} from "../../core/page-link.ts";

export type LinkMakerDeps = {
  /** The HTTP API's, without a slash at its end. */
  baseUrl: string;
  now: () => number;
  randomToken: () => string;
  put: (hash: string, link: PageLink) => Promise<void>;
};

/** A new secret of a link. */
export const randomPageToken = (): string => randomBytes(pageTokenBytes).toString("base64url");

/**
 * Makes links to a fax's pages that live for days, each with a secret of its own. A link is kept before it is
 * answered, so that none in a mail leads nowhere; `expiresAt` in epoch ms.
 */
export const pageLinkMaker =
  ({ baseUrl, now, randomToken, put }: LinkMakerDeps) =>
  async (faxId: string): Promise<{ url: string; expiresAt: number }> => {
    const token = randomToken();
    const hash = hashOfPageToken(token);
    if (hash === undefined) throw new Error("a new token is none that a link could be found by");
    const link = newPageLink(faxId, now());
    await put(hash, link);
    return { url: pageLinkUrl(baseUrl, token), expiresAt: link.expiresAt };
  };
