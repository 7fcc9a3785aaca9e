import { describe, expect, it } from "vitest";
import {
  hashOfPageToken,
  isPageLinkAlive,
  newPageLink,
  pageLinkForgottenAt,
  pageLinkSentences,
  pageLinkUrl,
} from "../../core/page-link.ts";
import { sha256Hex } from "../../core/ids.ts";
import { noon, uuid } from "../support/faxes.ts";

const day = 86_400_000;
const token = `${"aZ09-_".repeat(7)}x`;

describe("a link to a fax's pages", () => {
  const link = newPageLink(uuid("fax"), noon);

  it("lives for seven days to the millisecond, and is forgotten a day later", () => {
    expect(link).toEqual({ faxId: uuid("fax"), expiresAt: noon + 7 * day });
    expect(isPageLinkAlive(link, noon + 7 * day - 1)).toBe(true);
    expect(isPageLinkAlive(link, noon + 7 * day)).toBe(false);
    expect(pageLinkForgottenAt(link)).toBe(noon + 8 * day);
  });

  it("holds its token, and is found by the token's hash alone", () => {
    expect(pageLinkUrl("https://fax.example.com", token)).toBe(`https://fax.example.com/links/${token}`);
    expect(hashOfPageToken(token)).toBe(sha256Hex(token));
  });

  it.each(["", token.slice(1), `${token}a`, `${token.slice(1)}.`, `${token.slice(1)}/`, `${token}\n`])(
    "is not found by %j, which is no token",
    (other) => expect(hashOfPageToken(other)).toBeUndefined(),
  );
});

describe("the sentences of a link that leads nowhere", () => {
  it("are sentences, and name no fax", () => {
    for (const sentence of Object.values(pageLinkSentences)) {
      expect(sentence).toMatch(/^[A-Z][^{}<>]+\.$/);
      expect(sentence).not.toMatch(/\bfax\b|\+\d/i);
    }
    expect(pageLinkSentences.expired).toContain("7 days");
  });
});
