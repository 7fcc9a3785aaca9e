import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { randomPdf, serve } from "./support/documents.ts";
import { openJourney, type Journey } from "./support/laptop.ts";

let run: Journey;
beforeAll(async () => {
  run = await openJourney({ speed: 1 });
});
afterAll(() => run.end());

const event = (type: string, payload: object) => ({
  data: {
    record_type: "event",
    id: crypto.randomUUID(),
    event_type: type,
    occurred_at: new Date().toISOString(),
    payload: { connection_id: "234423", direction: "inbound", ...payload },
  },
  meta: { attempt: 1 },
});

describe("a forged or stale event stores nothing", () => {
  it.each(["wrong", "stale", "future", "altered", "missing"])("%s", async (sign) => {
    await run.cloud.idle();
    const before = await run.cloud.census();
    const body = event("fax.received", {
      fax_id: crypto.randomUUID(),
      from: "+14155550166",
      to: "+13125790015",
      media_url: "https://example.com/x.pdf",
    });
    const answer = await run.control("/webhooks", { body, sign });
    expect(answer.status).toBe(403);
    await run.cloud.idle();
    expect(await run.cloud.census()).toEqual(before);
  });
});

describe("an authentic event", () => {
  it("of an unknown type is kept and answered 2xx", async () => {
    const body = event("fax.email.delivered", { fax_id: crypto.randomUUID() });
    expect((await run.control("/webhooks", { body, sign: "good" })).status).toBe(200);
    await run.until("the kept event", async () => {
      const keys = await run.cloud.s3.listKeys(run.facts.bucket, "events/");
      return keys.length > 0 ? true : undefined;
    });
  });

  it("of another connection of the account becomes no fax", async () => {
    const fax_id = crypto.randomUUID();
    const body = event("fax.received", { fax_id, connection_id: "999", from: "+14155550166", to: "+1" });
    expect((await run.control("/webhooks", { body, sign: "good" })).status).toBe(200);
    await run.cloud.idle();
    const { body: list } = await run.call("/v2/faxes?filter[direction][eq]=inbound");
    expect(list.data).toEqual([]);
  });

  it("is applied once, though it comes twice", async () => {
    const web = await serve(randomPdf());
    const { body } = await run.call("/v2/faxes", {
      method: "POST",
      body: JSON.stringify({ to: "+13127367276", media_url: web.url }),
    });
    const fax = await run.fax(body.data.id, "delivered");
    web.close();
    const again = event("fax.delivered", {
      fax_id: fax.attempts[0].carrier_fax_id,
      direction: "outbound",
      client_state: btoa(`${fax.id}.1`),
      page_count: 1,
    });
    for (let n = 0; n < 2; n++) await run.control("/webhooks", { body: again, sign: "good" });
    await run.cloud.idle();
    const after = await run.fax(fax.id, "delivered");
    expect(after.events.filter((entry: any) => entry.event === "fax.delivered")).toHaveLength(2);
  });
});
