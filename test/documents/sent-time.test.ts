import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { findTime, sentAt, timeOperand, withTime } from "../../core/documents/sent-time.ts";
import { makeDocument, type MakeOptions } from "../../core/operations/make-document.ts";
import { overlaid } from "../../functions/runtime/overlaid.ts";
import { documentDesk } from "../support/document-desk.ts";
import { wordsOf } from "../support/pdf-words.ts";
import { pdfOf } from "../support/pdfs.ts";
import { fileOf } from "./good-documents.ts";
import { whole } from "../../core/documents/pieces.ts";

const desk = await documentDesk();
const summer = Date.UTC(2026, 6, 1, 12, 0);
const header = { senderName: "Downtown Clinic", senderNumber: "+13125550100", language: "en" } as const;

async function make(files: Uint8Array[], options: MakeOptions = { header }) {
  const made = await makeDocument(desk, files, options);
  if (typeof made === "string") throw new Error(made);
  return made;
}

describe("the time of a call", () => {
  it("is told in the sender's zone, with the zone's name", () => {
    expect(sentAt(summer, "America/New_York")).toBe("2026-07-01 08:00 EDT");
    expect(sentAt(Date.UTC(2026, 11, 1, 5, 5), "America/New_York")).toBe("2026-12-01 00:05 EST");
    expect(sentAt(summer, "Asia/Kolkata")).toBe("2026-07-01 17:30 GMT+5:30");
  });

  it("takes the same number of bytes in every zone there is", () => {
    const lengths = Intl.supportedValuesOf("timeZone").map((zone) => timeOperand(summer, zone).length);
    expect(new Set(lengths)).toEqual(new Set([104]));
    const longest = Math.max(
      ...Intl.supportedValuesOf("timeZone").map((zone) => sentAt(summer, zone).length),
    );
    expect(longest).toBeLessThanOrEqual(26);
  });

  it.each([
    ["a PDF", () => [pdfOf(3)]],
    ["a text", () => [Buffer.from("Dear doctor,\n")]],
    ["a page from a fax machine", () => [fileOf("fax-g4.tif")]],
    ["several of different kinds", () => [pdfOf(2), Buffer.from("between"), fileOf("fax-g4.tif")]],
  ])("is written into all pages of %s at one place, whose length stays", async (_what, files) => {
    const made = await make(files());
    const timeOffset = made.timeOffset ?? -1;
    const sent = withTime(whole(made.pieces), timeOffset, timeOperand(summer, "America/New_York"));
    expect(sent.byteLength).toBe(whole(made.pieces).byteLength);
    expect(desk.pdf.check([sent])).toMatchObject({ pages: made.pages });
    for (const letters of wordsOf(sent)) expect(letters).toContain("2026-07-0108:00EDT");
    for (const letters of wordsOf(whole(made.pieces))) expect(letters).not.toContain("2026");
  });

  it.each(["Downtown Clinic", "東京クリニック", "عيادة المدينة"])(
    "is there to be seen beside %s",
    async (senderName) => {
      const made = await make([pdfOf(1)], { header: { ...header, senderName } });
      const inkOf = (pdf: Uint8Array) => {
        const reader = desk.pdf.openPages(pdf);
        if (typeof reader === "string") throw new Error(reader);
        const { grey } = reader.draw(0, { width: 612, height: 792, left: 0, boxWidth: 612, boxHeight: 792 });
        reader.close();
        // The band's first 130 points, where the time has its room.
        return Array.from({ length: 20 }, (_, row) => grey.subarray(row * 612, row * 612 + 130))
          .map((dots) => dots.filter((dot) => dot < 128).length)
          .reduce((sum, count) => sum + count, 0);
      };
      expect(inkOf(whole(made.pieces))).toBe(0);
      expect(
        inkOf(withTime(whole(made.pieces), made.timeOffset ?? -1, timeOperand(summer, "UTC"))),
      ).toBeGreaterThan(50);
    },
  );

  it("stands in ours, whatever blanks the sender's own pages have", async () => {
    const first = await make([pdfOf(1)]);
    const again = await make([whole(first.pieces)]);
    expect(again.timeOffset).toBeGreaterThan(first.timeOffset ?? 0);
    const sent = withTime(whole(again.pieces), again.timeOffset ?? -1, timeOperand(summer, "UTC"));
    expect(wordsOf(sent)[0]?.match(/2026-07-0112:00UTC/g)).toHaveLength(1);
  });

  it("a fax sent again has one header line, of its new sender", async () => {
    const first = await make([pdfOf(2), fileOf("fax-g4.tif")]);
    const again = await make([whole(first.pieces)], {
      header: { ...header, senderName: "North Lab" },
      isMade: true,
    });
    expect(again.pages).toBe(3);
    const shown = wordsOf(withTime(whole(again.pieces), again.timeOffset ?? -1, timeOperand(summer, "UTC")));
    for (const letters of shown) expect(letters).toContain("NorthLab");
    // Painted over: to the eye there is one line. No page grows a second time.
    const sizes = (pdf: Uint8Array) => {
      const reader = desk.pdf.openPages(pdf);
      if (typeof reader === "string") throw new Error(reader);
      return Array.from({ length: reader.pages }, (_, page) => Math.round(reader.size(page).height));
    };
    expect(sizes(whole(again.pieces))).toEqual(sizes(whole(first.pieces)));
  });

  it("is absent where header lines are off", async () => {
    const made = await make([pdfOf(1)], {});
    expect(made.timeOffset).toBeUndefined();
    expect(findTime(made.pieces)).toBeUndefined();
  });
});

describe("bytes laid over a stream", () => {
  const whole = Buffer.from("0123456789abcdefghij");
  const chunked = (size: number) =>
    Readable.from(
      Array.from({ length: Math.ceil(whole.length / size) }, (_, n) =>
        whole.subarray(n * size, (n + 1) * size),
      ),
    );
  const expected = (offset: number) => {
    const copy = Buffer.from(whole);
    for (const [index, byte] of Buffer.from("WXYZ").entries()) {
      if (offset + index >= 0 && offset + index < copy.length) copy[offset + index] = byte;
    }
    return copy.toString();
  };

  it.each([1, 3, 4, 7, 20])("in chunks of %i, wherever they begin", async (size) => {
    for (let offset = -5; offset <= 21; offset++) {
      expect((await buffer(overlaid(chunked(size), { offset, text: "WXYZ" }))).toString()).toBe(
        expected(offset),
      );
    }
  });

  it("an error of the stream is an error of what is read", async () => {
    const broken = Readable.from(
      (async function* () {
        yield Buffer.from("01");
        throw new Error("broke off");
      })(),
    );
    await expect(buffer(overlaid(broken, { offset: 0, text: "W" }))).rejects.toThrow("broke off");
  });
});
