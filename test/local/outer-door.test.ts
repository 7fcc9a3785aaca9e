import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { startLinkRewriter } from "../../local/link-rewriter.ts";
import { startOuterDoor } from "../../local/outer-door.ts";

type Seen = { method: string | undefined; url: string | undefined; host: string | undefined; body: string };
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A server that remembers what it was asked. */
async function listener(): Promise<{ url: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method, url, headers } = request;
      seen.push({ method, url, host: headers.host, body: Buffer.concat(chunks).toString() });
      response.writeHead(200).end("inner");
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  closers.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

async function openDoor() {
  const [api, inner] = [await listener(), await listener()];
  const door = await startOuterDoor(0);
  closers.push(() => door.close());
  door.connect({ apiUrl: api.url, doorUrl: inner.url });
  const ask = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${door.port}${path}`, init);
  return { api, inner, ask };
}

describe("the outer door, which a tunnel may lead to", () => {
  it("passes the carrier's webhook to the API, body and all", async () => {
    const { api, ask } = await openDoor();
    expect((await ask("/webhooks/telnyx", { method: "POST", body: '{"a":1}' })).status).toBe(200);
    expect(api.seen).toMatchObject([{ method: "POST", url: "/webhooks/telnyx", body: '{"a":1}' }]);
  });

  it("passes a signed read of a document under the host it was signed for", async () => {
    const { inner, ask } = await openDoor();
    const path = "/bucket/call/0/1.pdf?X-Amz-Expires=60&X-Amz-Signature=00";
    expect(await (await ask(path)).text()).toBe("inner");
    expect(inner.seen).toMatchObject([{ method: "GET", url: path, host: new URL(inner.url).host }]);
  });

  it("passes GET and HEAD of streamed pages to the API's address", async () => {
    const { api, inner, ask } = await openDoor();
    const path = `/_url/pages/call/0/1.pdf?t=${"a".repeat(22)}`;
    for (const method of ["GET", "HEAD"]) expect((await ask(path, { method })).status).toBe(200);
    expect(api.seen.map(({ method, url }) => [method, url])).toEqual([
      ["GET", path],
      ["HEAD", path],
    ]);
    expect(inner.seen).toEqual([]);
  });

  it.each([
    ["streamed pages without their secret", "/_url/pages/call/0/1.pdf", "GET"],
    ["a write to streamed pages", `/_url/pages/call/0/1.pdf?t=${"a".repeat(22)}`, "POST"],
    ["the API", "/v2/faxes", "GET"],
    ["a link from a mail, which does not leave the laptop either", `/links/${"a".repeat(43)}`, "GET"],
    ["a webhook by GET", "/webhooks/telnyx", "GET"],
    ["another path that ends the same", "/x/webhooks/telnyx", "POST"],
    ["an unsigned read", "/bucket/call/0/1.pdf", "GET"],
    ["a signed write", "/bucket/call/0/1.pdf?X-Amz-Signature=00", "PUT"],
    ["a signed read of something else", "/bucket/inbound/0?X-Amz-Signature=00", "GET"],
    ["a way around", "/bucket/../bucket/inbound/0?X-Amz-Signature=00", "GET"],
  ])("passes nothing else: %s", async (_, path, method) => {
    const { api, inner, ask } = await openDoor();
    expect((await ask(path, { method })).status).toBe(404);
    expect([...api.seen, ...inner.seen]).toEqual([]);
  });
});

describe("the rewriter of links, before the real carrier", () => {
  it("sends links to the inner door as links to the public one, and leaves the rest alone", async () => {
    const carrier = await listener();
    const rewriter = await startLinkRewriter(carrier.url, "https://public.example");
    closers.push(() => rewriter.close());
    rewriter.replace("http://127.0.0.1:4010", "http://127.0.0.1:4000");
    for (const [inner, path] of [
      ["http://127.0.0.1:4010", "/bucket/call/0/1.pdf?X"],
      ["http://127.0.0.1:4000", "/_url/pages/call/0/1.pdf?t=X"],
    ] as const) {
      const body = { media_url: inner + path, to: "+13125550148" };
      await fetch(`${rewriter.url}/v2/faxes`, { method: "POST", body: JSON.stringify(body) });
      expect(JSON.parse(carrier.seen.at(-1)?.body ?? "")).toEqual({
        ...body,
        media_url: `https://public.example${path}`,
      });
    }
    expect(carrier.seen).toHaveLength(2);
  });

  it("breaks where the carrier breaks, and makes up no answer", async () => {
    const rewriter = await startLinkRewriter("http://127.0.0.1:9", "https://public.example");
    closers.push(() => rewriter.close());
    await expect(fetch(`${rewriter.url}/v2/faxes`, { method: "POST", body: "{}" })).rejects.toThrow();
  });
});
