import { Hono } from "hono/tiny";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { DocumentType, Fax } from "../../core/fax.ts";
import { sha256Hex } from "../../core/ids.ts";
import { documentKey, inboundKey } from "../../core/keys-in-bucket.ts";
import { newPageLink, pageLinkSentences } from "../../core/page-link.ts";
import { addLinkRoute } from "../../functions/runtime/link-route.ts";
import { document, inboundFax, noon, outboundFax } from "../support/faxes.ts";

const day = 86_400_000;
const token = "kX".repeat(21) + "_";
const received = (more: Partial<Fax> = {}) =>
  inboundFax({ status: "received", document, ...(more as object) });

/** One link to this fax, made at noon, and what was asked for on its behalf. */
function desk(fax: Fax | undefined, now = noon) {
  const asked = { hashes: [] as string[], faxes: [] as string[], links: [] as [string, string][] };
  const app = addLinkRoute(new Hono(), {
    now: () => now,
    readLink: async (hash) => {
      asked.hashes.push(hash);
      return hash === sha256Hex(token) ? newPageLink(inboundFax().id, noon) : undefined;
    },
    readFax: async (id) => {
      asked.faxes.push(id);
      return fax;
    },
    linkToRead: async (key, name) => {
      asked.links.push([key, name]);
      return `https://bucket.example/${key}?signed`;
    },
  });
  const follow = (given = token, method = "GET") => app.request(`/links/${given}`, { method });
  return { asked, follow };
}

const discreet = { "cache-control": "no-store", "referrer-policy": "no-referrer", "x-robots-tag": "noindex" };
const headersOf = (response: Response) => Object.fromEntries(response.headers);
const inWords = { ...discreet, "content-type": "text/plain; charset=utf-8" };

describe("a link from a mail", () => {
  it("leads to the pages by a fresh link, in an answer that nobody keeps", async () => {
    const fax = received();
    const { asked, follow } = desk(fax);
    const answer = await follow();
    expect(answer.status).toBe(302);
    expect(headersOf(answer)).toEqual({
      ...discreet,
      location: `https://bucket.example/${inboundKey(fax.id)}?signed`,
    });
    expect(await answer.text()).toBe("");
    expect(asked).toEqual({
      hashes: [sha256Hex(token)],
      faxes: [fax.id],
      links: [[inboundKey(fax.id), `fax-${fax.id}.pdf`]],
    });
  });

  it("names the file by what it is, and finds the pages of a sent fax too", async () => {
    const endings: [DocumentType, string][] = [
      ["image/tiff", "tif"],
      ["application/rtf", "rtf"],
    ];
    for (const [contentType, ending] of endings) {
      const fax = outboundFax({ status: "delivered", document: { ...document, contentType } });
      const { asked, follow } = desk(fax);
      expect((await follow()).status).toBe(302);
      expect(asked.links).toEqual([[documentKey(fax.id), `fax-${fax.id}.${ending}`]]);
    }
  });

  it("answers HEAD without a way to the pages, and without a link made to them", async () => {
    const { asked, follow } = desk(received());
    const answer = await follow(token, "HEAD");
    expect([answer.status, headersOf(answer)]).toEqual([200, discreet]);
    expect(asked.links).toEqual([]);
  });

  it("lives for seven days: a moment later it says so, and the fax is not even looked for", async () => {
    expect((await desk(received(), noon + 7 * day - 1).follow()).status).toBe(302);
    const { asked, follow } = desk(received(), noon + 7 * day);
    const answer = await follow();
    expect([answer.status, await answer.text()]).toEqual([410, `${pageLinkSentences.expired}\n`]);
    expect(headersOf(answer)).toEqual(inWords);
    expect(asked.faxes).toEqual([]);
  });

  it.each([
    ["was deleted", received({ deletedAt: noon })],
    ["is not there at all", undefined],
  ])("to a fax that %s is gone", async (_, fax) => {
    const { asked, follow } = desk(fax);
    const answer = await follow();
    expect([answer.status, await answer.text()]).toEqual([410, `${pageLinkSentences.deleted}\n`]);
    expect(asked.links).toEqual([]);
  });

  it("to a fax without stored pages leads nowhere", async () => {
    const { asked, follow } = desk(inboundFax({ status: "fetching" }));
    expect((await follow()).status).toBe(404);
    expect(asked.links).toEqual([]);
  });

  it.each([
    ["unknown", "o".repeat(43), 1],
    ["cut off", token.slice(0, -1), 0],
    ["with a full stop behind it", `${token}.`, 0],
    ["of another kind", "%F0%9F", 0],
  ])("that is %s leads nowhere, in the same words", async (_, other, lookUps) => {
    const { asked, follow } = desk(received());
    const answer = await follow(other);
    expect([answer.status, await answer.text()]).toEqual([404, `${pageLinkSentences.unknown}\n`]);
    expect(headersOf(answer)).toEqual(inWords);
    expect([asked.hashes.length, asked.faxes]).toEqual([lookUps, []]);
  });

  it("tells HEAD the same of what is not there", async () => {
    expect((await desk(received(), noon + 7 * day).follow(token, "HEAD")).status).toBe(410);
    const answer = await desk(received()).follow("nonsense", "HEAD");
    expect([answer.status, await answer.text()]).toEqual([404, ""]);
  });
});

describe("where the table does not answer", () => {
  afterEach(() => vi.restoreAllMocks());

  it("a person reads a sentence, and the log holds no token", async () => {
    const said = vi.spyOn(console, "log").mockImplementation(() => undefined);
    const failing = async () => Promise.reject(new Error("no table"));
    const app = addLinkRoute(new Hono(), {
      now: () => noon,
      readLink: failing,
      readFax: failing,
      linkToRead: failing,
    });
    const answer = await app.request(`/links/${token}`);
    expect([answer.status, await answer.text()]).toEqual([500, `${pageLinkSentences.failed}\n`]);
    const lines = said.mock.calls.flat().join("\n");
    expect(lines).toContain("link_failed");
    expect(lines).not.toMatch(new RegExp(`${token}|${sha256Hex(token)}|links/`));
  });
});
