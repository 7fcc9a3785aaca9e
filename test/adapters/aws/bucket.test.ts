import { buffer } from "node:stream/consumers";
import { afterAll, describe, expect, it } from "vitest";
import {
  copyObject,
  deleteObject,
  linkToRead,
  linkToWrite,
  openObject,
  probeBucket,
  putNewObject,
  putObject,
  readMetadata,
  readObject,
} from "../../../adapters/aws/bucket.ts";
import { storeDocument } from "../../../adapters/aws/store-document.ts";
import { document } from "../../support/faxes.ts";
import { openTestBucket } from "../../support/bucket-engine.ts";

const { bucket, close } = await openTestBucket();
afterAll(close);

const pdf = Buffer.from("%PDF-1.4 pages of a fax");
const put = async (key: string, bytes: Uint8Array = pdf) => {
  await putObject(bucket, key, bytes, "application/pdf");
  const head = await fetch(await linkToRead(bucket, key, 60));
  await head.arrayBuffer();
  return (head.headers.get("etag") ?? "").replaceAll('"', "");
};

describe("an object", () => {
  it("is read whole, with its type, up to a limit", async () => {
    await put("a.pdf");
    expect(await readObject(bucket, "a.pdf", 1_000)).toEqual({
      bytes: pdf,
      contentType: "application/pdf",
    });
    expect(await readObject(bucket, "a.pdf", pdf.length)).toMatchObject({ contentType: "application/pdf" });
    expect(await readObject(bucket, "a.pdf", pdf.length - 1)).toBe("too_large");
    expect(await readObject(bucket, "none.pdf", 1_000)).toBe("missing");
  });

  it("is read as the version that was meant, or not at all", async () => {
    const eTag = await put("versioned.pdf");
    expect(await readObject(bucket, "versioned.pdf", 1_000, eTag)).toMatchObject({
      bytes: pdf,
    });
    await put("versioned.pdf", Buffer.from("%PDF- another"));
    expect(await readObject(bucket, "versioned.pdf", 1_000, eTag)).toBe("changed");
  });

  it("is deleted, and deleting it again is no error", async () => {
    await put("gone.pdf");
    await deleteObject(bucket, "gone.pdf");
    await deleteObject(bucket, "gone.pdf");
    expect(await readObject(bucket, "gone.pdf", 1_000)).toBe("missing");
  });

  it.each(["drop/+13125550148/my letter (1).pdf", "drop/ä ö/%41.pdf", "a/b+c d"])(
    "named %s is copied and read under that name",
    async (key) => {
      await put(key);
      expect(await copyObject(bucket, key, `copy of ${key}`, { contentType: "application/pdf" })).toBe(true);
      expect(await readObject(bucket, `copy of ${key}`, 1_000)).toMatchObject({ bytes: pdf });
    },
  );

  it("that is gone is not copied", async () => {
    expect(await copyObject(bucket, "none.pdf", "copy.pdf", { contentType: "application/pdf" })).toBe(false);
    expect(await readObject(bucket, "copy.pdf", 1_000)).toBe("missing");
  });

  it("is copied with the type and metadata given, in place of its own", async () => {
    await storeDocument(bucket, "documents/meta.pdf", [pdf], document);
    const given = { contentType: "application/rtf", metadata: { "link-sha256": "ab" } };
    expect(await copyObject(bucket, "documents/meta.pdf", "call/meta.pdf", given)).toBe(true);
    const copied = await readMetadata(bucket, "call/meta.pdf");
    expect(copied).toEqual({
      metadata: { "link-sha256": "ab" },
      sizeBytes: pdf.length,
      contentType: "application/rtf",
    });
  });

  it("is opened whole or in one range; none and a range beyond its end are told apart", async () => {
    await put("opened.pdf");
    const text = async (range: string | undefined) => {
      const opened = await openObject(bucket, "opened.pdf", range);
      if (typeof opened === "string") return opened;
      return { status: opened.status, range: opened.contentRange, bytes: await buffer(opened.body) };
    };
    expect(await text(undefined)).toEqual({ status: 200, range: undefined, bytes: pdf });
    expect(await text("bytes=1-3")).toEqual({
      status: 206,
      range: `bytes 1-3/${pdf.length}`,
      bytes: pdf.subarray(1, 4),
    });
    expect(await text("bytes=100000-")).toBe("bad_range");
    expect(await openObject(bucket, "none.pdf", undefined)).toBe("missing");
  });

  it("answers a probe that leaves nothing behind", async () => {
    await probeBucket(bucket, "probe/1");
    expect(await readObject(bucket, "probe/1", 100)).toBe("missing");
  });
});

describe("our own copy of a document is immutable", () => {
  it("the first to write it wins, and its facts are answered to all", async () => {
    expect(await storeDocument(bucket, "documents/1.pdf", [pdf], document)).toEqual(document);
    const other = { ...document, sha256: "00".repeat(32), pages: 99 };
    const answered = await storeDocument(bucket, "documents/1.pdf", [Buffer.from("%PDF- other")], other);
    expect(answered).toEqual({ ...document, sizeBytes: pdf.length });
    expect(await readObject(bucket, "documents/1.pdf", 1_000)).toMatchObject({ bytes: pdf });
  });

  it("of ten at once one writes it", async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        putNewObject(bucket, "documents/race.pdf", [Buffer.from(`%PDF- ${index}`)], {
          ...document,
          metadata: {},
        }),
      ),
    );
    expect(outcomes.filter(Boolean)).toHaveLength(1);
  });

  it("keeps its facts beside it", async () => {
    await putNewObject(bucket, "documents/facts.pdf", [pdf], {
      sha256: "aa",
      contentType: "image/tiff",
      metadata: { sha256: "aa", pages: "2" },
    });
    expect(await readMetadata(bucket, "documents/facts.pdf")).toEqual({
      metadata: { sha256: "aa", pages: "2" },
      sizeBytes: pdf.length,
      contentType: "image/tiff",
    });
    expect(await readMetadata(bucket, "documents/none.pdf")).toBeUndefined();
  });
});

describe("links", () => {
  it("read one object, without any other credential", async () => {
    await put("documents/linked.pdf");
    const link = await linkToRead(bucket, "documents/linked.pdf", 60, "fax-1.pdf");
    const answer = await fetch(link);
    expect([answer.status, Buffer.from(await answer.arrayBuffer())]).toEqual([200, pdf]);
    expect(answer.headers.get("content-disposition")).toBe('inline; filename="fax-1.pdf"');
    expect((await fetch(link.replace("linked", "other"))).status).toBe(403);
    expect(link.length).toBeLessThan(2_000);
  });

  it("take an upload of any type, as curl -T sends it, and carry no checksum of an empty body", async () => {
    const link = await linkToWrite(bucket, "uploads/1", 60);
    expect(link).not.toMatch(/checksum-crc32/i);
    expect((await fetch(link, { method: "PUT", body: pdf })).status).toBe(200);
    expect(await readObject(bucket, "uploads/1", 1_000)).toMatchObject({ bytes: pdf });
  });

  it("bind the content type only if one was given", async () => {
    const link = await linkToWrite(bucket, "uploads/2", 60, "application/pdf");
    const upload = (type: string) =>
      fetch(link, { method: "PUT", body: pdf, headers: { "content-type": type } });
    expect((await upload("text/plain")).status).toBe(403);
    expect((await upload("application/pdf")).status).toBe(200);
  });
});
