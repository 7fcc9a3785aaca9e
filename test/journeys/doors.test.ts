import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inboundFaxId } from "../../core/ids.ts";
import { randomPdf, serve } from "./support/documents.ts";
import { openJourney, type Journey } from "./support/laptop.ts";

let run: Journey;
beforeAll(async () => {
  run = await openJourney();
});
afterAll(() => run.end());

const post = (path: string, body: object, headers: Record<string, string> = {}) =>
  run.call(path, { method: "POST", body: JSON.stringify(body), headers });
const as = (key: string) => ({ authorization: `Bearer ${key}` });

describe("keys do what their scopes say", () => {
  it("a reading key looks, but neither sends, nor is given the link that sends", async () => {
    const { body: made } = await post("/v2/keys", { name: "reader", scopes: ["read"] });
    const { body: waiting } = await post("/v2/faxes", { to: "+13127367276" });
    const path = `/v2/faxes/${waiting.data.id}`;
    const seen = await run.call(path, { headers: as(made.data.key) });
    expect(seen.status).toBe(200);
    expect(seen.body.data.upload_url).toBeUndefined();
    const listed = await run.call("/v2/faxes", { headers: as(made.data.key) });
    expect(JSON.stringify(listed.body)).not.toContain("upload_url");
    expect((await post("/v2/faxes", { to: "+13127367276" }, as(made.data.key))).status).toBe(403);
    expect(
      (await run.call(`${path}/actions/cancel`, { method: "POST", headers: as(made.data.key) })).status,
    ).toBe(403);
    expect((await run.call("/v2/keys", { headers: as(made.data.key) })).status).toBe(403);
    expect((await run.call(path)).body.data.upload_url).toMatch(/^http/);
  });

  it("a sending key sends, but reads nothing and makes no keys", async () => {
    const { body: made } = await post("/v2/keys", { name: "sender", scopes: ["send"] });
    expect((await post("/v2/faxes", { to: "+13127367276" }, as(made.data.key))).status).toBe(202);
    expect((await run.call("/v2/faxes", { headers: as(made.data.key) })).status).toBe(403);
    expect((await post("/v2/keys", { name: "x" }, as(made.data.key))).status).toBe(403);
  });

  it("an expired key and a revoked key are unknown", async () => {
    const soon = new Date(Date.now() + 20 * 60_000).toISOString();
    const { body: short } = await post("/v2/keys", { name: "short", expires_at: soon });
    await run.control("/clock", { advance_seconds: 24 * 3600 });
    expect((await run.call("/v2/faxes", { headers: as(short.data.key) })).status).toBe(401);
    const { body: made } = await post("/v2/keys", { name: "gone" });
    expect((await run.call(`/v2/keys/${made.data.id}`, { method: "DELETE" })).status).toBe(204);
    expect((await run.call("/v2/faxes", { headers: as(made.data.key) })).status).toBe(401);
  });
});

describe("what comes in odd is taken in all the same", () => {
  it("a fax from a withheld number", async () => {
    const web = await serve(randomPdf());
    const fax_id = crypto.randomUUID();
    const payload = {
      fax_id,
      connection_id: "234423",
      direction: "inbound",
      from: null,
      to: "+13125790015",
      media_url: web.url,
    };
    const event = { id: crypto.randomUUID(), event_type: "fax.received", payload };
    await run.control("/webhooks", { body: { data: event }, sign: "good" });
    expect(await run.fax(inboundFaxId(fax_id), "received")).toMatchObject({ from: "", to: "+13125790015" });
    web.close();
  });
});

describe("limits at the door", () => {
  it("twenty files at most", async () => {
    const form = new FormData();
    form.set("to", "+13127367276");
    for (let n = 0; n < 21; n++) form.append("contents", new Blob(["x"]), `${n}.pdf`);
    const { status, body } = await run.call("/v2/faxes", { method: "POST", body: form });
    expect([status, body.errors[0].source.pointer]).toEqual([422, "/contents"]);
  });

  it.each(["+442071838750", "+18765550148", "+19005550148", "+13129765014"])("no calls to %s", async (to) => {
    const { status, body } = await post("/v2/faxes", { to });
    expect([status, body.errors[0].source.pointer]).toEqual([422, "/to"]);
  });
});

describe("without a carrier's key", () => {
  it("health says so, faxes wait, and go when the key is there", async () => {
    const name = run.cloud.outputs["CarrierKeyParameter"] ?? "";
    const key = run.cloud.parameters.get(name) ?? "";
    run.cloud.parameters.delete(name);
    run.cloud.coolDown();
    const web = await serve(randomPdf());
    const { body } = await post("/v2/faxes", { to: "+13127367276", media_url: web.url });
    const waiting = await run.until("the fax to wait", async () => {
      const seen = await run.call(`/v2/faxes/${body.data.id}`);
      return seen.body.data.waiting ? seen.body.data : undefined;
    });
    expect(waiting).toMatchObject({ status: "queued", waiting: { for: "breaker", position: 1 } });
    expect((await run.call("/v2/health")).body.data).toMatchObject({
      status: "degraded",
      carrier: "not_configured",
    });
    run.cloud.parameters.put(name, key);
    await run.control("/clock", { advance_seconds: 660 });
    await run.fax(body.data.id, "delivered");
    web.close();
  });

  it("a key that cannot be one is none", async () => {
    const name = run.cloud.outputs["CarrierKeyParameter"] ?? "";
    const key = run.cloud.parameters.get(name) ?? "";
    run.cloud.parameters.put(name, "KEY\u201cquoted\u201d");
    run.cloud.coolDown();
    expect((await run.call("/v2/health")).body.data.carrier).toBe("not_configured");
    run.cloud.parameters.put(name, key);
  });
});

describe("the first key", () => {
  it("can be revoked, and twice is once", async () => {
    const { body: made } = await post("/v2/keys", { name: "other admin", scopes: ["admin"] });
    for (let n = 0; n < 2; n++) {
      const init = { method: "DELETE", headers: as(made.data.key) };
      expect((await run.call("/v2/keys/key_first", init)).status).toBe(204);
    }
    run.cloud.coolDown();
    expect((await run.call("/v2/faxes")).status).toBe(401);
    expect((await run.call("/v2/faxes", { headers: as(made.data.key) })).status).toBe(200);
  });
});
