import { describe, expect, it } from "vitest";
import type { InboundFax } from "../../core/fax.ts";
import { fetchInboundFax, type FetchInboundDeps } from "../../core/operations/fetch-inbound-fax.ts";
import { inboundFax, noon } from "../support/faxes.ts";
import { memoryFaxes } from "../support/memory-faxes.ts";
import { whole } from "../../core/documents/pieces.ts";

const first = "https://carrier.example/first.pdf";
const fresh = "https://carrier.example/fresh.pdf";
const pdf = Buffer.from("%PDF-1.4 received pages");
const tiff = Buffer.from("II*\0 received pages", "latin1");

function room(fax: Partial<InboundFax> = {}) {
  const stored = inboundFax({ status: "fetching", rank: 100, carrierLink: first, pageCount: 2, ...fax });
  const table = memoryFaxes(stored);
  const web = new Map<string, Awaited<ReturnType<FetchInboundDeps["fetchDocument"]>>>();
  const objects = new Map<string, Uint8Array>();
  const desk = {
    table,
    web,
    objects,
    stored,
    freshLink: async (): Promise<string | undefined> => fresh,
    fax: () => table.faxes.get(stored.id),
    fetch: (lastTry = false) => fetchInboundFax(deps, stored.id, lastTry),
  };
  const deps: FetchInboundDeps = {
    now: () => noon,
    readFax: table.readFax,
    fetchDocument: async (url) => web.get(url) ?? { kind: "refused", why: "the server answered 403" },
    freshLink: () => desk.freshLink(),
    storeDocument: async (key, file, facts) => {
      objects.set(key, whole(file));
      return facts;
    },
    markReceived: table.markReceived,
    markFetchFailed: table.markFetchFailed,
  };
  return desk;
}

describe("a received document is copied into our bucket at once", () => {
  it.each([
    ["PDF", pdf, "application/pdf"],
    ["TIFF", tiff, "image/tiff"],
  ])(
    "given a live link to a %s, then it is stored and the fax received",
    async (_kind, bytes, contentType) => {
      const desk = room();
      desk.web.set(first, { kind: "fetched", bytes });
      await desk.fetch();
      expect(desk.objects.get(`inbound/${desk.stored.id}`)).toEqual(bytes);
      expect(desk.fax()).toMatchObject({
        status: "received",
        document: { contentType, pages: 2, sizeBytes: bytes.length },
      });
    },
  );

  it("given a dead link, then the carrier is asked for a fresh one", async () => {
    const desk = room();
    desk.web.set(fresh, { kind: "fetched", bytes: pdf });
    await desk.fetch();
    expect(desk.fax()?.status).toBe("received");
  });

  it("given an event without a link, then the carrier is asked for one", async () => {
    const { carrierLink: _none, ...bare } = room().stored;
    const desk = room();
    desk.table.faxes.set(bare.id, bare);
    desk.web.set(fresh, { kind: "fetched", bytes: pdf });
    await desk.fetch();
    expect(desk.fax()?.status).toBe("received");
  });

  it("given an error page under a link that answers 200, then that page is no fax", async () => {
    const desk = room();
    desk.web.set(first, { kind: "fetched", bytes: Buffer.from("<html>expired</html>") });
    desk.web.set(fresh, { kind: "fetched", bytes: pdf });
    await desk.fetch();
    expect(desk.objects.get(`inbound/${desk.stored.id}`)).toEqual(pdf);
  });

  it("given no link that works, then the order comes back, and on the last try the fax fails and says where to ask", async () => {
    const desk = room();
    await expect(desk.fetch()).rejects.toThrow("could not be fetched");
    expect(desk.fax()?.status).toBe("fetching");
    await desk.fetch(true);
    expect(desk.fax()).toMatchObject({ status: "failed", failure: { reason: "file_download_failed" } });
    expect(desk.fax()?.failure?.detail).toContain(desk.stored.carrierFaxId);
  });

  it("given a carrier that cannot be asked, then the order comes back, even on the last try", async () => {
    const desk = room();
    desk.freshLink = () => Promise.reject(new Error("no key"));
    await expect(desk.fetch()).rejects.toThrow("no key");
    await expect(desk.fetch(true)).rejects.toThrow("no key");
    expect(desk.fax()?.status).toBe("fetching");
  });

  it("given a fresh link that may work later, then the order comes back, even on the last try", async () => {
    const desk = room();
    desk.web.set(fresh, { kind: "failed", why: "the server answered 503" });
    await expect(desk.fetch(true)).rejects.toThrow("503");
    expect(desk.fax()?.status).toBe("fetching");
  });

  it("given a document beyond the limit, then the fax fails on the last try", async () => {
    const desk = room();
    desk.web.set(first, { kind: "too_large" }).set(fresh, { kind: "too_large" });
    await desk.fetch(true);
    expect(desk.fax()?.failure?.detail).toContain("larger than 50 MB");
  });

  it.each(["received", "failed", "receiving"] as const)(
    "given a fax that is %s, then nothing happens",
    async (status) => {
      const desk = room({ status });
      desk.web.set(first, { kind: "fetched", bytes: pdf });
      await desk.fetch();
      expect(desk.fax()?.status).toBe(status);
      expect(desk.objects.size).toBe(0);
    },
  );
});
