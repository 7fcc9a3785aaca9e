import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { inboundEventTypes, outboundEventTypes } from "../../core/carrier-event.ts";
import { waitReasons } from "../../core/fax.ts";
import { explainStep } from "../../core/timeline-words.ts";

/** Every word that the sources write into a timeline. */
const written = globSync("{core,adapters}/**/*.ts").flatMap((file) =>
  [...readFileSync(file, "utf8").matchAll(/word: "([\w.]+)"/g)].map(([, word]) => word ?? ""),
);
const planned = [
  "t38.off",
  "quality.normal",
  "redial.planned",
  "carrier.fetched",
  "carrier.asked_head",
  "waiting.lane",
  "waiting.channel",
];

describe("the timeline tells its story in words", () => {
  it("finds the words that are written", () => {
    expect(written).toEqual(expect.arrayContaining(["accepted", "submitted", "pages.may_have_printed"]));
  });

  it.each([
    ...new Set([
      ...written,
      ...planned,
      ...waitReasons.filter((reason) => reason.startsWith("carrier_")),
      ...outboundEventTypes,
      ...inboundEventTypes,
    ]),
  ])("%s has a sentence of its own", (word) => {
    expect(explainStep(word)).toMatch(/^[A-Z].*\.$/);
    expect(explainStep(word)).not.toContain(word.includes(".") ? word : "reported");
  });

  it("a word nobody knows is named as it came, cut short", () => {
    expect(explainStep("brand.new")).toBe("The carrier reported brand.new.");
    expect(explainStep("x".repeat(500)).length).toBeLessThan(120);
  });
});
