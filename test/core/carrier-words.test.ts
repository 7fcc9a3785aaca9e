import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { readSubmitAnswer } from "../../core/carrier-answer.ts";
import { readCarrierEvent, webhookBody as wireSchema } from "../../core/carrier-event.ts";
import { inboundFaxId, toClientState } from "../../core/ids.ts";
import { readObjectsCreated } from "../../core/messages.ts";
import { webhookBody } from "../support/carrier-events.ts";
import { noon, outboundFax, uuid } from "../support/faxes.ts";

const envelope = (code: string, detail?: string) =>
  JSON.stringify({ errors: [{ code, title: "Bad", detail }] });

describe("never twice: what the carrier's answer to a create means", () => {
  it.each([
    [202, '{"data":{"id":"f1"}}', "accepted"],
    [200, '{"data":{"id":"f1","more":1}}', "accepted"],
    [202, "", "ambiguous"],
    [202, "<html>", "ambiguous"],
    [202, '{"data":{"id":""}}', "ambiguous"],
    [202, '{"data":{"id":7}}', "ambiguous"],
    [204, "", "ambiguous"],
    [301, envelope("1"), "ambiguous"],
    [307, "", "ambiguous"],
    [422, envelope("10016"), "refused"],
    [400, envelope("10015"), "refused"],
    [404, envelope("10005"), "refused"],
    [422, "", "ambiguous"],
    [422, "<html>proxy</html>", "ambiguous"],
    [422, '{"errors":[]}', "ambiguous"],
    [422, '{"error":"x"}', "ambiguous"],
    [408, envelope("10008"), "ambiguous"],
    [409, envelope("10021"), "ambiguous"],
    [429, envelope("10011"), "capacity"],
    [429, "slow down", "ambiguous"],
    [401, envelope("10009"), "account"],
    [403, envelope("20012"), "account"],
    [403, envelope("10038"), "account"],
    [403, envelope("10010"), "refused"],
    [403, "<html>firewall</html>", "ambiguous"],
    [500, envelope("10007"), "ambiguous"],
    [502, "", "ambiguous"],
    [503, envelope("10007"), "ambiguous"],
    [0, "", "ambiguous"],
  ])("%i %s is %s", (status, body, kind) => {
    expect(readSubmitAnswer(status, body, 30).kind).toBe(kind);
  });

  it("a refusal brings the carrier's code and words, cut short", () => {
    expect(readSubmitAnswer(422, envelope("10016", "x".repeat(900)), 30)).toEqual({
      kind: "refused",
      status: 422,
      code: "10016",
      detail: "x".repeat(300),
    });
    expect(readSubmitAnswer(422, '{"errors":[{"code":10016,"detail":null}]}', 30)).toMatchObject({
      code: "10016",
    });
  });
});

const read = (body: unknown) => readCarrierEvent(v.parse(wireSchema, body), noon);

describe("the carrier's webhook", () => {
  it("is matched to fax and attempt by our client_state", () => {
    expect(read(webhookBody("fax.delivered", { page_count: 3, call_duration_secs: 124 }))).toEqual({
      direction: "outbound",
      type: "fax.delivered",
      eventId: uuid("fax.delivered"),
      occurredAt: Date.parse("2026-10-02T12:00:05.702Z"),
      carrierFaxId: uuid("carrier outbound"),
      faxId: outboundFax().id,
      attempt: 1,
      pageCount: 3,
      callSeconds: 124,
    });
  });

  it("without client_state is matched by our link", () => {
    const original_media_url = `https://b.s3.amazonaws.com/call/${uuid("fax")}/2.pdf?X-Amz-Signature=00`;
    const event = read(webhookBody("fax.queued", { client_state: null, original_media_url }));
    expect(event).toMatchObject({ direction: "outbound", faxId: uuid("fax"), attempt: 2 });
  });

  it.each(["fax.received", "fax.delivered"])("%s of an inbound fax means received", (type) => {
    const payload = {
      direction: "inbound",
      client_state: undefined,
      media_url: "https://c.example/a",
      partial_content: true,
    };
    expect(read(webhookBody(type, payload))).toMatchObject({
      direction: "inbound",
      type: "fax.received",
      faxId: inboundFaxId(uuid("carrier outbound")),
      link: "https://c.example/a",
      partialContent: true,
    });
  });

  it.each([
    ["an unknown type", webhookBody("fax.email.delivered")],
    ["an unknown inbound type", webhookBody("fax.brand.new", { direction: "inbound" })],
    ["no fax of ours", webhookBody("fax.queued", { client_state: "c29tZWJvZHkgZWxzZQ==" })],
    [
      "no client_state and another's link",
      webhookBody("fax.queued", { client_state: null, original_media_url: "https://x.example/a.pdf" }),
    ],
    ["no fax id", webhookBody("fax.queued", { fax_id: null })],
    ["no payload", { data: { id: "e", event_type: "fax.queued" } }],
  ])("with %s is foreign, never an error", (_story, body) => {
    expect(read(body).direction).toBe("foreign");
  });

  it("without a usable time happened when it reached us", () => {
    const body = webhookBody("fax.queued");
    expect(read({ data: { ...body.data, occurred_at: "soon" } })).toMatchObject({ occurredAt: noon });
    const { occurred_at: _none, ...data } = body.data;
    expect(read({ data })).toMatchObject({ occurredAt: noon });
  });

  it.each([
    {},
    { data: {} },
    { data: { id: "", event_type: "x" } },
    { data: { id: "e", event_type: "x".repeat(101) } },
    null,
  ])("%j is none", (body) => {
    expect(v.safeParse(wireSchema, body).success).toBe(false);
  });

  it("our client_state for a call stays within what the carrier takes", () => {
    expect(toClientState(uuid("fax"), 9999).length).toBeLessThanOrEqual(60);
  });
});

describe("S3's notification", () => {
  const record = (eventName: string, key: string) => ({
    eventName,
    s3: { bucket: { name: "b" }, object: { key, size: 7, eTag: "e", sequencer: "01" } },
  });

  it("names keys as they are, though they travel form-encoded", () => {
    const message = { Records: [record("ObjectCreated:Put", "drop/%2B13125550148/my+letter+%281%29.pdf")] };
    expect(readObjectsCreated(message)).toEqual([
      { bucket: "b", key: "drop/+13125550148/my letter (1).pdf", eTag: "e", sizeBytes: 7, sequencer: "01" },
    ]);
  });

  it("of anything but a new object is nothing", () => {
    expect(readObjectsCreated({ Records: [record("ObjectRemoved:Delete", "x")] })).toEqual([]);
    expect(readObjectsCreated({ Service: "Amazon S3", Event: "s3:TestEvent" })).toEqual([]);
    for (const other of [{}, null, "x", { Records: [{}] }]) expect(readObjectsCreated(other)).toBeUndefined();
  });
});
