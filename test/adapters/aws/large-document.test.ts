import { afterAll, describe, expect, it } from "vitest";
import { readMetadata, readObject } from "../../../adapters/aws/bucket.ts";
import { storeDocument } from "../../../adapters/aws/store-document.ts";
import { sizeOf } from "../../../core/documents/pieces.ts";
import { sha256Hex } from "../../../core/ids.ts";
import { openTestBucket } from "../../support/bucket-engine.ts";

const desk = await openTestBucket();
const { bucket } = desk;
afterAll(() => desk.close());

describe("a large document goes out piece by piece", () => {
  const pieces = Array.from({ length: 40 }, (_, index) => Buffer.alloc(300_000 + index, index));
  const facts = {
    sha256: sha256Hex(...pieces),
    sizeBytes: sizeOf(pieces),
    pages: 40,
    contentType: "application/pdf" as const,
  };

  it("and is one object, written once", async () => {
    expect(await storeDocument(bucket, "documents/large.pdf", pieces, facts)).toEqual(facts);
    expect(await storeDocument(bucket, "documents/large.pdf", pieces, { ...facts, pages: 99 })).toEqual(
      facts,
    );
    const read = await readObject(bucket, "documents/large.pdf", 50_000_000);
    if (typeof read === "string") throw new Error(read);
    expect(Buffer.concat(pieces).equals(read.bytes)).toBe(true);
  });

  it("and nothing is kept of what arrives as something else", async () => {
    const damaged = [...pieces.slice(0, -1), Buffer.alloc(300_039, 1)];
    await expect(storeDocument(bucket, "documents/damaged.pdf", damaged, facts)).rejects.toThrow();
    expect(await readMetadata(bucket, "documents/damaged.pdf")).toBeUndefined();
  });
});
