import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { randomPdf, sha256 } from "./support/documents.ts";
import { openJourney, type Journey } from "./support/laptop.ts";

let run: Journey;
beforeAll(async () => {
  run = await openJourney();
});
afterAll(() => run.end());

const inject = async (body: object) => {
  const pdf = randomPdf(2);
  const { fax_id } = await run.control("/inbound", {
    from: "+14155550166",
    to: "+13125790015",
    document_base64: pdf.toString("base64"),
    ...body,
  });
  const stored = await run.until("the inbound fax", async () => {
    const { body: list } = await run.call("/v2/faxes?filter[direction][eq]=inbound&page[size]=50");
    return list.data.find((fax: any) => fax.carrier_fax_id === fax_id);
  });
  return { pdf, id: stored.id as string };
};

describe("a received document is copied at once", () => {
  it.each([
    ["a living link", {}],
    ["a dead link, by refresh", { dead_link: true }],
    ["the end called fax.delivered", { event: "fax.delivered" }],
    ["a dead link and the end called fax.delivered", { dead_link: true, event: "fax.delivered" }],
  ])("%s", async (_, options) => {
    const { pdf, id } = await inject(options);
    const fax = await run.fax(id, "received");
    expect(fax).toMatchObject({
      direction: "inbound",
      from: "+14155550166",
      to: "+13125790015",
      page_count: 2,
    });
    const { body } = await run.call(`/v2/faxes/${id}/document`);
    const bytes = Buffer.from(await (await fetch(body.data.url)).arrayBuffer());
    expect(sha256(bytes)).toBe(sha256(pdf));
    expect(body.data.sha256).toBe(sha256(pdf));
    expect(sha256(Buffer.from(await (await fetch(fax.media_url)).arrayBuffer()))).toBe(sha256(pdf));
  });

  it("keeps the reason of a reception that failed", async () => {
    const { id } = await inject({ failure_reason: "sender_call_dropped" });
    const fax = await run.fax(id, "failed");
    expect(fax).toMatchObject({ failure_reason: "sender_call_dropped" });
  });

  it("marks a partial document", async () => {
    const { id } = await inject({ partial_content: true });
    expect(await run.fax(id, "received")).toMatchObject({ partial_content: true });
  });
});
