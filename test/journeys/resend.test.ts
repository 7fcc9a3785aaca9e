import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inboundFaxId } from "../../core/ids.ts";
import { documentKey, inboundKey } from "../../core/keys-in-bucket.ts";
import { randomPdf, serve } from "./support/documents.ts";
import { openJourney, type Journey } from "./support/laptop.ts";

let run: Journey;
const pdf = randomPdf();
let web: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  run = await openJourney({ speed: 20, headerOff: "documents are compared byte for byte" });
  web = await serve(pdf);
});
afterAll(async () => {
  web.close();
  await run.end();
});

const [to, elsewhere] = ["+13125552101", "+13125552102"];
const send = async (more: object = {}): Promise<string> => {
  const { status, body } = await run.call("/v2/faxes", {
    method: "POST",
    body: JSON.stringify({ to, media_url: web.url, ...more }),
  });
  expect(status).toBe(202);
  return body.data.id;
};
const resend = (id: string, body?: object, headers: Record<string, string> = {}) =>
  run.call(`/v2/faxes/${id}/actions/resend`, {
    method: "POST",
    headers,
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
const read = async (id: string) => (await run.call(`/v2/faxes/${id}`)).body.data;
/** The bytes that the carrier fetched for the fax's latest call. */
async function pagesAtCarrier(fax: any): Promise<Buffer> {
  const carrierId = fax.attempts.at(-1).carrier_fax_id;
  const answer = await fetch(`${run.facts.simulatorUrl}/_control/faxes/${carrierId}/document`);
  expect(answer.status).toBe(200);
  return Buffer.from(await answer.arrayBuffer());
}

/** As a retention rule of the bucket would, without a word to the table. */
async function loseObject(key: string): Promise<void> {
  const queue = run.cloud.resource("RoomsEraseQueue").physicalId.split("/").at(-1) ?? "";
  const QueueUrl = run.cloud.sqs.queueUrl(queue);
  await run.cloud.sqs.call("SendMessage", { QueueUrl, MessageBody: JSON.stringify({ keys: [key] }) });
  await run.until(`${key} to go`, async () =>
    (await run.cloud.s3.listKeys(run.facts.bucket)).includes(key) ? undefined : true,
  );
}

describe("sending a fax again", () => {
  it("to the same number, without a body: a new fax with the same pages and settings, without a warning", async () => {
    const first = await send({ quality: "normal", reference: "case-7", tags: ["a"] });
    await run.fax(first, "delivered");
    const { status, body } = await resend(first);
    expect(status).toBe(202);
    expect(body.data).toMatchObject({
      resend_of: first,
      to,
      quality: "normal",
      reference: "case-7",
      tags: ["a"],
    });
    const again = await run.fax(body.data.id, "delivered");
    expect(again).toMatchObject({ resend_of: first, warnings: [], resent_as: [] });
    expect(again.document).toEqual((await read(first)).document);
    expect((await pagesAtCarrier(again)).equals(pdf)).toBe(true);
    expect((await read(first)).resent_as).toEqual([again.id]);
    expect((await read(first)).events.map(({ event }: any) => event)).toContain("resent");
  });

  it("to another number, once for one key; the new one keeps its pages when the first is deleted", async () => {
    const first = await send();
    await run.fax(first, "delivered");
    const key = { "idempotency-key": crypto.randomUUID() };
    const { body } = await resend(first, { to: elsewhere, quality: "high" }, key);
    // At once: the copy was made before the answer.
    expect((await run.call(`/v2/faxes/${first}`, { method: "DELETE" })).status).toBe(204);
    const again = await run.fax(body.data.id, "delivered");
    expect(again).toMatchObject({ to: elsewhere, resend_of: first });
    expect((await pagesAtCarrier(again)).equals(pdf)).toBe(true);
    await run.until("the first one's pages to go", async () => {
      const keys = await run.cloud.s3.listKeys(run.facts.bucket, "documents/");
      return keys.includes(documentKey(first)) ? undefined : true;
    });
    expect(await run.cloud.s3.listKeys(run.facts.bucket, "documents/")).toContain(documentKey(again.id));
    const { body: link } = await run.call(`/v2/faxes/${again.id}/document`);
    expect(Buffer.from(await (await fetch(link.data.url)).arrayBuffer()).equals(pdf)).toBe(true);
    expect((await resend(first)).status).toBe(404);
  });

  it("twice with one key is one fax; with another body it is refused", async () => {
    const first = await send({ to: "+13125552103" });
    await run.fax(first, "delivered");
    const key = { "idempotency-key": crypto.randomUUID() };
    const ids = [await resend(first, {}, key), await resend(first, {}, key)].map(({ body }) => body.data.id);
    expect(ids[0]).toBe(ids[1]);
    expect((await read(first)).resent_as).toEqual([ids[0]]);
    const other = await resend(first, { to: elsewhere }, key);
    expect([other.status, other.body.errors[0].code]).toEqual([422, "idempotency_key_reused"]);
    await run.fax(ids[0], "delivered");
  });

  it("what was received can be sent on", async () => {
    const received = randomPdf();
    const { fax_id } = await run.control("/inbound", {
      from: "+14155550166",
      to: "+13125790015",
      document_base64: received.toString("base64"),
    });
    const inbound = inboundFaxId(fax_id);
    await run.fax(inbound, "received");
    const without = await resend(inbound);
    expect([without.status, without.body.errors[0].code]).toEqual([422, "10004"]);
    const { body } = await resend(inbound, { to: "+13125552104" });
    const fax = await run.fax(body.data.id, "delivered");
    expect((await pagesAtCarrier(fax)).equals(received)).toBe(true);
    expect((await read(inbound)).resent_as).toEqual([fax.id]);
    expect(await run.cloud.s3.listKeys(run.facts.bucket, "inbound/")).toContain(inboundKey(inbound));
  });

  it("is refused for a fax that is open, one whose pages are gone, other pages, and a wrong country", async () => {
    const open = (await run.call("/v2/faxes", { method: "POST", body: JSON.stringify({ to }) })).body.data.id;
    const codes = async (id: string, body?: object) => {
      const answer = await resend(id, body);
      return [answer.status, answer.body.errors[0].code];
    };
    expect(await codes(open)).toEqual([422, "fax_open"]);
    await run.call(`/v2/faxes/${open}/actions/cancel`, { method: "POST" });
    expect(await codes(open)).toEqual([422, "pages_gone"]);
    const kept = await send({ to: "+13125552105" });
    await run.fax(kept, "delivered");
    expect(await codes(kept, { media_url: web.url })).toEqual([422, "unsupported"]);
    expect(await codes(kept, { to: "+442079460000" })).toEqual([422, "country_not_allowed"]);
    await loseObject(documentKey(kept));
    expect(await codes(kept)).toEqual([422, "pages_gone"]);
    expect((await read(kept)).resent_as).toEqual([]);
    expect(await codes(crypto.randomUUID())).toEqual([404, "10005"]);
  });
});
