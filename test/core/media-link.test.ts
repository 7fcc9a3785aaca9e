import { describe, expect, it } from "vitest";
import {
  linkMetadata,
  mediaLinkMs,
  rangeStart,
  singleRange,
  streamedLink,
  timeMetadata,
} from "../../core/media-link.ts";
import { attemptOfCallLink } from "../../core/keys-in-bucket.ts";
import {
  serveMedia,
  type MediaRequestFacts,
  type ServeMediaDeps,
} from "../../core/operations/serve-media.ts";
import { noon, outboundFax } from "../support/faxes.ts";

const { id } = outboundFax();
const contentType = "application/pdf";
const token = "abcdefghijklmnopqrstuv";
const link = new URL(
  streamedLink(
    "https://abc.lambda-url.us-east-1.on.aws/",
    { faxId: id, attempt: 2, extension: "pdf" },
    token,
  ),
);

/** One stored attempt, and a door that counts what is noted and what is let go unread. */
function desk(metadata: Record<string, string> = linkMetadata(token, noon)) {
  const seen = { notes: [] as unknown[], discarded: 0, clock: noon };
  const stored = new Map([[`call/${id}/2.pdf`, metadata]]);
  const deps: ServeMediaDeps<string> = {
    now: () => seen.clock,
    isSame: (a, b) => a === b,
    readMetadata: async (key) => {
      const found = stored.get(key);
      return found && { metadata: found, sizeBytes: 10, contentType };
    },
    open: async (key, range) => {
      const found = stored.get(key);
      if (!found) return "missing";
      if (range === "bytes=99-") return "bad_range";
      return range === undefined
        ? { status: 200, sizeBytes: 10, contentType, metadata: found, body: "the pages" }
        : {
            status: 206,
            sizeBytes: 2,
            contentType,
            contentRange: "bytes 0-1/10",
            metadata: found,
            body: "th",
          };
    },
    overlay: (body, { offset, text }) => `${body} with ${text} at ${offset}`,
    discard: () => (seen.discarded += 1),
    note: async (fax, note) => seen.notes.push([fax.attempt, note]),
  };
  const ask = (facts: Partial<MediaRequestFacts> = {}) =>
    serveMedia(deps, {
      method: "GET",
      path: link.pathname,
      query: link.search.slice(1),
      range: undefined,
      ...facts,
    });
  return { seen, stored, ask };
}

describe("a streamed link", () => {
  it("is short, is matched by our key like a presigned one, and names no number", () => {
    expect(link.href.length).toBeLessThan(200);
    expect(attemptOfCallLink(link.href)).toEqual({ faxId: id, attempt: 2 });
  });

  it("stores only the hash of its secret", () => {
    expect(JSON.stringify(linkMetadata(token, noon))).not.toContain(token);
  });
});

describe("the pages of one attempt", () => {
  it("are given whole to a GET, which is noted when they are out", async () => {
    const { seen, ask } = desk();
    const answer = await ask();
    expect(answer).toMatchObject({
      status: 200,
      body: "the pages",
      headers: { "content-type": "application/pdf", "content-length": "10" },
    });
    expect(seen.notes).toEqual([]);
    await answer.afterwards?.(true);
    expect(seen.notes).toEqual([[2, "carrier.fetched"]]);
  });

  it("tell the time of their call, in a part of them, too", async () => {
    const { ask } = desk({ ...linkMetadata(token, noon), ...timeMetadata({ offset: 5, text: "noon" }) });
    expect((await ask()).body).toBe("the pages with noon at 5");
    expect((await ask({ range: "bytes=0-1" })).body).toBe("th with noon at 5");
  });

  it("that went out in part are noted as that", async () => {
    const { seen, ask } = desk();
    await (await ask()).afterwards?.(false);
    expect(seen.notes).toEqual([[2, "carrier.fetch_broke_off"]]);
  });

  it("are described to a HEAD, without a body", async () => {
    const { seen, ask } = desk();
    const answer = await ask({ method: "HEAD" });
    expect(answer).toMatchObject({ status: 200, headers: { "content-length": "10" } });
    expect(answer.body).toBeUndefined();
    await answer.afterwards?.(true);
    expect(seen.notes).toEqual([[2, "carrier.asked_head"]]);
  });

  it("are given in one range; one beyond the end is refused", async () => {
    const { ask } = desk();
    expect(await ask({ range: "bytes=0-1" })).toMatchObject({
      status: 206,
      headers: { "content-range": "bytes 0-1/10", "content-length": "2" },
    });
    expect(await ask({ range: "bytes=99-" })).toMatchObject({ status: 416 });
  });

  it.each<[string, Partial<MediaRequestFacts>]>([
    ["another secret", { query: "t=aaaaaaaaaaaaaaaaaaaaaa" }],
    ["no secret", { query: "" }],
    ["an overlong secret", { query: `t=${token}x` }],
    ["another attempt", { path: link.pathname.replace("/2.pdf", "/1.pdf") }],
    ["a path beside it", { path: `/x${link.pathname}` }],
    ["any other path", { path: "/" }],
  ])("are refused to %s, in the same words for GET and HEAD, and nothing is noted", async (_, facts) => {
    const { seen, ask } = desk();
    for (const method of ["GET", "HEAD"]) {
      const answer = await ask({ ...facts, method });
      expect(answer).toMatchObject({ status: 404 });
      expect(answer.body).toBeUndefined();
      expect(answer.afterwards).toBeUndefined();
    }
    expect(seen.notes).toEqual([]);
  });

  it("opened for a wrong secret are let go unread", async () => {
    const { seen, ask } = desk();
    await ask({ query: "t=aaaaaaaaaaaaaaaaaaaaaa" });
    expect(seen.discarded).toBe(1);
  });

  it("are refused when the link's time is over, and when their object is gone: that revokes it", async () => {
    const { seen, stored, ask } = desk();
    seen.clock = noon + mediaLinkMs;
    expect(await ask()).toMatchObject({ status: 404 });
    seen.clock = noon;
    stored.clear();
    expect(await ask()).toMatchObject({ status: 404 });
  });

  it("of a presigned deployment, whose objects carry no hash, are given to nobody", async () => {
    const { ask } = desk({});
    expect(await ask()).toMatchObject({ status: 404 });
  });

  it("are not changed by any other method", async () => {
    const { ask } = desk();
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS"])
      expect(await ask({ method })).toMatchObject({ status: 405, headers: { allow: "GET, HEAD" } });
  });
});

it.each([
  ["bytes=0-99", true],
  ["bytes=5-", true],
  ["bytes=-5", true],
  ["bytes=0-1,5-6", false],
  ["items=0-1", false],
  ["bytes=-", false],
  [undefined, false],
])("of ranges only a single one of bytes is passed on: %s", (header, isPassed) => {
  expect(singleRange(header)).toBe(isPassed ? header : undefined);
});

describe("a part's place", () => {
  it.each([
    ["bytes 10-20/100", 10],
    ["bytes 0-1/10", 0],
    [undefined, 0],
  ])("%s", (header, start) => {
    expect(rangeStart(header)).toBe(start);
  });
});
