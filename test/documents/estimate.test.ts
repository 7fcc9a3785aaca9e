import { describe, expect, it } from "vitest";
import { estimateFax } from "../../core/operations/estimate-fax.ts";
import { documentDesk } from "../support/document-desk.ts";
import { noon } from "../support/faxes.ts";
import { printedLetter } from "./written-page.ts";

const desk = await documentDesk();
const rates = { currency: "USD", perPage: 0.01, perMinute: 0, billedSeconds: 60, byCountry: {} };
const rules = { defaultFrom: "+13125550100", header: { senderName: "Clinic", timeZone: "UTC" }, rates };
const letter = printedLetter(11);
const estimate = (contents: Uint8Array[], cover = false, more: Partial<typeof rules> = {}) =>
  estimateFax(
    desk,
    { ...rules, ...more },
    { body: { to: "+13125550148", ...(cover ? { cover_page: { message: "Hello" } } : {}) }, contents },
    "US",
    noon,
  );

describe("what a fax is likely to be is told before it is made", () => {
  it("its pages, of all documents and the cover, and what one call costs", async () => {
    expect(await estimate([letter, letter], true)).toEqual({
      pages: 3,
      price: { amount: "0.0300", currency: "USD" },
    });
  });

  it("pages beyond the first few are held to be like them", async () => {
    const minutes = { rates: { ...rates, perPage: 0, perMinute: 60, billedSeconds: 1 } };
    const [few, many] = [
      await estimate([letter], false, minutes),
      await estimate(Array(8).fill(letter), false, minutes),
    ];
    const seconds = (one: typeof few) => Number(one?.price?.amount);
    expect(many?.pages).toBe(8);
    expect(seconds(many)).toBeGreaterThan(seconds(few));
    // A call's beginning and end are in both, and each is charged by the second begun.
    const [one, eight] = [seconds(few) - 14, seconds(many) - 14];
    expect(Math.abs(eight - 8 * one)).toBeLessThan(9);
  });

  it("without prices only the pages", async () => {
    expect(
      await estimateFax(
        desk,
        { ...rules, rates: undefined },
        { body: { to: "+13125550148" }, contents: [letter] },
        "US",
        noon,
      ),
    ).toEqual({ pages: 1 });
  });

  it.each([
    ["cannot be read", Buffer.from("%PDF-1.4 nothing")],
    ["are large", new Uint8Array(8 * 1024 * 1024 + 1)],
  ])("nothing of documents that %s", async (_how, document) => {
    expect(await estimate([document])).toBeUndefined();
  });
});
