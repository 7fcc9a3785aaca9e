import { describe, expect, it } from "vitest";
import type { DocumentFacts, OutboundFax } from "../../core/fax.ts";
import type { MediaSource } from "../../core/media.ts";
import { faxAwaitsUpload } from "../../core/operations/gather-documents.ts";
import { prepareFax, type PrepareDeps, type PrepareOrder } from "../../core/operations/prepare-fax.ts";
import { TryAgainLater } from "../../core/operations/try-again-later.ts";
import type { PageWishes } from "../../core/page-wishes.ts";
import type { MakeOptions } from "../../core/operations/make-document.ts";
import { noon, outboundFax, uuid } from "../support/faxes.ts";
import { memoryFaxes } from "../support/memory-faxes.ts";
import { whole } from "../../core/documents/pieces.ts";

type FetchLimits = Parameters<PrepareDeps["fetchDocument"]>[1];

const id = uuid("fax");
const pdf = Buffer.from("%PDF-pages");
const awaiting = { uploadExpiresAt: noon + 1_000 };

function room(fax: Partial<OutboundFax> = {}) {
  const table = memoryFaxes(outboundFax(fax));
  const objects = new Map<string, Uint8Array>();
  const desk = {
    table,
    objects,
    fax: () => table.outbound(id),
    handedOver: [] as PrepareOrder[],
    handOver: async (order: PrepareOrder): Promise<unknown> => desk.handedOver.push(order),
    stored: (_key: string): DocumentFacts | undefined => undefined,
    media: undefined as MediaSource | undefined,
    now: () => noon,
    again: () => prepareFax(deps, { faxId: id }, false),
    download: { kind: "fetched", bytes: pdf } as Awaited<ReturnType<PrepareDeps["fetchDocument"]>>,
    fetch: async (_url: string, _limits: FetchLimits) => desk.download,
    wishes: { from: "+13125550100", to: "+493012345678" } as PageWishes,
    country: async (_to: string | undefined) => "DE",
    make: (documents: Uint8Array[], _options: MakeOptions): Awaited<ReturnType<PrepareDeps["make"]>> => ({
      pieces: documents,
      pages: documents.length,
    }),
    prepare: (media: MediaSource, more: { eTag?: string; lastTry?: boolean } = {}) =>
      prepareFax(
        deps,
        { faxId: id, media, wishes: desk.wishes, ...(more.eTag ? { eTag: more.eTag } : {}) },
        more.lastTry ?? false,
      ),
  };
  const deps: PrepareDeps = {
    now: () => desk.now(),
    readFax: table.readFax,
    handOver: (order) => desk.handOver(order),
    readRequest: async () => desk.media && { media: desk.media, wishes: desk.wishes },
    awaitsUpload: async (id) => faxAwaitsUpload(await table.readFax(id)),
    fetchDocument: (url, limits) => desk.fetch(url, limits),
    readObject: async (key, maxBytes, eTag) => {
      const bytes = objects.get(key);
      if (!bytes) return "missing";
      if (eTag !== undefined && eTag !== String(bytes.length)) return "changed";
      return bytes.length > maxBytes ? "too_large" : { bytes };
    },
    countryOf: (to) => desk.country(to),
    header: { senderName: "Downtown Clinic", timeZone: "UTC" },
    make: async (documents, options) => desk.make(documents, options),
    storeDocument: async (key, file, facts) => {
      if (!objects.has(key)) objects.set(key, Buffer.from(whole(file)));
      return facts;
    },
    storedDocument: async (key) => desk.stored(key),
    deleteObject: async (key) => void objects.delete(key),
    markPrepared: table.markPrepared,
    markFailed: table.markFailed,
  };
  return desk;
}

const url: MediaSource = { kind: "url", url: "https://docs.example.com/a.pdf" };
const upload: MediaSource = { kind: "upload" };

describe("accepted means kept: an order that the sweep repeats does not say where the pages come from", () => {
  it.each<[string, MediaSource, Partial<OutboundFax>]>([
    ["a URL", { kind: "url", url: "https://docs.example.com/a.pdf" }, {}],
    ["documents sent along", { kind: "parts", keys: ["parts/a"] }, {}],
    ["an upload", { kind: "upload" }, awaiting],
  ])("given %s, then the request tells, and the fax is queued", async (_what, media, fax) => {
    const desk = room(fax);
    desk.media = media;
    for (const key of ["parts/a", `uploads/${id}`]) desk.objects.set(key, pdf);
    await desk.again();
    expect(desk.fax().status).toBe("queued");
  });

  it("given a fax that has its pages, or a request that is gone, then nothing is fetched", async () => {
    const prepared = room({ status: "queued" });
    prepared.media = { kind: "url", url: "https://docs.example.com/a.pdf" };
    await prepared.again();
    const gone = room();
    await gone.again();
    expect([prepared.objects.size, gone.objects.size, gone.fax().status]).toEqual([0, 0, "preparing"]);
  });
});

describe("preparing a fax", () => {
  it("given a URL, then our own copy is stored with its facts and the fax is queued", async () => {
    const desk = room();
    await desk.prepare(url);
    expect(desk.objects.get(`documents/${id}.pdf`)).toEqual(pdf);
    expect(desk.fax()).toMatchObject({
      status: "queued",
      document: { pages: 1, sizeBytes: pdf.length, contentType: "application/pdf" },
    });
  });

  it("given a fax deleted while its pages were fetched, then they are erased again", async () => {
    const desk = room();
    const fax = desk.fax();
    desk.table.faxes.set(id, { ...fax, status: "canceled", deletedAt: noon });
    await desk.prepare(url);
    expect([...desk.objects.keys()]).toEqual([]);
  });

  it("given a link that works once and an order told twice, then the copy already stored counts", async () => {
    const desk = room();
    desk.download = { kind: "refused", why: "the server answered 410" };
    desk.stored = () => ({ sha256: "0", sizeBytes: 9, pages: 4, contentType: "application/pdf" });
    await desk.prepare(url);
    expect(desk.fax()).toMatchObject({ status: "queued", document: { pages: 4 } });
  });

  it("given parts, then they are joined in their order", async () => {
    const desk = room();
    desk.objects.set("parts/1", Buffer.from("one ")).set("parts/2", Buffer.from("two"));
    await desk.prepare({ kind: "parts", keys: ["parts/1", "parts/2"] });
    expect(Buffer.from(desk.objects.get(`documents/${id}.pdf`) ?? []).toString()).toBe("one two");
  });

  it.each([
    ["they are nothing that can be faxed", "unsupported_media_type", "file_format_invalid"],
    ["they need a password", "document_password_required", "file_format_invalid"],
    ["they are too many", "document_too_many_pages", "page_count_limit_exceeded"],
  ] as const)("when %s, then the fax fails with a reason and a sentence", async (_story, fault, reason) => {
    const desk = room();
    desk.make = () => ({ fault });
    await desk.prepare(url);
    expect(desk.fax()).toMatchObject({ status: "failed", failure: { reason, internalReason: fault } });
    expect(desk.fax().failure?.detail).toMatch(/\.$/);
    expect(desk.objects.size).toBe(0);
  });

  it.each([
    ["the installation's name, where the fax has none", {}, { senderName: "Downtown Clinic" }],
    ["its own name", { name: "Dr. Ruiz" }, { senderName: "Dr. Ruiz" }],
  ])("header lines have %s, in the language of the country called", async (_what, more, expected) => {
    const desk = room();
    desk.wishes = { ...desk.wishes, ...more };
    let asked: MakeOptions = {};
    desk.make = (_documents, options) => ((asked = options), { pieces: [pdf], pages: 1, timeOffset: 7 });
    await desk.prepare(url);
    const header = { ...expected, senderNumber: "+13125550100", language: "de" };
    expect(asked).toEqual({ country: "DE", header });
    expect(desk.fax().document?.timeOffset).toBe(7);
  });

  it("wishes that the order does not bring are read: an upload's, and those of an order repeated", async () => {
    const desk = room(awaiting);
    desk.media = upload;
    desk.wishes = { ...desk.wishes, pageSize: "legal", cover: { subject: "Results" } };
    desk.objects.set(`uploads/${id}`, pdf);
    let asked: MakeOptions = {};
    desk.make = (_documents, options) => ((asked = options), { pieces: [pdf], pages: 1 });
    await desk.again();
    expect(asked).toMatchObject({ pageSize: "legal", cover: { fields: { subject: "Results", at: noon } } });
  });

  it("a cover of the installation's own, and its logo, are read when the pages are made", async () => {
    const desk = room();
    desk.wishes = { ...desk.wishes, cover: { own: "letterhead", logo: "clinic" } };
    let asked: MakeOptions = {};
    desk.make = (_documents, options) => ((asked = options), { pieces: [pdf], pages: 1 });
    desk.objects.set("covers/letterhead", Buffer.from("page")).set("covers/clinic", Buffer.from("logo"));
    await desk.prepare(url);
    expect(asked.cover?.kept).toEqual({ page: Buffer.from("page"), logo: Buffer.from("logo") });
  });

  it("when the cover of that name is not there, then the fax fails and says what to do", async () => {
    const desk = room();
    desk.wishes = { ...desk.wishes, cover: { own: "letterhead" } };
    await desk.prepare(url);
    expect(desk.fax()).toMatchObject({ status: "failed", failure: { internalReason: "cover_missing" } });
    expect(desk.fax().failure?.detail).toContain("/v2/covers");
  });

  it("when the joined document is larger than the carrier takes, then the fax fails", async () => {
    const desk = room();
    desk.make = () => ({ pieces: [Buffer.alloc(50 * 1024 * 1024), Buffer.alloc(1)], pages: 2 });
    await desk.prepare(url);
    expect(desk.fax()).toMatchObject({ status: "failed", failure: { reason: "file_size_limit_exceeded" } });
  });

  it("when the URL is refused, then the fax fails at once and says why", async () => {
    const desk = room();
    desk.download = { kind: "refused", why: "the server answered 404" };
    await desk.prepare(url);
    expect(desk.fax().failure).toEqual({
      reason: "file_download_failed",
      internalReason: "file_download_failed",
      detail: "The document could not be fetched: the server answered 404.",
    });
  });

  it("when the document is too large to fetch, then the fax fails", async () => {
    const desk = room();
    desk.download = { kind: "too_large" };
    await desk.prepare(url);
    expect(desk.fax().failure?.reason).toBe("file_size_limit_exceeded");
  });

  it("when the URL may yet answer, then the order comes back, and on the last try the fax fails", async () => {
    const desk = room();
    desk.download = { kind: "failed", why: "the server answered 503" };
    await expect(desk.prepare(url)).rejects.toThrow(TryAgainLater);
    expect(desk.fax().status).toBe("preparing");
    await desk.prepare(url, { lastTry: true });
    expect(desk.fax()).toMatchObject({ status: "failed", failure: { reason: "file_download_failed" } });
  });

  it("given links and parts, then they are joined in their order", async () => {
    const desk = room();
    desk.objects.set("parts/2", Buffer.from("two "));
    desk.fetch = async (link) => ({ kind: "fetched", bytes: Buffer.from(link.slice(-1) + " ") });
    const [first, third] = ["https://a.example/1", "https://b.example/3"];
    await desk.prepare({ kind: "several", parts: [{ url: first }, { key: "parts/2" }, { url: third }] });
    expect(Buffer.from(desk.objects.get(`documents/${id}.pdf`) ?? []).toString()).toBe("1 two 3 ");
  });

  it("several links share the size of a fax and a minute, and each has 40 seconds", async () => {
    const desk = room();
    const limits: FetchLimits[] = [];
    let at = noon;
    desk.now = () => at;
    desk.fetch = async (_url, given) => {
      limits.push(given);
      at += 35_000;
      return { kind: "fetched", bytes: Buffer.alloc(1_000) };
    };
    await desk.prepare({ kind: "several", parts: ["1", "2", "3"].map((url) => ({ url })) });
    const most = 50 * 1024 * 1024;
    expect(limits).toEqual([
      { maxBytes: most, timeoutMs: 40_000 },
      { maxBytes: most - 1_000, timeoutMs: 25_000 },
      { maxBytes: most - 2_000, timeoutMs: 1 },
    ]);
  });

  it("when one of several cannot be had, then the fax fails and says which", async () => {
    const desk = room();
    desk.objects.set("parts/1", pdf);
    desk.download = { kind: "refused", why: "the server answered 404" };
    await desk.prepare({ kind: "several", parts: [{ key: "parts/1" }, { url: "https://a.example/b.pdf" }] });
    expect(desk.fax().failure?.detail).toBe(
      "Document 2 of 2: The document could not be fetched: the server answered 404.",
    );
  });

  it("when one of several cannot be faxed, then the fax fails and says which; not where only all together cannot", async () => {
    const desk = room();
    desk.objects.set("parts/1", pdf).set("parts/2", Buffer.from("bad"));
    const media: MediaSource = { kind: "parts", keys: ["parts/1", "parts/2"] };
    desk.make = () => ({ fault: "document_corrupt", document: 2 });
    await desk.prepare(media);
    expect(desk.fax().failure?.detail).toMatch(/^Document 2 of 2: The PDF is damaged/);
    const long = room();
    long.objects.set("parts/1", pdf).set("parts/2", pdf);
    long.make = () => ({ fault: "document_too_many_pages" });
    await long.prepare(media);
    expect(long.fax().failure?.detail).toMatch(/^The document has more than 350 pages/);
  });

  it("when a part is gone or too large, then the fax fails", async () => {
    const desk = room();
    await desk.prepare({ kind: "parts", keys: ["parts/gone"] });
    expect(desk.fax().failure?.internalReason).toBe("document_missing");
  });

  it("given a fax canceled meanwhile, then it stays canceled", async () => {
    const desk = room({ status: "canceled" });
    await desk.prepare(url);
    expect(desk.fax().status).toBe("canceled");
  });
});

describe("the upload itself triggers the fax", () => {
  it("given an awaited upload, when it is there, then the fax is queued", async () => {
    const desk = room(awaiting);
    desk.objects.set(`uploads/${id}`, pdf);
    await desk.prepare(upload, { eTag: String(pdf.length) });
    expect(desk.fax()).toMatchObject({ status: "queued" });
    expect(desk.fax()).not.toHaveProperty("uploadExpiresAt");
  });

  it("given a prepared fax, when a second upload comes over the first, then nothing changes", async () => {
    const desk = room(awaiting);
    desk.objects.set(`uploads/${id}`, pdf);
    await desk.prepare(upload, { eTag: String(pdf.length) });
    const before = desk.fax();
    desk.objects.set(`uploads/${id}`, Buffer.from("%PDF-other pages"));
    await desk.prepare(upload, { eTag: "16" });
    expect(desk.fax()).toEqual(before);
    expect(desk.objects.get(`documents/${id}.pdf`)).toEqual(pdf);
  });

  it("given an upload overwritten before it was read, then its own event is left alone", async () => {
    const desk = room(awaiting);
    desk.objects.set(`uploads/${id}`, pdf);
    await desk.prepare(upload, { eTag: "1" });
    expect(desk.fax().status).toBe("preparing");
  });

  it("given a fax that awaits none, or that nobody knows, then an upload is ignored", async () => {
    const desk = room();
    desk.objects.set(`uploads/${id}`, pdf);
    await desk.prepare(upload);
    expect(desk.fax().status).toBe("preparing");
    desk.table.faxes.clear();
    await desk.prepare(upload);
    expect(desk.objects.size).toBe(1);
  });
});

describe("a fax with office documents", () => {
  it("is handed over whole to the room that can make PDFs of them, and stays as it is", async () => {
    const desk = room();
    desk.make = () => ({ fault: "office_conversion_disabled" });
    await desk.prepare(url);
    expect(desk.handedOver).toEqual([{ faxId: id, media: url, wishes: desk.wishes }]);
    expect([desk.fax().status, desk.objects.size]).toEqual(["preparing", 0]);
  });

  it("that cannot be handed over just now comes again", async () => {
    const desk = room();
    desk.make = () => ({ fault: "office_conversion_disabled" });
    desk.handOver = () => Promise.reject(new Error("the queue is out of reach"));
    await expect(desk.prepare(url)).rejects.toThrow("out of reach");
    expect(desk.fax().status).toBe("preparing");
  });

  it("that goes as it is is stored under its own type, without a count of pages", async () => {
    const desk = room();
    desk.make = () => ({ pieces: [Buffer.from("{\\rtf")], contentType: "application/rtf" });
    await desk.prepare(url);
    expect(desk.fax().document).toMatchObject({ contentType: "application/rtf", sizeBytes: 5 });
    expect(desk.fax().document).not.toHaveProperty("pages");
  });
});
