import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { randomPdf, serve, sha256 } from "./support/documents.ts";
import { openJourney, type Journey } from "./support/laptop.ts";

let run: Journey;
beforeAll(async () => {
  run = await openJourney({ headerOff: "documents are compared byte for byte" });
});
afterAll(() => run.end());

const to = "+13127367276";
const sentDocument = async (id: string) => {
  const response = await fetch(`${run.facts.simulatorUrl}/_control/faxes/${id}/document`);
  expect(response.status).toBe(200);
  return sha256(Buffer.from(await response.arrayBuffer()));
};
const post = (body: object, headers: Record<string, string> = {}) =>
  run.call("/v2/faxes", { method: "POST", body: JSON.stringify(body), headers });

describe("accepted means kept: a document goes out as it came in", () => {
  it("by media_url", async () => {
    const pdf = randomPdf(2);
    const web = await serve(pdf);
    const { status, body } = await post({ to, media_url: web.url });
    expect(status).toBe(202);
    const fax = await run.fax(body.data.id, "delivered");
    web.close();
    expect(await sentDocument(fax.id)).toBe(sha256(pdf));
    expect(fax).toMatchObject({ page_count: 2, direction: "outbound", failure_reason: null });
    expect(fax.attempts).toHaveLength(1);
    expect(fax.events.map((event: any) => event.event)).toEqual(
      expect.arrayContaining(["accepted", "prepared", "submitting", "fax.delivered"]),
    );
  });

  it("by multipart contents", async () => {
    const pdf = randomPdf(1);
    const form = new FormData();
    form.set("to", to);
    form.set("connection_id", "234423");
    form.set("monochrome", "true");
    form.set("contents", new Blob([new Uint8Array(pdf)], { type: "application/pdf" }), "letter.pdf");
    const { status, body } = await run.call("/v2/faxes", { method: "POST", body: form });
    expect(status).toBe(202);
    expect(body.data.monochrome).toBe(true);
    await run.fax(body.data.id, "delivered");
    expect(await sentDocument(body.data.id)).toBe(sha256(pdf));
  });

  it("by upload: the upload alone sends it, and a second upload changes nothing", async () => {
    const [first, second] = [randomPdf(1), randomPdf(3)];
    const { body } = await post({ to });
    expect(body.data.status).toBe("preparing");
    const put = (bytes: Buffer) =>
      fetch(body.data.upload_url, { method: "PUT", body: new Uint8Array(bytes) });
    expect((await put(first)).status).toBe(200);
    await run.fax(body.data.id, "delivered");
    expect((await put(second)).status).toBe(200);
    await run.cloud.idle();
    const fax = await run.fax(body.data.id, "delivered");
    expect(await sentDocument(fax.id)).toBe(sha256(first));
    expect(fax.attempts).toHaveLength(1);
    const calls = await run.control("/calls");
    expect(calls.filter((call: any) => atob(call.client_state).startsWith(fax.id))).toHaveLength(1);
  });
});

describe("the quickstart's curl", () => {
  const curl = (body: string) =>
    run.call("/v2/faxes", {
      method: "POST",
      body,
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });

  it("works with only the host and the key changed", async () => {
    const web = await serve(randomPdf());
    const { status, body } = await curl(
      `{"connection_id": "234423", "media_url": "${web.url}", "to": "+13127367276", "from": "+13125790015"}`,
    );
    expect(status).toBe(202);
    await run.fax(body.data.id, "delivered");
    web.close();
  });

  it("with its empty media_url is answered the upload way", async () => {
    const { status, body } = await curl(
      '{"connection_id": "234423", "media_url": "", "to": "+13127367276", "from": "+13125790015"}',
    );
    expect(status).toBe(202);
    expect(body.data.upload_url).toMatch(/X-Amz-Signature=/);
  });
});

describe("Idempotency-Key", () => {
  it("answers the same fax to the same body, and refuses another body", async () => {
    const headers = { "idempotency-key": `order-${Math.random()}` };
    const first = await post({ to, reference: "a" }, headers);
    const again = await post({ reference: "a", to }, headers);
    const other = await post({ to, reference: "b" }, headers);
    expect(again.status).toBe(202);
    expect(again.body.data.id).toBe(first.body.data.id);
    expect(again.body.data.upload_url).toMatch(/^http/);
    expect(other.status).toBe(422);
    expect(other.body.errors[0]).toMatchObject({ code: "idempotency_key_reused" });
  });

  it("makes one fax of twenty requests at once", async () => {
    const headers = { "idempotency-key": `storm-${Math.random()}` };
    const answers = await Promise.all(Array.from({ length: 20 }, () => post({ to }, headers)));
    expect(new Set(answers.map(({ body }) => body.data?.id)).size).toBe(1);
  });
});

describe("an upload that never comes", () => {
  it("ends failed, upload_expired, after 24 hours", async () => {
    const { body } = await post({ to });
    await run.control("/clock", { advance_seconds: 24 * 3600 + 400 });
    const fax = await run.fax(body.data.id, "failed");
    expect(fax).toMatchObject({ failure_reason: "upload_expired" });
    const late = await fetch(body.data.upload_url, { method: "PUT", body: new Uint8Array(randomPdf()) });
    expect(late.status).toBe(403);
  });
});

describe("what is wrong with the document ends the fax with a reason and a sentence", () => {
  it.each([
    ["no document", Buffer.from("PK\x03\x04 and so on"), "file_format_invalid", "unsupported_media_type"],
    ["a damaged PDF", Buffer.from("%PDF-1.4 and then nothing"), "file_format_invalid", "document_corrupt"],
    ["more than 350 pages", randomPdf(351), "page_count_limit_exceeded", "document_too_many_pages"],
  ])("%s", async (_, bytes, reason, internal) => {
    const form = new FormData();
    form.set("to", to);
    form.set("contents", new Blob([new Uint8Array(bytes)]), "x.pdf");
    const { body } = await run.call("/v2/faxes", { method: "POST", body: form });
    const fax = await run.fax(body.data.id, "failed");
    expect(fax).toMatchObject({ failure_reason: reason, internal_failure_reason: internal });
    expect(fax.failure_detail.length).toBeGreaterThan(20);
  });

  it("a media_url that answers 404", async () => {
    const { body } = await post({ to, media_url: `${run.facts.url}/v2/nowhere` });
    const fax = await run.fax(body.data.id, "failed");
    expect(fax).toMatchObject({ failure_reason: "file_download_failed" });
  });
});

describe("cancel and delete", () => {
  it("cancels before the call at once, deletes afterwards, and shows it no more", async () => {
    const { body } = await post({ to });
    const { id } = body.data;
    expect((await run.call(`/v2/faxes/${id}`, { method: "DELETE" })).status).toBe(422);
    expect((await run.call(`/v2/faxes/${id}/actions/cancel`, { method: "POST" })).status).toBe(202);
    expect((await run.fax(id, "canceled")).status).toBe("canceled");
    expect((await run.call(`/v2/faxes/${id}`, { method: "DELETE" })).status).toBe(204);
    expect((await run.call(`/v2/faxes/${id}`)).status).toBe(404);
  });

  it("erases the pages of a delivered fax", async () => {
    const web = await serve(randomPdf());
    const { body } = await post({ to, media_url: web.url });
    const { id } = body.data;
    await run.fax(id, "delivered");
    web.close();
    const { body: link } = await run.call(`/v2/faxes/${id}/document`);
    expect((await fetch(link.data.url)).status).toBe(200);
    expect((await run.call(`/v2/faxes/${id}`, { method: "DELETE" })).status).toBe(204);
    await run.until("the pages to be gone", async () => {
      const keys = await run.cloud.s3.listKeys(run.facts.bucket);
      return keys.some((key) => key.includes(id)) ? undefined : true;
    });
  });

  it("answers 90080 to a cancel after the end", async () => {
    const web = await serve(randomPdf());
    const { body } = await post({ to, media_url: web.url });
    await run.fax(body.data.id, "delivered");
    web.close();
    const late = await run.call(`/v2/faxes/${body.data.id}/actions/cancel`, { method: "POST" });
    expect(late.status).toBe(422);
    expect(late.body.errors[0].code).toBe("90080");
  });
});
