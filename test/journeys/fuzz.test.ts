import { afterAll, beforeAll, expect, it } from "vitest";
import { openJourney, type Journey } from "./support/laptop.ts";
import { seeded, wrongRequest } from "./support/wrong-requests.ts";

/** 200 here; `npm run fuzz:api` makes 2,000. The seed is printed, and can be given as FUZZ_SEED. */
const count = Number(process.env["FUZZ_COUNT"] ?? 200);
const seed = Number(process.env["FUZZ_SEED"] ?? Date.now() % 1_000_000);

let run: Journey;
beforeAll(async () => {
  run = await openJourney();
});
afterAll(() => run.end());

/** The header's `ü` cannot be sent by fetch as it is; it is sent as bytes of Latin-1, as other clients would. */
it(`${count} wrong requests (seed ${seed}) are answered 4xx, naming what is wrong`, async () => {
  const random = seeded(seed);
  const wrong: string[] = [];
  for (let n = 0; n < count; n += 8) {
    const batch = Array.from({ length: Math.min(8, count - n) }, () => wrongRequest(random));
    await Promise.all(
      batch.map(async ({ what, path, init, names, statuses }) => {
        const { status, body } = await run.call(path, init);
        const sources = (body?.errors ?? []).map(
          (error: any) => error.source?.pointer ?? error.source?.parameter,
        );
        const isNamed =
          names === undefined ||
          sources.some((source: string) => source?.startsWith(names) || names.startsWith(source));
        if (!statuses.includes(status) || !isNamed) {
          wrong.push(
            `${what}: ${status} ${JSON.stringify(body).slice(0, 200)} for ${typeof init.body === "string" ? init.body.slice(0, 80) : "a form"}`,
          );
        }
      }),
    );
  }
  expect(wrong).toEqual([]);
}, 240_000);
