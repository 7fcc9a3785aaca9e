import { describe, expect, it } from "vitest";
import { sha256Hex } from "../../core/ids.ts";
import type { PageLink } from "../../core/page-link.ts";
import { pageLinkMaker, randomPageToken } from "../../functions/runtime/page-link-maker.ts";
import { noon, uuid } from "../support/faxes.ts";

const baseUrl = "https://fax.example.com";

/** A maker of links, and what it kept. */
function desk(randomToken = randomPageToken) {
  const kept = new Map<string, PageLink>();
  const make = pageLinkMaker({
    baseUrl,
    now: () => noon,
    randomToken,
    put: async (hash, link) => void kept.set(hash, link),
  });
  return { kept, make };
}

describe("the maker of links", () => {
  it("keeps the hash of the token that the link holds, and not the token", async () => {
    const { kept, make } = desk();
    const { url, expiresAt } = await make(uuid("fax"));
    const [, token = ""] = /^https:\/\/fax\.example\.com\/links\/([\w-]{43})$/.exec(url) ?? [];
    expect(expiresAt).toBe(noon + 7 * 86_400_000);
    expect([...kept]).toEqual([[sha256Hex(token), { faxId: uuid("fax"), expiresAt }]]);
  });

  it("makes another link each time, of 32 bytes that nobody can guess", async () => {
    const { kept, make } = desk();
    const urls = await Promise.all(Array.from({ length: 50 }, () => make(uuid("fax"))));
    expect(new Set(urls.map(({ url }) => url)).size).toBe(50);
    expect(kept.size).toBe(50);
    expect(Buffer.from(randomPageToken(), "base64url")).toHaveLength(32);
  });

  it("answers no link that was not kept", async () => {
    const put = async () => Promise.reject(new Error("no table"));
    const make = pageLinkMaker({ baseUrl, now: () => noon, randomToken: randomPageToken, put });
    await expect(make(uuid("fax"))).rejects.toThrow("no table");
    const { kept, make: makeOfShort } = desk(() => "short");
    await expect(makeOfShort(uuid("fax"))).rejects.toThrow();
    expect(kept.size).toBe(0);
  });
});
