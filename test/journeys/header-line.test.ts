import { setImmediate as nextTurn } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { documentDesk } from "../support/document-desk.ts";
import { wordsOf } from "../support/pdf-words.ts";
import { fileOf } from "../documents/good-documents.ts";
import { noisyPage, tiffG4Pages } from "../documents/rasters.ts";
import { encodeG4 } from "../../core/documents/g4/encode-g4.ts";
import { toBilevel } from "../../core/documents/to-bilevel.ts";
import { randomPdf, serve } from "./support/documents.ts";
import { openJourney, type Journey } from "./support/laptop.ts";
import { whole } from "../../core/documents/pieces.ts";

let run: Journey;
beforeAll(async () => {
  run = await openJourney();
});
afterAll(() => run.end());

const desk = await documentDesk();
const to = "+13127367276";

/** What the carrier fetched for the latest call. */
async function pagesAtCarrier(id: string): Promise<Uint8Array> {
  const response = await fetch(`${run.facts.simulatorUrl}/_control/faxes/${id}/document`);
  expect(response.status).toBe(200);
  return new Uint8Array(await response.arrayBuffer());
}

async function faxed(files: Uint8Array[], more: Record<string, string> = {}) {
  const form = new FormData();
  for (const [name, value] of Object.entries({ to, ...more })) form.set(name, value);
  for (const bytes of files) form.append("contents", new Blob([new Uint8Array(bytes)]), "scan.bin");
  const { status, body } = await run.call("/v2/faxes", { method: "POST", body: form });
  expect(status).toBe(202);
  const fax = await run.fax(body.data.id, "delivered");
  return { fax, pages: await pagesAtCarrier(fax.id) };
}

/** The link that the carrier was given for the first call. */
async function linkOf(fax: any): Promise<string> {
  const answer = await fetch(`${run.facts.simulatorUrl}/v2/faxes/${fax.attempts[0].carrier_fax_id}`, {
    headers: { authorization: `Bearer ${run.carrier.apiKey}` },
  });
  return ((await answer.json()) as { data: { media_url: string } }).data.media_url;
}

/** A page's dots from `fromRow` on, drawn at the fax machine's resolution. */
async function dots(pdf: Uint8Array, fromRow: number, size: { width: number; height: number }) {
  const [first] = await dotsOfPages(pdf, fromRow, size);
  return first ?? Buffer.alloc(0);
}

async function dotsOfPages(pdf: Uint8Array, fromRow: number, size: { width: number; height: number }) {
  const { width, height } = size;
  const reader = desk.pdf.openPages(pdf);
  if (typeof reader === "string") throw new Error(reader);
  const pages = [];
  for (let index = 0; index < reader.pages; index++) {
    const grey = reader.draw(index, { width, height, left: 0, boxWidth: width, boxHeight: height });
    pages.push(Buffer.from(toBilevel(grey, "text").black.subarray(fromRow * (width / 8))));
    // The laptop runs in this process, too: many pages at a stretch would let its connections die.
    await nextTurn();
  }
  reader.close();
  return pages;
}

/** `2026-11-24 17:05` of a moment, without its blank, as the laptop's zone has it. */
const minuteOf = (at: string) => {
  const { year, month, day, hour, minute } = Object.fromEntries(
    new Intl.DateTimeFormat("en-US", {
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    })
      .formatToParts(new Date(at))
      .map(({ type, value }) => [type, value]),
  );
  return `${year}-${month}-${day}${hour}:${minute}`;
};

describe("every page says when it was sent, who sends it, from which number, and which page it is", () => {
  it("the time is that of the call", async () => {
    const { fax, pages } = await faxed([randomPdf(2)], { from_display_name: "Dr. Ruiz" });
    const words = wordsOf(pages);
    expect(words).toHaveLength(2);
    const [attempt] = fax.attempts;
    for (const [index, page] of words.entries()) {
      expect(page).toContain(minuteOf(attempt.started_at));
      expect(page).toContain(`Dr.Ruiz${fax.from}Page${index + 1}of2`);
    }
  });

  it("without a name of its own, a fax has the installation's; each redial has its own time", async () => {
    const web = await serve(randomPdf());
    const numbers: { number: string; outcome: string }[] = await run.control("/numbers");
    const busyTwice = numbers.find(({ outcome }) => outcome === "busy_twice_then_delivered")?.number;
    const { body } = await run.call("/v2/faxes", {
      method: "POST",
      body: JSON.stringify({ to: busyTwice, media_url: web.url }),
    });
    const id: string = body.data.id;
    for (const calls of [1, 2]) {
      await run.until(`the pause after call ${calls}`, async () => {
        const { data } = (await run.call(`/v2/faxes/${id}`)).body;
        return data.waiting?.for === "redial" && data.attempts.length === calls ? true : undefined;
      });
      await run.control("/clock", { advance_seconds: 900 });
    }
    const fax = await run.fax(id, "delivered");
    web.close();
    expect(fax.attempts).toHaveLength(3);
    const times = fax.attempts.map(({ started_at }: { started_at: string }) => minuteOf(started_at));
    expect(new Set(times).size).toBe(3);
    for (const [index, { carrier_fax_id }] of fax.attempts.entries()) {
      const [page = ""] = wordsOf(await pagesAtCarrier(carrier_fax_id));
      expect(page).toContain(times[index]);
      expect(page).toContain(`SampleClinic${fax.from}Page1of1`);
    }
  });

  it("the carrier gets in ranges what it gets whole", async () => {
    const { fax, pages } = await faxed([randomPdf(1)]);
    const link = await linkOf(fax);
    const at = Buffer.from(pages).lastIndexOf(Buffer.from("20", "utf16le").swap16().toString("hex"));
    expect(at).toBeGreaterThan(0);
    for (const [first, last] of [
      [at - 10, at + 3],
      [at + 2, at + 20],
      [0, at],
    ] as const) {
      const answer = await fetch(link, { headers: { range: `bytes=${first}-${last}` } });
      expect(answer.status).toBe(206);
      const part = Buffer.from(await answer.arrayBuffer());
      expect(part.equals(Buffer.from(pages).subarray(first, last + 1))).toBe(true);
    }
  });

  it("a page from a fax machine arrives dot by dot below its band", async () => {
    const tiff = fileOf("fax-g4.tif");
    const plain = desk.pdf.check([await plainPdf(tiff)]);
    if (typeof plain === "string") throw new Error(plain);
    const { pages } = await faxed([tiff]);
    const sent = await dots(pages, 55, { width: 1728, height: 2255 });
    expect(sent.equals(await dots(whole(plain.pieces), 0, { width: 1728, height: 2200 }))).toBe(true);
  });

  it("so do the hundred pages of one TIFF", async () => {
    const rasters: { page: ReturnType<typeof noisyPage>; coded: Uint8Array }[] = [];
    for (let seed = 1; seed <= 100; seed++) {
      const page = noisyPage(1728, 1100, 0.01, seed);
      rasters.push({ page, coded: encodeG4(page) });
      await nextTurn();
    }
    const tiff = tiffG4Pages(rasters);
    const { body } = await run.call("/v2/faxes", { method: "POST", body: JSON.stringify({ to }) });
    await fetch(body.data.upload_url, { method: "PUT", body: new Uint8Array(tiff) });
    const fax = await run.fax(body.data.id, "delivered");
    expect(fax.page_count).toBe(100);
    const arrived = await dotsOfPages(await pagesAtCarrier(fax.id), 55, { width: 1728, height: 1155 });
    expect(arrived.map((page, index) => page.equals(Buffer.from(rasters[index]?.page.black ?? [])))).toEqual(
      Array.from({ length: 100 }, () => true),
    );
  });

  it("the page that is shown has the time of its call", async () => {
    const { fax } = await faxed([randomPdf(1)]);
    const shown = await fetch(`${run.facts.url}/v2/faxes/${fax.id}/pages/1.png`, {
      headers: { authorization: `Bearer ${run.facts.apiKey}` },
    });
    expect(shown.status).toBe(200);
  });
});

describe("a fax sent again", () => {
  it("has one header line, with its own sender", async () => {
    const { fax } = await faxed([randomPdf(1)], { from_display_name: "First Desk" });
    const { status, body } = await run.call(`/v2/faxes/${fax.id}/actions/resend`, {
      method: "POST",
      body: JSON.stringify({ from_display_name: "Second Desk" }),
    });
    expect(status).toBe(202);
    const again = await run.fax(body.data.id, "delivered");
    const pages = await pagesAtCarrier(again.id);
    expect(wordsOf(pages)[0]).toContain("SecondDesk");
    const reader = desk.pdf.openPages(pages);
    if (typeof reader === "string") throw new Error(reader);
    expect([reader.pages, Math.round(reader.size(0).height)]).toEqual([1, 792]);
    reader.close();
  });
});

describe("a cover page", () => {
  it("goes before the documents, in the words of the country called, and counts itself", async () => {
    const cover = {
      template: "confidential",
      to_name: "Dr. Lee",
      subject: "Results",
      message: "As discussed.",
    };
    const { fax, pages } = await faxed([randomPdf(2)], { cover_page: JSON.stringify(cover) });
    expect(fax.page_count).toBe(3);
    const [first = ""] = wordsOf(pages);
    for (const word of ["Dr.Lee", "Results", "Asdiscussed.", "HIPAA", "Page1of3", to]) {
      expect(first).toContain(word);
    }
  });

  it("that cannot be understood refuses the fax, naming the field", async () => {
    const { status, body } = await run.call("/v2/faxes", {
      method: "POST",
      body: JSON.stringify({ to, cover_page: { template: "fancy" } }),
    });
    expect([status, body.errors[0].source.pointer]).toEqual([422, "/cover_page/template"]);
  });
});

/** A TIFF on paper as we make it, without a header line. */
async function plainPdf(tiff: Uint8Array): Promise<Uint8Array> {
  const { makeDocument } = await import("../../core/operations/make-document.ts");
  const made = await makeDocument(desk, [tiff], {});
  if (typeof made === "string") throw new Error(made);
  return whole(made.pieces);
}
