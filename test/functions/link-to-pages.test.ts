import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { putNewObject, readMetadata } from "../../adapters/aws/bucket.ts";
import { blankTime, timeOperand } from "../../core/documents/sent-time.ts";
import { callKey, documentKey } from "../../core/keys-in-bucket.ts";
import { timeOf } from "../../core/media-link.ts";
import { linkMaker } from "../../functions/runtime/link-to-pages.ts";
import { openTestBucket } from "../support/bucket-engine.ts";
import { noon, uuid } from "../support/faxes.ts";

let desk: Awaited<ReturnType<typeof openTestBucket>>;
const contentType = "application/pdf";
const key = documentKey(uuid("fax"));
const offset = "%PDF-1.7 <".length;
const pages = (time: string) => `%PDF-1.7 <${time}> the rest`;
const timeZone = "America/New_York";
beforeAll(async () => {
  desk = await openTestBucket();
  await putNewObject(desk.bucket, key, [Buffer.from(pages(blankTime))], {
    sha256: "",
    contentType,
    metadata: {},
  });
});
afterAll(() => desk.close());

const at = (attempt: number) => callKey(uuid("fax"), attempt);

describe("an attempt's own copy of the pages", () => {
  it("has the time of its call in its bytes, where the store itself serves it", async () => {
    const link = linkMaker(desk.bucket, { mediaUrl: "", timeZone }, () => noon);
    const url = (await link(uuid("fax"), 1, { key, contentType, time: { offset, calledAt: noon } })) ?? "";
    expect(await (await fetch(url)).text()).toBe(pages(timeOperand(noon, timeZone)));
    const calledAt = noon + 3_600_000;
    const again = (await link(uuid("fax"), 2, { key, contentType, time: { offset, calledAt } })) ?? "";
    expect(await (await fetch(again)).text()).toBe(pages(timeOperand(calledAt, timeZone)));
  });

  it("says the time beside its bytes, where a function of ours streams it, whenever the copy is made", async () => {
    const time = { offset, calledAt: noon };
    const link = linkMaker(
      desk.bucket,
      { mediaUrl: "https://media.example/", timeZone },
      () => noon + 60_000,
    );
    expect(await link(uuid("fax"), 3, { key, contentType, time })).toContain("https://media.example/call/");
    const stored = await readMetadata(desk.bucket, at(3));
    expect(timeOf(stored?.metadata ?? {})).toEqual({ offset, text: timeOperand(noon, timeZone) });
  });

  it("is the pages as they are, where they have no header lines", async () => {
    const link = linkMaker(desk.bucket, { mediaUrl: "", timeZone }, () => noon);
    const url = (await link(uuid("fax"), 4, { key, contentType })) ?? "";
    expect(await (await fetch(url)).text()).toBe(pages(blankTime));
  });

  it.each([{ time: { offset, calledAt: noon } }, {}])(
    "of pages that are gone there is none (%j)",
    async (more) => {
      const link = linkMaker(desk.bucket, { mediaUrl: "", timeZone }, () => noon);
      expect(await link(uuid("fax"), 5, { key: "documents/none.pdf", contentType, ...more })).toBeUndefined();
    },
  );
});
