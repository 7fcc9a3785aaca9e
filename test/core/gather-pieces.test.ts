import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { gather } from "../../core/documents/gather-pieces.ts";

const pieces = [Buffer.from("one "), Buffer.alloc(70_000, 2), Buffer.from("three")];
const all = Buffer.concat(pieces);

describe("what comes piece by piece is gathered", () => {
  it.each([
    ["told its size", all.length],
    ["told nothing", undefined],
    ["told less than comes", 10],
    ["told more than comes", all.length + 10],
  ])("%s", async (_name, expectedBytes) => {
    expect(await gather(Readable.from(pieces), { maxBytes: 100_000, expectedBytes })).toEqual(all);
  });

  it("exactly up to its limit", async () => {
    expect(await gather(Readable.from(pieces), { maxBytes: all.length })).toEqual(all);
    expect(await gather(Readable.from(pieces), { maxBytes: all.length - 1 })).toBeUndefined();
  });

  it("not at all where it is announced to be too large: nothing of it is read", async () => {
    const stream = Readable.from(pieces);
    expect(await gather(stream, { maxBytes: 100, expectedBytes: 101 })).toBeUndefined();
    expect(stream.destroyed).toBe(true);
  });

  it("no further than its limit, where nothing is announced", async () => {
    let read = 0;
    const endless = Readable.from(
      (function* () {
        for (;;) yield Buffer.alloc(1_000, ++read);
      })(),
    );
    expect(await gather(endless, { maxBytes: 10_000 })).toBeUndefined();
    expect(read).toBeLessThan(50);
    expect(endless.destroyed).toBe(true);
  });

  it("or fails where it breaks off", async () => {
    const broken = Readable.from(
      (function* () {
        yield Buffer.from("begun");
        throw new Error("reset");
      })(),
    );
    await expect(gather(broken, { maxBytes: 100, expectedBytes: 50 })).rejects.toThrow("reset");
  });
});
