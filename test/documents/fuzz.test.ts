import { describe, expect, it } from "vitest";
import { explainsFault } from "./faults.ts";
import { lookAtCover } from "../../core/documents/cover/kept-cover.ts";
import { makeDocument } from "../../core/operations/make-document.ts";
import { documentDesk } from "../support/document-desk.ts";
import { goodDocuments } from "./good-documents.ts";
import { random } from "./rasters.ts";

/** Mutants of each kind; `FUZZ_COUNT` makes it more. */
const count = Number(process.env["FUZZ_COUNT"] ?? 100);
/** No document may hold the function longer; a busy machine is given ten times its due. */
const limitMs = 20_000;
const seed = Number(process.env["FUZZ_SEED"] ?? 1);

const small = goodDocuments.filter(({ bytes }) => bytes.length < 50_000);
const kinds = [...new Set(small.map(({ name }) => name.split(".").at(-1) ?? ""))];
const header = {
  senderName: "Downtown Clinic",
  senderNumber: "+13125550100",
  language: "en",
} as const;

/** Flips bits, cuts, repeats or splices pieces of another file of the kind. */
function mutate(bytes: Buffer, other: Buffer, next: () => number): Buffer {
  const at = Math.floor(next() * bytes.length);
  switch (Math.floor(next() * 4)) {
    case 0: {
      const flipped = Buffer.from(bytes);
      const flips = 1 + Math.floor(next() * 8);
      for (let index = 0; index < flips; index++) {
        const place = Math.floor(next() * flipped.length);
        flipped[place] = (flipped[place] ?? 0) ^ (1 << Math.floor(next() * 8));
      }
      return flipped;
    }
    case 1:
      return bytes.subarray(0, at);
    case 2:
      return Buffer.concat([bytes.subarray(0, at), other.subarray(Math.floor(next() * other.length))]);
    default: {
      const length = Math.floor(next() * 64);
      return Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)]);
    }
  }
}

describe("no damaged file breaks the page maker: each becomes pages or a named fault, in time", () => {
  it.each(kinds)(`${count} mutants of %s`, { timeout: 60_000 + count * 2_000 }, async (kind) => {
    let desk = await documentDesk();
    const next = random(seed * 1000 + kind.length + kind.charCodeAt(0));
    const files = small.filter(({ name }) => name.endsWith(`.${kind}`));
    const pick = () => files[Math.floor(next() * files.length)]?.bytes ?? Buffer.alloc(0);
    for (let index = 0; index < count; index++) {
      const mutant = mutate(pick(), pick(), next);
      const begun = performance.now();
      try {
        // Every fourth is also drawn and looked at, and may be a cover.
        const options = index % 4 === 0 ? { header, optimizeFor: "high" as const } : { header };
        if (index % 4 === 0) lookAtCover(desk.pdf, mutant);
        const made = await makeDocument(desk, [mutant], options);
        if (typeof made === "string") expect(explainsFault(made)).toBe(true);
        else expect(made.pages).toBeGreaterThan(0);
      } catch (error) {
        // The engine itself may give up over a document; the function then takes a new one and refuses it.
        if (!(error instanceof WebAssembly.RuntimeError)) {
          throw new Error(`mutant ${index} of ${kind}, seed ${seed}: ${String(error)}`, { cause: error });
        }
        desk = await documentDesk();
      }
      expect(performance.now() - begun).toBeLessThan(limitMs);
    }
    expect(process.memoryUsage().rss).toBeLessThan(1_700_000_000);
  });
});
