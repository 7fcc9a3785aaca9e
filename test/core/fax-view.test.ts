import { describe, expect, it } from "vitest";
import { faxView } from "../../core/api/fax-view.ts";
import { Problem, dailyLimitReached, problemBody } from "../../core/errors.ts";
import { document, inboundFax, noon, outboundFax, requestOf, sendingFax, uuid } from "../support/faxes.ts";

/** The Fax object of the carrier (fact sheet, 1.2), whose every field ours must have with the same type. */
const carrierFields = {
  record_type: "string",
  id: "string",
  connection_id: "string",
  direction: "string",
  status: "string",
  quality: "string",
  store_media: "boolean",
  from: "string",
  from_display_name: "string",
  to: "string",
  media_url: "string",
  client_state: "string",
  failure_reason: "null",
  internal_failure_reason: "null",
  webhook_url: "string",
  webhook_failover_url: "string",
  created_at: "string",
  updated_at: "string",
};
const typeOf = (value: unknown) => (value === null ? "null" : typeof value);

describe("the Fax of the HTTP API", () => {
  it("has every field of the carrier's, with its type", () => {
    const view = faxView(outboundFax(), requestOf(uuid("fax")));
    const types = Object.fromEntries(Object.keys(carrierFields).map((name) => [name, typeOf(view[name])]));
    expect(types).toEqual(carrierFields);
    expect(view["id"]).toBe(uuid("fax"));
    expect(view["created_at"]).toBe("2026-10-02T12:00:00.000Z");
  });

  it("never shows what is ours alone", () => {
    const shown = JSON.stringify(faxView(sendingFax({ claim: "claim-1" }), requestOf(uuid("fax")), {}, true));
    for (const secret of ["claim-1", "bodyHash", requestOf("x").bodyHash, "key_first"])
      expect(shown).not.toContain(secret);
  });

  it("gives the caller's own client_state and webhook_url back", () => {
    const request = requestOf(uuid("fax"), { clientState: "aGk=", webhookUrl: "https://me.example/hook" });
    expect(faxView(outboundFax(), request)).toMatchObject({
      client_state: "aGk=",
      webhook_url: "https://me.example/hook",
      media_url: "https://docs.example.com/letter.pdf",
    });
  });

  it("says why a queued fax waits, and until when", () => {
    const waits = { waitingFor: "carrier_capacity" as const, notBefore: noon + 30_000 };
    const view = faxView(outboundFax({ status: "queued", ...waits }), undefined);
    expect(view["waiting"]).toEqual({ for: "channel", next_attempt_at: "2026-10-02T12:00:30.000Z" });
    expect(faxView(sendingFax({}, waits), undefined)).not.toHaveProperty("waiting");
  });

  it("shows an upload link only while one is awaited", () => {
    const awaiting = outboundFax({ uploadExpiresAt: noon + 1 });
    expect(faxView(awaiting, undefined, { upload: "https://u" })).toMatchObject({ upload_url: "https://u" });
    expect(faxView(outboundFax(), undefined, { upload: "https://u" })).not.toHaveProperty("upload_url");
  });

  it("in full tells attempts and events in the order in which things happened", () => {
    const fax = sendingFax(
      { state: "delivered", endedAt: noon + 9, carrierFaxId: "c1" },
      { timeline: [9, 1, 5].map((at) => ({ key: `k${at}`, at: noon + at, word: `w${at}`, attempt: 1 })) },
    );
    const view = faxView(fax, undefined, {}, true);
    expect((view["events"] as { event: string }[]).map(({ event }) => event)).toEqual(["w1", "w5", "w9"]);
    expect(view["attempts"]).toMatchObject([{ number: 1, state: "delivered", carrier_fax_id: "c1" }]);
    expect(faxView(fax, undefined)).not.toHaveProperty("events");
  });

  it("of an inbound fax carries a link of ours, what was received, and from whom", () => {
    const fax = inboundFax({
      status: "received",
      document,
      callerId: "+1999",
      carrierLink: "https://carrier.example/x",
    });
    const view = faxView(fax, undefined, { document: "https://ours" });
    expect(view).toMatchObject({
      media_url: "https://ours",
      caller_id: "+1999",
      partial_content: false,
      page_count: 3,
      document: { sha256: document.sha256, pages: 3 },
    });
    expect(JSON.stringify(view)).not.toContain("carrier.example");
  });
});

describe("an answer that says no", () => {
  it("is a problem with the carrier's errors", () => {
    expect(problemBody(dailyLimitReached(5, 60))).toMatchObject({
      type: "about:blank",
      status: 429,
      title: "Daily limit reached",
      errors: [{ code: "daily_limit_reached" }],
    });
    expect(problemBody(new Problem(500, []))).toMatchObject({ status: 500, title: "Error", errors: [] });
  });
});
