import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { grantJourneys } from "./support/grant-journeys.ts";
import { openJourney, type Journey } from "./support/laptop.ts";

let run: Journey;
beforeAll(async () => {
  run = await openJourney({ speed: 50 });
});
afterAll(() => run.end());

describe("no document, secret or full fax number in a log", () => {
  it("whatever the product is asked to do", async () => {
    for (const [name, journey] of Object.entries(grantJourneys)) {
      // Giving up a batch is done by refusing a grant, which the laptop reports in its own words.
      if (!name.startsWith("a batch")) await journey(run);
    }
    await run.call("/v2/faxes/nonsense");
    await run.call("/webhooks/telnyx", { method: "POST", body: "+13127367276" });
    await run.cloud.idle();
    const fromFunctions = run.said.filter((line) => /\{"(level|_aws)"/.test(line)).join("\n");
    expect(fromFunctions).not.toBe("");
    expect(fromFunctions).not.toMatch(/(?<![0-9a-f-])\+?1?[2-9]\d{9}(?![0-9a-f])/);
    expect(fromFunctions).not.toMatch(/X-Amz-(Signature|Credential|Security-Token)/);
    expect(fromFunctions).not.toMatch(/%PDF|https?:\/\//);
    expect(fromFunctions).not.toMatch(/\/links\/|link#/);
    expect(fromFunctions).not.toContain(run.facts.apiKey);
    expect(fromFunctions).not.toContain("KEY-laptop-simulator");
    expect(fromFunctions).not.toMatch(/@example\.com|@elsewhere\.test/);
  }, 180_000);
});
