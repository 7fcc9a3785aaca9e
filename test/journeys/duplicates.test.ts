import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { randomPdf, serve } from "./support/documents.ts";
import { openJourney, type Journey } from "./support/laptop.ts";

let run: Journey;
const webs: Awaited<ReturnType<typeof serve>>[] = [];
beforeAll(async () => {
  run = await openJourney({ speed: 20 });
});
afterAll(async () => {
  for (const web of webs) web.close();
  await run.end();
});

const pagesAt = async (pdf = randomPdf()): Promise<string> => {
  const web = await serve(pdf);
  webs.push(web);
  return web.url;
};
let numbers = 0;
const ownNumber = () => `+1312555${String(2_000 + ++numbers)}`;
const send = async (to: string, media_url: string, key?: string): Promise<string> => {
  const { status, body } = await run.call("/v2/faxes", {
    method: "POST",
    body: JSON.stringify({ to, media_url }),
    ...(key ? { headers: { authorization: `Bearer ${key}` } } : {}),
  });
  expect(status).toBe(202);
  return body.data.id;
};
const callsOf = async (id: string) =>
  (await run.control("/calls")).filter((call: any) => atob(call.client_state ?? "").startsWith(id));

describe("the same pages to the same number within ten minutes", () => {
  it("both go; the later one warns and names the first, in the list, in its timeline and by itself", async () => {
    const [to, pages] = [ownNumber(), await pagesAt()];
    const first = await send(to, pages);
    await run.fax(first, "delivered");
    const second = await send(to, pages);
    const fax = await run.fax(second, "delivered");
    expect(fax.warnings).toEqual([
      { code: "possible_duplicate", fax_id: first, detail: expect.stringContaining(first) },
    ]);
    expect(fax.events).toContainEqual(
      expect.objectContaining({
        event: "duplicate.warned",
        detail:
          "The same pages were in another fax to this number a few minutes ago; this one goes all the same.",
      }),
    );
    const { body } = await run.call("/v2/faxes?page[size]=50");
    const listed = Object.fromEntries(body.data.map((each: any) => [each.id, each.warnings.length]));
    expect([listed[first], listed[second]]).toEqual([0, 1]);
    expect([(await callsOf(first)).length, (await callsOf(second)).length]).toEqual([1, 1]);
  });

  it("two at once: one waits for the other, and warns when its turn comes", async () => {
    const [to, pages] = [ownNumber(), await pagesAt()];
    const ids = await Promise.all([send(to, pages), send(to, pages)]);
    const faxes = await Promise.all(ids.map((id) => run.fax(id, "delivered")));
    const warned = faxes.filter(({ warnings }) => warnings.length > 0);
    expect(warned).toHaveLength(1);
    expect(warned[0].warnings[0].fax_id).toBe(faxes.find(({ warnings }) => warnings.length === 0).id);
  });

  it("with a key that refuses them the second fails as a duplicate, and nobody is called", async () => {
    const [to, pages] = [ownNumber(), await pagesAt()];
    const made = await run.call("/v2/keys", {
      method: "POST",
      body: JSON.stringify({ name: "careful", duplicates: "refuse" }),
    });
    expect(made.body.data).toMatchObject({ duplicates: "refuse" });
    const first = await send(to, pages);
    await run.fax(first, "delivered");
    const second = await send(to, pages, made.body.data.key);
    const fax = await run.fax(second, "failed");
    expect(fax).toMatchObject({
      failure_reason: "duplicate",
      internal_failure_reason: "duplicate",
      failure_detail: expect.stringContaining(first),
      warnings: [{ code: "possible_duplicate", fax_id: first }],
      attempts: [],
    });
    expect(await callsOf(second)).toEqual([]);
    // The number is free again.
    await run.fax(await send(to, await pagesAt()), "delivered");
  });

  it("other pages, another number, or ten minutes later: no warning", async () => {
    const [to, pages] = [ownNumber(), await pagesAt()];
    await run.fax(await send(to, pages), "delivered");
    const others = [await send(to, await pagesAt()), await send(ownNumber(), pages)];
    for (const id of others) expect((await run.fax(id, "delivered")).warnings).toEqual([]);
    await run.control("/clock", { advance_seconds: 601 });
    expect((await run.fax(await send(to, pages), "delivered")).warnings).toEqual([]);
  });
});
