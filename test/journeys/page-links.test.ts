import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inboundFaxId } from "../../core/ids.ts";
import { readAssembly } from "../../local/cloud/template/assembly.ts";
import { readModel } from "../../local/cloud/template/model.ts";
import { resolveTemplate } from "../../local/cloud/template/resolve.ts";
import { randomPdf, serve } from "./support/documents.ts";
import { openJourney, type Journey } from "./support/laptop.ts";
import { linkTo } from "./support/page-links.ts";

let run: Journey;
beforeAll(async () => {
  run = await openJourney({ headerOff: "documents are compared byte for byte" });
});
afterAll(() => run.end());

async function received(pdf: Buffer): Promise<string> {
  const { fax_id } = await run.control("/inbound", {
    from: "+14155550166",
    to: "+13125790015",
    document_base64: pdf.toString("base64"),
  });
  const { id } = await run.fax(inboundFaxId(fax_id), "received");
  return id;
}
async function sent(pdf: Buffer): Promise<string> {
  const web = await serve(pdf);
  const order = JSON.stringify({ to: "+13127367276", media_url: web.url });
  const { body } = await run.call("/v2/faxes", { method: "POST", body: order });
  await run.fax(body.data.id, "delivered");
  web.close();
  return body.data.id;
}
/** What a person sees who follows a link that leads nowhere. */
const seen = async (url: string) => {
  const answer = await fetch(url);
  return { status: answer.status, type: answer.headers.get("content-type"), words: await answer.text() };
};

describe("a link to the pages, as a mail holds it", () => {
  it.each([
    ["received", received],
    ["sent", sent],
  ])("leads whoever follows it to the very bytes of a fax that was %s", async (_, faxed) => {
    const pdf = randomPdf(2);
    const id = await faxed(pdf);
    const link = await linkTo(run, id);
    expect(link.length).toBeLessThan(120);
    const answer = await fetch(link);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-disposition")).toBe(`inline; filename="fax-${id}.pdf"`);
    expect(Buffer.from(await answer.arrayBuffer()).equals(pdf)).toBe(true);
  });

  it("is led on by an answer that nobody keeps, to an address that is new each time and lives for minutes", async () => {
    const link = await linkTo(run, await received(randomPdf()));
    const follow = () => fetch(link, { redirect: "manual" });
    const first = await follow();
    expect(first.status).toBe(302);
    expect(first.headers.get("cache-control")).toBe("no-store");
    expect(first.headers.get("referrer-policy")).toBe("no-referrer");
    expect(first.headers.get("x-robots-tag")).toBe("noindex");
    const address = first.headers.get("location") ?? "";
    expect(new URL(address).searchParams.get("X-Amz-Expires")).toBe("600");
    await run.control("/clock", { advance_seconds: 601 });
    expect((await fetch(address)).status).toBe(403);
    expect((await fetch(link)).status).toBe(200);
  });

  it("shows a scanner's HEAD no way to the pages", async () => {
    const link = await linkTo(run, await received(randomPdf()));
    const answer = await fetch(link, { method: "HEAD", redirect: "manual" });
    expect([answer.status, answer.headers.get("location")]).toEqual([200, null]);
    expect((await fetch(`${link}x`, { method: "HEAD" })).status).toBe(404);
  });

  it("leads nowhere once its fax is deleted, or where it is another", async () => {
    const id = await received(randomPdf());
    const link = await linkTo(run, id);
    expect((await run.call(`/v2/faxes/${id}`, { method: "DELETE" })).status).toBe(204);
    const deleted = await seen(link);
    expect(deleted).toMatchObject({ status: 410, type: expect.stringMatching(/^text\/plain/) });
    expect(deleted.words).toMatch(/deleted\.\n$/);
    const other = link.slice(0, -1) + (link.endsWith("A") ? "B" : "A");
    expect(await seen(other)).toMatchObject({
      status: 404,
      words: expect.stringMatching(/^There is nothing/),
    });
    expect((await seen(link.slice(0, -3))).status).toBe(404);
  });

  it("has expired after seven days, and says so", async () => {
    const link = await linkTo(run, await received(randomPdf()));
    await run.control("/clock", { advance_seconds: 7 * 86_400 - 3_600 });
    expect((await fetch(link)).status).toBe(200);
    await run.control("/clock", { advance_seconds: 3_600 });
    const { status, words } = await seen(link);
    expect([status, words]).toEqual([410, expect.stringMatching(/^This link has expired: .* 7 days\./)]);
  });

  it("stands in no line that a function wrote", () => {
    const lines = run.said.filter((line) => /\{"(level|_aws)"/.test(line)).join("\n");
    expect(lines).not.toBe("");
    expect(lines).not.toMatch(/\/links\/|link#/);
  });
});

describe("the function that writes mail", () => {
  it("knows the address at which the API answers", async () => {
    // What the laptop itself was started from.
    const assembly = await readAssembly(`${run.facts.dataDir}/template`);
    const addresses = { apiUrl: run.facts.url, doorUrl: run.facts.doorUrl };
    const { resources } = resolveTemplate(assembly, { FirstApiKeySha256: "" }, addresses);
    const mail = readModel(assembly, resources).functions.find(({ name }) => name === "RoomsMailFunction");
    const health = await fetch(`${mail?.environment["API_URL"]}/v2/health`);
    expect([health.status, await health.json()]).toMatchObject([200, { data: { status: "ok" } }]);
  });
});
