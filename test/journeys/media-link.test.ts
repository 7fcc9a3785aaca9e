import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { randomPdf, serve } from "./support/documents.ts";
import { openJourney, type Journey } from "./support/laptop.ts";

let run: Journey;
beforeAll(async () => {
  run = await openJourney({ headerOff: "documents are looked at as they came" });
});
afterAll(() => run.end());

/** Sends a fax and answers it with the link that the carrier was given. */
async function sent(pdf: Buffer) {
  const web = await serve(pdf);
  const { body } = await run.call("/v2/faxes", {
    method: "POST",
    body: JSON.stringify({ to: "+13127367276", media_url: web.url }),
  });
  const fax = await run.fax(body.data.id, "delivered");
  web.close();
  const answer = await fetch(`${run.facts.simulatorUrl}/v2/faxes/${fax.attempts[0].carrier_fax_id}`, {
    headers: { authorization: `Bearer ${run.carrier.apiKey}` },
  });
  const carrierFax = (await answer.json()) as { data: { media_url: string } };
  return { fax, link: carrierFax.data.media_url };
}
const words = (fax: any): string[] => fax.events.map(({ event }: any) => event);

describe("the carrier gets the pages under a link of our own", () => {
  it("that is short, answers GET and HEAD without a redirect, and is noted when it was used", async () => {
    const pdf = randomPdf(3);
    const { fax, link } = await sent(pdf);
    expect(link.length).toBeLessThan(200);
    expect(link).not.toContain("X-Amz");
    const head = await fetch(link, { method: "HEAD", redirect: "manual" });
    expect([head.status, head.headers.get("content-length")]).toEqual([200, String(pdf.length)]);
    const get = await fetch(link, { redirect: "manual" });
    expect([get.status, get.headers.get("content-type")]).toEqual([200, "application/pdf"]);
    expect(Buffer.from(await get.arrayBuffer()).equals(pdf)).toBe(true);
    const range = await fetch(link, { headers: { range: "bytes=0-4" } });
    expect([range.status, await range.text()]).toEqual([206, "%PDF-"]);
    await run.cloud.idle();
    const seen = words(await run.fax(fax.id, "delivered"));
    expect(seen.filter((word) => word === "carrier.fetched")).toHaveLength(1);
    expect(seen.filter((word) => word === "carrier.asked_head")).toHaveLength(1);
    expect(seen.indexOf("carrier.fetched")).toBeGreaterThan(seen.indexOf("submitting"));
  });

  it("that opens nothing with another secret, another attempt or another method", async () => {
    const { link } = await sent(randomPdf(1));
    const other = link.at(-1) === "A" ? "B" : "A";
    const status = async (url: string, method = "GET") => (await fetch(url, { method })).status;
    expect(await status(link.slice(0, -1) + other)).toBe(404);
    expect(await status(link.replace("/1.pdf", "/2.pdf"))).toBe(404);
    expect(await status(link.replace(/\?.*/, ""))).toBe(404);
    expect(await status(link, "PUT")).toBe(405);
    expect(await status(link)).toBe(200);
  });

  it("that is revoked with the fax, and ends by itself", async () => {
    const [revoked, old] = [await sent(randomPdf(1)), await sent(randomPdf(1))];
    await run.call(`/v2/faxes/${revoked.fax.id}`, { method: "DELETE" });
    await run.until("the link to be revoked", async () =>
      (await fetch(revoked.link)).status === 404 ? true : undefined,
    );
    expect((await fetch(old.link)).status).toBe(200);
    await run.control("/clock", { advance_seconds: 24 * 3600 });
    expect((await fetch(old.link)).status).toBe(404);
  });

  it("also where there are 45 MB of them", async () => {
    const pdf = Buffer.concat([randomPdf(1), Buffer.alloc(45 * 1024 * 1024, "%")]);
    const { body } = await run.call("/v2/faxes", {
      method: "POST",
      body: JSON.stringify({ to: "+13127367276" }),
    });
    await fetch(body.data.upload_url, { method: "PUT", body: new Uint8Array(pdf) });
    const fax = await run.fax(body.data.id, "delivered", "failed");
    expect(fax.status).toBe("delivered");
    expect(words(fax)).toContain("carrier.fetched");
  }, 60_000);
});
