import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeG4 } from "../../core/documents/g4/encode-g4.ts";
import { inboundFaxId, sha256Hex } from "../../core/ids.ts";
import { noisyPage, tiffG4Pages } from "../documents/rasters.ts";
import { printedLetter, writePage } from "../documents/written-page.ts";
import { documentDesk } from "../support/document-desk.ts";
import { wordsOf } from "../support/pdf-words.ts";
import { randomPdf, serve } from "./support/documents.ts";
import { openJourney, type Journey } from "./support/laptop.ts";
import { whole } from "../../core/documents/pieces.ts";

let run: Journey;
beforeAll(async () => {
  run = await openJourney({ headerOff: "documents are looked at as they came" });
});
afterAll(() => run.end());

const desk = await documentDesk();
const file = (name: string) => readFileSync(join(import.meta.dirname, "../documents/files", name));
const letter = { width: 612, height: 792 };

/** Several PDFs as one. */
function joined(files: Buffer[]): Buffer {
  const made = desk.pdf.check(files);
  if (typeof made === "string") throw new Error(made);
  return Buffer.from(whole(made.pieces));
}

/** Faxes files, and waits until they are delivered. */
async function sent(files: Buffer[]): Promise<string> {
  const form = new FormData();
  form.set("to", "+13127367276");
  // Neither name nor declared type says what it is.
  for (const bytes of files) form.append("contents", new Blob([new Uint8Array(bytes)]), "scan.bin");
  const { status, body } = await run.call("/v2/faxes", { method: "POST", body: form });
  expect(status).toBe(202);
  return (await run.fax(body.data.id, "delivered")).id;
}

/** The pages that the carrier fetched for a fax that is delivered. */
async function pagesOf(id: string) {
  const fax = await run.fax(id, "delivered");
  const response = await fetch(`${run.facts.simulatorUrl}/_control/faxes/${fax.id}/document`);
  const reader = desk.pdf.openPages(new Uint8Array(await response.arrayBuffer()));
  if (typeof reader === "string") throw new Error(reader);
  const pages = Array.from({ length: reader.pages }, (_, page) => {
    const { width, height } = reader.size(page);
    return { width: Math.round(width), height: Math.round(height), text: reader.text(page) };
  });
  reader.close();
  expect(fax.page_count).toBe(pages.length);
  return pages;
}

const faxed = async (files: Buffer[]) => pagesOf(await sent(files));

describe("whatever people fax goes out as one clean PDF", () => {
  it.each([
    ["a TIFF of three pages from a fax machine", "fax-three-sizes.tif", 3],
    ["a photo that lies on its side", "exif-6.jpg", 1],
    ["a picture for the web", "lossy.webp", 1],
    ["a screenshot", "palette.png", 1],
  ])("%s", async (_kind, name, pages) => {
    const sheets = await faxed([file(name)]);
    expect(sheets).toHaveLength(pages);
    // A page from a fax machine keeps its size to the dot.
    for (const { width, height } of sheets) {
      expect(Math.abs(width - 612)).toBeLessThan(4);
      expect(height).toBeGreaterThan(width);
    }
  });

  it("a text, on the paper of its destination", async () => {
    const text = Buffer.from("Dear doctor,\nplease find the results below.\n");
    expect(await faxed([text])).toMatchObject([{ ...letter, text: { letters: 37 } }]);
  });

  it("a letter in HTML, in a script that needs shaping", async () => {
    const html = "<!doctype html><meta charset=utf-8><h1>نتائج</h1><p>السيد الطبيب المحترم</p>";
    expect(await faxed([Buffer.from(html)])).toMatchObject([letter]);
  });

  it("a scan of thirty pages, larger than what is put together in memory", { timeout: 60_000 }, async () => {
    const page = noisyPage(1728, 2200, 0.05, 1);
    const coded = encodeG4(page);
    const scan = tiffG4Pages(Array.from({ length: 30 }, () => ({ page, coded })));
    expect(scan.byteLength).toBeGreaterThan(8.5 * 1024 * 1024);
    const { body } = await run.call("/v2/faxes", {
      method: "POST",
      body: JSON.stringify({ to: "+13127367276" }),
    });
    expect((await fetch(body.data.upload_url, { method: "PUT", body: new Uint8Array(scan) })).status).toBe(
      200,
    );
    await run.fax(body.data.id, "delivered");
    expect(await pagesOf(body.data.id)).toHaveLength(30);
    const { document } = await run.fax(body.data.id, "delivered");
    const { body: link } = await run.call(`/v2/faxes/${body.data.id}/document`);
    const stored = Buffer.from(await (await fetch(link.data.url)).arrayBuffer());
    expect([stored.byteLength, sha256Hex(stored)]).toEqual([document.size_bytes, document.sha256]);
  });

  it("several of different kinds, in their order", async () => {
    const pages = await faxed([randomPdf(2), Buffer.from("A text between"), file("fax-g4.tif")]);
    expect(pages).toHaveLength(4);
    expect(pages[2]).toMatchObject({ text: { letters: "Atextbetween".length } });
  });
});

describe("several documents make one fax, in their order", () => {
  const post = (body: object) =>
    run.call("/v2/faxes", { method: "POST", body: JSON.stringify({ to: "+13127367276", ...body }) });
  const lettersOn = (pages: { text: { letters: number } }[]) => pages.map(({ text }) => text.letters);

  it("links", async () => {
    const webs = await Promise.all(["one", "three"].map((text) => serve(Buffer.from(`Page ${text}`))));
    const media_url = webs.map(({ url }) => url);
    const { status, body } = await post({ media_url });
    expect([status, body.data.media_url, body.data.media_urls]).toEqual([202, media_url[0], media_url]);
    expect(lettersOn(await pagesOf(body.data.id))).toEqual([7, 9]);
    for (const { close } of webs) close();
  });

  it("links and the documents themselves, mixed", async () => {
    const web = await serve(randomPdf(2));
    const contents = (text: string) => ({ contents: Buffer.from(text).toString("base64") });
    const documents = [contents("First"), { media_url: web.url }, contents("The last")];
    const { status, body } = await post({ documents });
    expect([status, body.data.media_url, body.data.media_urls]).toEqual([202, web.url, undefined]);
    const letters = lettersOn(await pagesOf(body.data.id));
    expect([letters.length, letters[0], letters[3]]).toEqual([4, 5, 7]);
    web.close();
  });

  it("of which one is not there fail with the sentence that names it", async () => {
    const web = await serve(randomPdf());
    const { body } = await post({
      documents: [{ media_url: web.url }, { media_url: "https://127.0.0.1:9/" }],
    });
    expect(body.errors[0]).toMatchObject({ code: "10003", source: { pointer: "/documents/1/media_url" } });
    const gone = new URL("/gone", run.facts.simulatorUrl).href;
    const second = await post({ documents: [{ media_url: web.url }, { media_url: gone }] });
    const fax = await run.fax(second.body.data.id, "failed");
    expect(fax.failure_detail).toMatch(/^Document 2 of 2: The document could not be fetched/);
    web.close();
  });

  it.each([
    ["more than 4 MB in the body", { documents: [{ contents: "A".repeat(5_700_000) }] }, 413],
    ["two ways at once", { documents: [{ contents: "QQ==" }], media_url: "https://example.com/a.pdf" }, 422],
    ["a large body without documents", { reference: "x".repeat(300_000) }, 413],
  ])("refused in words: %s", async (_what, wrong, expected) => {
    const { status, body } = await post(wrong);
    expect(status).toBe(expected);
    expect(body.errors[0].detail).toMatch(/\.$/);
  });
});

describe("what the recipient will see", () => {
  const picture = (path: string) =>
    fetch(`${run.facts.url}/v2/faxes/${path}`, { headers: { authorization: `Bearer ${run.facts.apiKey}` } });

  it("is every page, black and white, in the dots of a fax machine", async () => {
    const id = await sent([randomPdf(1), file("colour.png")]);
    const response = await picture(`${id}/pages/2.png`);
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "image/png"]);
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(bytes.subarray(1, 4).toString()).toBe("PNG");
    // IHDR: width, height, bits a dot, and 0 for grey.
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20), bytes[24], bytes[25]]).toEqual([
      1728, 2156, 1, 0,
    ]);
  });

  it("of a received fax, PDF or TIFF, as fine as it came", async () => {
    const { fax_id } = await run.control("/inbound", {
      from: "+13127361111",
      to: "+13125790015",
      document_base64: file("fax-g4.tif").toString("base64"),
    });
    const id = inboundFaxId(fax_id);
    await run.until("the fax to be received", async () => {
      const { body } = await run.call(`/v2/faxes/${id}`);
      return body.data?.status === "received" ? true : undefined;
    });
    expect((await picture(`${id}/pages/1.png`)).status).toBe(200);
  });

  it("of a received fax: how many pages, which are blank, and whether some are missing", async () => {
    const receive = async (bytes: Buffer, more: object = {}) => {
      const from = { from: "+13127361111", to: "+13125790015" };
      const { fax_id } = await run.control("/inbound", {
        ...from,
        ...more,
        document_base64: bytes.toString("base64"),
      });
      const id = inboundFaxId(fax_id);
      await run.until("the fax to be received", async () => {
        const { body } = await run.call(`/v2/faxes/${id}`);
        return body.data?.status === "received" ? true : undefined;
      });
      return (await run.call(`/v2/faxes/${id}/pages`)).body.data;
    };
    const headed = "BT /F1 8 Tf 60 780 Td (10/02/2026 09:30  DOWNTOWN CLINIC  P. 2/2) Tj ET";
    const pdf = await receive(joined([printedLetter(11), writePage(headed)]));
    expect(pdf).toMatchObject({ page_count: 2, partial: false });
    expect(pdf.pages.map(({ blank }: { blank: boolean }) => blank)).toEqual([false, true]);
    const tiff = await receive(file("fax-three-sizes.tif"), { partial_content: true });
    expect(tiff).toMatchObject({ page_count: 3, partial: true });
  });

  it("is small and grey where a width is asked for", async () => {
    const id = await sent([file("colour.png")]);
    const { body } = await run.call(`/v2/faxes/${id}/pages`);
    const thumbnail = await picture(body.data.pages[0].thumbnail_path.replace("/v2/faxes/", ""));
    const bytes = Buffer.from(await thumbnail.arrayBuffer());
    // A letter page, eight bits a dot.
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20), bytes[24], bytes[25]]).toEqual([240, 311, 8, 0]);
    const whole = await fetch(`${run.facts.url}${body.data.pages[0].image_path}`, {
      headers: { authorization: `Bearer ${run.facts.apiKey}` },
    });
    expect(whole.status).toBe(200);
    for (const width of ["15", "865", "wide", ""]) {
      const refused = await run.call(`/v2/faxes/${id}/pages/1.png?width=${width}`);
      expect([refused.status, refused.body.errors[0].code]).toEqual([422, "10033"]);
    }
  });

  it.each([
    ["a page that is not there", "2.png", 404],
    ["page 0", "0.png", 404],
    ["another kind", "1.gif", 404],
  ])("%s is refused in words", async (_what, name, status) => {
    const id = await sent([randomPdf(1)]);
    const { status: told, body } = await run.call(`/v2/faxes/${id}/pages/${name}`);
    expect(told).toBe(status);
    expect(body.errors[0].detail).toMatch(/\.$/);
  });

  it("is shown to nobody without a key, and of no fax that is not there", async () => {
    const unknown = "00000000-0000-4000-8000-000000000000";
    expect((await fetch(`${run.facts.url}/v2/faxes/${unknown}/pages/1.png`)).status).toBe(401);
    expect((await picture(`${unknown}/pages/1.png`)).status).toBe(404);
  });
});

describe("the receipt", () => {
  const receiptFor = (id: string) =>
    fetch(`${run.facts.url}/v2/faxes/${id}/receipt`, {
      headers: { authorization: `Bearer ${run.facts.apiKey}` },
    });

  it("of a delivered fax is a PDF that says so", async () => {
    const id = await sent([randomPdf(2)]);
    const answer = await receiptFor(id);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/pdf"]);
    const [page = ""] = wordsOf(new Uint8Array(await answer.arrayBuffer()));
    for (const word of ["Delivered", "+13127367276", id, "Allpagesweredelivered."])
      expect(page).toContain(word);
  });

  it("of one that has not ended, or is not there, is refused in words", async () => {
    const { body } = await run.call("/v2/faxes", {
      method: "POST",
      body: JSON.stringify({ to: "+13127367276" }),
    });
    const open = await run.call(`/v2/faxes/${body.data.id}/receipt`);
    expect([open.status, open.body.errors[0].code]).toEqual([422, "fax_open"]);
    await run.call(`/v2/faxes/${body.data.id}/actions/cancel`, { method: "POST" });
    const canceled = await receiptFor(body.data.id);
    expect(wordsOf(new Uint8Array(await canceled.arrayBuffer()))[0]).toContain("Canceled");
    expect((await receiptFor("00000000-0000-4000-8000-000000000000")).status).toBe(404);
  });
});

describe("before it is sent", () => {
  const preview = (files: Buffer[], fields: Record<string, string> = {}) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    for (const bytes of files) form.append("contents", new Blob([new Uint8Array(bytes)]), "draft.bin");
    return run.call("/v2/preview", { method: "POST", body: form });
  };
  const text = Buffer.from("Dear doctor,\nplease find the results below.\n");

  it("shows each page, what is likely to go wrong with it, and how long the call will take", async () => {
    const { status, body } = await preview([text, file("grey.jpg")], { quality: "normal" });
    expect(status).toBe(200);
    expect(body.data).toMatchObject({ record_type: "preview", quality: "normal", page_count: 2 });
    // Two pages of 0.7 cents, and each minute begun of half a cent.
    const minutes = Math.ceil(body.data.seconds / 60);
    expect(body.data.price).toEqual({ amount: (0.014 + minutes * 0.005).toFixed(4), currency: "USD" });
    expect(body.data.pages[0].price.amount).toMatch(/^0\.00[7-9]\d$/);
    const [first, second] = body.data.pages;
    expect(first.warnings).toEqual([]);
    const bytes = Buffer.from(first.image.split(",")[1], "base64");
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([1728, 1078]);
    expect(second.seconds).toBeGreaterThan(first.seconds);
    expect(body.data.seconds).toBeGreaterThan(first.seconds + second.seconds);
  });

  it("shows what optimize makes of it, and the same is sent", async () => {
    const pale = printedLetter(11, "0.75 g");
    const warnings = ({ body }: { body: any }) => body.data.pages[0].warnings.map(({ code }: any) => code);
    expect(warnings(await preview([pale]))).toContain("text_too_light");
    expect(warnings(await preview([pale], { optimize: "true" }))).toEqual([]);
    const form = new FormData();
    for (const [name, value] of Object.entries({ to: "+13127367276", optimize: "true" }))
      form.set(name, value);
    form.append("contents", new Blob([new Uint8Array(pale)]), "letter.pdf");
    const { body } = await run.call("/v2/faxes", { method: "POST", body: form });
    // Dots, no letters any more.
    expect(await pagesOf(body.data.id)).toMatchObject([{ text: { letters: 0 } }]);
  });

  it.each([
    ["nothing", [], "10004"],
    ["what cannot be faxed", [Buffer.from("PK\x03\x04 and so on")], "document_refused"],
    ["more pages than are waited for", [randomPdf(51)], "preview_too_long"],
  ])("refuses %s in words", async (_what, files, code) => {
    const { status, body } = await preview(files, { quality: "high" });
    expect([status, body.errors[0].code]).toEqual([422, code]);
    expect(body.errors[0].detail).toMatch(/\.$/);
  });

  it("sends nothing and keeps nothing", async () => {
    const before = await run.cloud.s3.listKeys(run.facts.bucket);
    await preview([text]);
    await run.cloud.idle();
    expect(await run.cloud.s3.listKeys(run.facts.bucket)).toEqual(before);
  });
});
