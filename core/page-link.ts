import { sha256Hex } from "./ids.ts";

/** So long does a link in a mail lead to the pages of its fax. */
export const pageLinkDays = 7;
const dayMs = 86_400_000;
/** A token is this many random bytes, in base64url. */
export const pageTokenBytes = 32;

/** What a link leads to and how long (epoch ms); kept under the hash of its token, which nobody but its holder has. */
export type PageLink = { faxId: string; expiresAt: number };

export const newPageLink = (faxId: string, now: number): PageLink => ({
  faxId,
  expiresAt: now + pageLinkDays * dayMs,
});

/** From then on nobody needs to know that there was a link: a day later than it ends, for those who come too late. */
export const pageLinkForgottenAt = ({ expiresAt }: PageLink): number => expiresAt + dayMs;

export const isPageLinkAlive = ({ expiresAt }: PageLink, now: number): boolean => now < expiresAt;

/** Under what a link is kept, or undefined for what is no token of ours. */
export const hashOfPageToken = (token: string): string | undefined =>
  /^[\w-]{43}$/.test(token) ? sha256Hex(token) : undefined;

/** `base`: the HTTP API's, without a slash at its end. */
export const pageLinkUrl = (base: string, token: string): string => `${base}/links/${token}`;

/** What whoever follows a link reads where there are no pages: nothing of the fax, and nothing for programs. */
export const pageLinkSentences = {
  unknown: `There is nothing under this link. Copy all of it from the mail; a link is good for ${pageLinkDays} days and then forgotten.`,
  expired: `This link has expired: it was good for ${pageLinkDays} days. Ask whoever sent you the link for the pages.`,
  deleted: "The pages that this link led to have been deleted.",
  failed: "Something went wrong on our side. Try the link again in a minute.",
} as const;
