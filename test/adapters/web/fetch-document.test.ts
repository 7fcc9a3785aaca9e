import type { ServerResponse } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { fetchDocument, type FetchLimits } from "../../../adapters/web/fetch-document.ts";
import { startScripted, startSocket, type Seen } from "../../support/scripted-server.ts";

const named = { allowOrigins: ["http://127.0.0.1:*"] };
const nobody = { allowOrigins: [] };
const limits: FetchLimits = { maxBytes: 10_000, timeoutMs: 5_000, maxRedirects: 3 };
const pdf = Buffer.from("%PDF-1.4 the pages");

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const serve = async (answer: (request: Seen, response: ServerResponse) => void) => {
  const server = await startScripted(answer);
  closing.push(() => server.close());
  return server;
};
const get = (url: string, more: Partial<FetchLimits> = {}, rule = named) =>
  fetchDocument(url, rule, { ...limits, ...more });

describe("a document is fetched", () => {
  it("by one plain GET without any header that is ours to hide", async () => {
    const { url, seen } = await serve((_request, response) =>
      response.writeHead(200, { "content-type": "application/pdf" }).end(pdf),
    );
    expect(await get(`${url}/a.pdf?x=1`)).toEqual({
      kind: "fetched",
      bytes: pdf,
      contentType: "application/pdf",
    });
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ method: "GET", path: "/a.pdf?x=1" });
    expect(Object.keys(seen[0]?.headers ?? {}).sort()).toEqual([
      "accept",
      "connection",
      "host",
      "user-agent",
    ]);
  });

  it("through redirects, absolute and relative", async () => {
    const { url, seen } = await serve(({ path }, response) => {
      if (path === "/1") return response.writeHead(302, { location: "/2" }).end();
      if (path === "/2") return response.writeHead(307, { location: `${url}/3` }).end();
      return response.end(pdf);
    });
    expect(await get(`${url}/1`)).toMatchObject({ kind: "fetched", bytes: pdf });
    expect(seen.map(({ path }) => path)).toEqual(["/1", "/2", "/3"]);
  });

  it("of exactly the largest size", async () => {
    const { url } = await serve((_request, response) => response.end(Buffer.alloc(10_000)));
    expect(await get(url)).toMatchObject({ kind: "fetched" });
  });
});

describe("what will not get better is refused", () => {
  it.each([400, 401, 403, 404, 410])("an answer %i", async (status) => {
    const { url } = await serve((_request, response) => response.writeHead(status).end("no"));
    expect(await get(url)).toEqual({ kind: "refused", status, why: `the server answered ${status}` });
  });

  it("redirects without end", async () => {
    const { url, seen } = await serve((_request, response) =>
      response.writeHead(302, { location: "/again" }).end(),
    );
    expect(await get(url)).toEqual({ kind: "refused", why: "there are too many redirects" });
    expect(seen).toHaveLength(4);
  });

  it("any redirect where none is allowed", async () => {
    const { url, seen } = await serve((_request, response) =>
      response.writeHead(302, { location: "/again" }).end(),
    );
    expect(await get(url, { maxRedirects: 0 })).toMatchObject({ kind: "refused" });
    expect(seen).toHaveLength(1);
  });

  it("a redirect without a location", async () => {
    const { url } = await serve((_request, response) => response.writeHead(302).end());
    expect(await get(url)).toEqual({ kind: "refused", status: 302, why: "the server answered 302" });
  });

  it.each(["http://[bad", "https://"])("a redirect to %s, which is no address", async (location) => {
    const { url } = await serve((_request, response) => response.writeHead(302, { location }).end());
    expect(await get(url)).toEqual({ kind: "refused", why: "the URL cannot be read" });
  });

  it.each(["nonsense", "", "/a.pdf"])("%j, which is no URL", async (url) => {
    expect(await get(url)).toMatchObject({ kind: "refused" });
  });
});

describe("no private address at any redirect or after DNS", () => {
  it.each([
    "https://127.0.0.1:4443/a.pdf",
    "https://[::1]:4443/a.pdf",
    "https://169.254.169.254/latest/meta-data/",
    "https://2130706433/a.pdf",
    "https://localhost:4443/a.pdf",
    "https://LOCALHOST/a.pdf",
  ])("%s is not connected to", async (url) => {
    expect(await get(url, {}, nobody)).toEqual({ kind: "refused", why: "private addresses are not fetched" });
  });

  it("a name that resolves to this machine gets no connection", async () => {
    const server = await startSocket(() => undefined);
    closing.push(() => server.close());
    const url = server.url.replace("http://127.0.0.1", "https://localhost");
    expect(await get(url, {}, nobody)).toEqual({ kind: "refused", why: "private addresses are not fetched" });
    expect(server.counted.connections).toBe(0);
  });

  it("plain http is refused before a byte is sent", async () => {
    const { url, seen } = await serve((_request, response) => response.end(pdf));
    expect(await get(url, {}, nobody)).toEqual({ kind: "refused", why: "only https is fetched" });
    expect(seen).toHaveLength(0);
  });

  it.each([
    ["https://169.254.169.254/", "private addresses are not fetched"],
    ["https://localhost:4443/", "private addresses are not fetched"],
    ["http://127.0.0.2:4001/", "only https is fetched"],
    ["file:///etc/passwd", "only https is fetched"],
    ["http://me:secret@127.0.0.1/", "URLs with a user name are not fetched"],
  ])("a redirect from a good place to %s is not followed", async (location, why) => {
    const { url, seen } = await serve((_request, response) => response.writeHead(302, { location }).end());
    expect(await get(url)).toEqual({ kind: "refused", why });
    expect(seen).toHaveLength(1);
  });
});

describe("a document beyond the limit is not read to its end", () => {
  it("when its length says so", async () => {
    const { url } = await serve((_request, response) => {
      response.writeHead(200, { "content-length": 10_001 }).write("%PDF-");
    });
    expect(await get(url)).toEqual({ kind: "too_large" });
  });

  it("when nothing says so", async () => {
    let written = 0;
    const { url } = await serve((_request, response) => {
      const pour = () => {
        while (!response.destroyed && written < 50_000_000 && response.write(Buffer.alloc(1_000)))
          written += 1_000;
      };
      response.on("drain", pour);
      pour();
    });
    expect(await get(url)).toEqual({ kind: "too_large" });
    expect(written).toBeLessThan(50_000_000);
  });
});

describe("what may get better is told apart", () => {
  it.each([500, 502, 503, 429])("an answer %i", async (status) => {
    const { url } = await serve((_request, response) => response.writeHead(status).end());
    expect(await get(url)).toEqual({ kind: "failed", why: `the server answered ${status}` });
  });

  it("no answer in time", async () => {
    const { url } = await serve(() => undefined);
    expect(await get(url, { timeoutMs: 150 })).toMatchObject({ kind: "failed" });
  });

  it("an answer that drips beyond its time", async () => {
    const { url } = await serve((_request, response) => {
      const drip = setInterval(() => response.write("."), 20);
      response.on("close", () => clearInterval(drip));
    });
    expect(await get(url, { timeoutMs: 150 })).toMatchObject({ kind: "failed" });
  });

  it("redirects that together take too long", async () => {
    const { url } = await serve((_request, response) => {
      setTimeout(() => response.writeHead(302, { location: "/on" }).end(), 80);
    });
    expect(await get(url, { timeoutMs: 150, maxRedirects: 50 })).toMatchObject({ kind: "failed" });
  });

  it("a connection that breaks off", async () => {
    const server = await startSocket((socket) => {
      socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n%PDF-"));
    });
    closing.push(() => server.close());
    expect(await get(server.url)).toMatchObject({ kind: "failed" });
  });

  it("nobody there", async () => {
    const server = await startSocket(() => undefined);
    await server.close();
    expect(await get(server.url)).toEqual({ kind: "failed", why: "the connection failed (ECONNREFUSED)" });
  });

  it("a name that does not resolve", async () => {
    expect(await get("https://documents.invalid/a.pdf", {}, nobody)).toMatchObject({ kind: "failed" });
  });
});
