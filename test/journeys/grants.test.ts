import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkGrant, key, mapGrants } from "./support/check-grants.ts";
import { grantJourneys } from "./support/grant-journeys.ts";
import { openJourney, type Journey } from "./support/laptop.ts";
import { seeded } from "./support/wrong-requests.ts";

/** Three grants here, chosen by a printed seed (GRANT_SEED); `npm run check:grants` takes away every one. */
const seed = Number(process.env["GRANT_SEED"] ?? Date.now() % 1_000_000);

let run: Journey;
beforeAll(async () => {
  run = await openJourney({ speed: 50 });
});
afterAll(() => run.end());

describe("least privilege, enforced: without a grant a journey fails, naming function, action and resource", () => {
  it(`three at random (seed ${seed})`, async () => {
    const random = seeded(seed);
    const names = Object.keys(grantJourneys)
      .map((name) => ({ name, order: random() }))
      .sort((a, b) => a.order - b.order)
      .slice(0, 3)
      .map(({ name }) => name);
    const users = await mapGrants(run, () => undefined, names);
    const used = run.cloud.door.grants().filter((grant) => users.has(key(grant)));
    for (let n = 0; n < 3; n++) {
      const grant = used[Math.floor(random() * used.length)];
      if (!grant) throw new Error("the journeys used no grant");
      const result = await checkGrant(run, grant, users.get(key(grant)) ?? []);
      expect(result).toEqual({ grant, journey: expect.any(String), problem: undefined });
    }
  }, 180_000);

  it("the refusal reads as AWS's, and reaches the caller as nothing but a 500", async () => {
    const api = run.cloud.door.grants().find(({ principal }) => principal.includes("Api"))?.principal ?? "";
    run.cloud.coolDown();
    const giveBack = run.cloud.door.withhold(api, "dynamodb:GetItem");
    const { status, body } = await run.call("/v2/faxes");
    giveBack();
    expect(status).toBe(500);
    expect(JSON.stringify(body)).not.toMatch(/dynamodb|arn:/);
    expect(run.said.join("\n")).toMatch(new RegExp(`not authorized to perform: dynamodb:GetItem`));
  });
});
