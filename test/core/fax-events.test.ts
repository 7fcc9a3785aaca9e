import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { standardBody, telnyxBody } from "../../core/events/event-body.ts";
import { eventsOf, eventTypes, faxEventTypes, type FaxEvent } from "../../core/events/fax-events.ts";
import {
  afterTry,
  deliveryIdOf,
  mostTries,
  newDelivery,
  readDeliveryId,
} from "../../core/events/delivery.ts";
import { livingSecrets, rests, wants, withNewSecret, type Endpoint } from "../../core/events/endpoint.ts";
import { announceEvents } from "../../core/operations/announce-events.ts";
import type { Delivery } from "../../core/events/delivery.ts";
import { faxStatuses } from "../../core/fax.ts";
import type { TableChange } from "../../core/relay.ts";
import { faxOfEndpoint } from "../../core/events/own-endpoint.ts";
import { firstAttempt, inboundFax, noon, outboundFax, sendingFax, uuid } from "../support/faxes.ts";

const types = (...change: Parameters<typeof eventsOf>) => eventsOf(...change).map(({ type }) => type);
const endpoint = (more: Partial<Endpoint> = {}): Endpoint => ({
  id: "whe_0123456789abcdef",
  url: "https://clinic.example.com/events",
  description: "",
  format: "standard",
  secrets: [{ secret: "whsec_a" }],
  createdAt: noon,
  failures: 0,
  ...more,
});

describe("what others hear of a fax", () => {
  it("is each new status, in both directions", () => {
    expect(types(undefined, outboundFax())).toEqual(["fax.preparing"]);
    expect(types(outboundFax(), outboundFax({ status: "queued" }))).toEqual(["fax.queued"]);
    expect(types(outboundFax({ status: "queued" }), sendingFax())).toEqual(["fax.sending"]);
    expect(types(inboundFax(), inboundFax({ status: "received" }))).toEqual(["fax.received"]);
    expect(faxEventTypes).toEqual([...faxStatuses.map((status) => `fax.${status}`), "fax.attempt_failed"]);
  });

  it("is each call that failed, before what became of the fax", () => {
    const failed = sendingFax({ state: "failed" }, { status: "queued" });
    expect(types(sendingFax(), failed)).toEqual(["fax.attempt_failed", "fax.queued"]);
    expect(types(failed, { ...failed, wakes: 1 })).toEqual([]);
    const two = { ...failed, attempts: [...failed.attempts, firstAttempt({ number: 2, state: "failed" })] };
    expect(types(failed, two)).toEqual(["fax.attempt_failed"]);
  });

  it("is nothing where nothing happened, and nothing of what was deleted", () => {
    expect(eventsOf(outboundFax(), outboundFax({ wakes: 3, revision: 9 }))).toEqual([]);
    expect(eventsOf(outboundFax(), undefined)).toEqual([]);
    expect(eventsOf(outboundFax(), outboundFax({ status: "failed", deletedAt: noon }))).toEqual([]);
  });

  it("has the same id whenever the same change is read, another for another, and rises in sequence", () => {
    const story = [
      outboundFax(),
      outboundFax({ status: "queued", revision: 2 }),
      sendingFax({}, { revision: 3 }),
    ];
    const told = story.flatMap((after, index) => eventsOf(story[index - 1], after));
    expect(story.flatMap((after, index) => eventsOf(story[index - 1], after))).toEqual(told);
    expect(new Set(told.map(({ id }) => id)).size).toBe(told.length);
    const sequences = told.map(({ sequence }) => sequence);
    expect(sequences).toEqual([...sequences].sort((a, b) => a - b));
    for (const { id } of told) expect(id).toMatch(/^evt_[0-9a-f]{32}$/);
  });
});

describe("the body of an event", () => {
  const [sent] = eventsOf(undefined, outboundFax({ revision: 4 }));
  const event = sent as FaxEvent;
  const own = { clientState: "eA==", webhookUrl: "" };

  it("gives back what the sender wanted to get back", () => {
    expect(standardBody(event, own)).toMatchObject({
      type: "fax.preparing",
      timestamp: "2026-10-02T12:00:00.000Z",
      id: event.id,
      sequence: 32,
      data: { id: outboundFax().id, to: "+13125550148", client_state: "eA==", attempts: [], events: [{}] },
    });
  });

  const asCarrier = (of: FaxEvent) => telnyxBody(of, own, { attempt: 2, deliveredTo: "https://a/b" });

  it("in the carrier's format has its words, its envelope and UUIDs", () => {
    const body = asCarrier(event);
    expect(body).toMatchObject({
      data: {
        record_type: "event",
        event_type: "fax.queued",
        payload: { status: "queued", client_state: "eA==" },
      },
      meta: { attempt: 2, delivered_to: "https://a/b" },
    });
    expect(body?.data.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(body?.data.occurred_at).toBe("2026-10-02T12:00:00.000000Z");
    expect(JSON.stringify(body)).not.toContain("null");
  });

  it("in the carrier's format is none where the carrier has no word, and a redial is no news", () => {
    const eventOf = (...change: Parameters<typeof eventsOf>) => eventsOf(...change).at(-1) as FaxEvent;
    expect(asCarrier(eventOf(outboundFax(), outboundFax({ status: "canceled" })))).toBeUndefined();
    const over = { state: "failed", endedAt: noon } as const;
    expect(asCarrier(eventOf(sendingFax(), sendingFax(over, { status: "queued" })))).toBeUndefined();
    const again = [firstAttempt(over), firstAttempt({ number: 2 })];
    const redialled = outboundFax({ status: "sending", attempts: again });
    expect(asCarrier(eventOf(outboundFax({ status: "queued" }), redialled))).toBeUndefined();
    const ended = { ...redialled, status: "delivered" as const, pageCount: 3, callSeconds: 40 };
    expect(asCarrier(eventOf(redialled, ended))?.data).toMatchObject({
      event_type: "fax.delivered",
      payload: { page_count: 3, call_duration_secs: 40 },
    });
    const received = inboundFax({ status: "received", pageCount: 2, partialContent: true });
    expect(asCarrier(eventOf(inboundFax(), received))?.data).toMatchObject({
      event_type: "fax.received",
      payload: { page_count: 2, partial_content: true, caller_id: received.from },
    });
  });
});

describe("an event on its way", () => {
  const [sent] = eventsOf(undefined, outboundFax());
  const event = sent as FaxEvent;
  const failing = (delivery: Delivery, now: number) =>
    afterTry(delivery, { at: now, durationMs: 5, status: 503, answer: "" }, now, 0.5);

  it("is tried seven times over about 28 hours, and then no more", () => {
    let delivery = newDelivery("whe_1", event, noon);
    const times: number[] = [];
    for (let now: number | undefined = noon; now !== undefined; now = delivery.nextAt) {
      times.push(now);
      delivery = failing(delivery, now);
    }
    expect(times).toHaveLength(mostTries);
    expect(times.map((at) => Math.round((at - noon) / 60_000))).toEqual([0, 5, 35, 155, 455, 1055, 1655]);
    expect(delivery).toMatchObject({ status: "failed", round: 7 });
    expect(delivery.tries).toHaveLength(7);
  });

  it("is spread by a tenth, so that what failed together does not come back together", () => {
    const next = (chance: number) =>
      afterTry(newDelivery("whe_1", event, noon), { at: noon, durationMs: 1, answer: "" }, noon, chance)
        .nextAt;
    expect(next(0)).toBe(noon + 270_000);
    expect(next(1)).toBe(noon + 330_000);
  });

  it("is done with any 2xx, and dropped with 410", () => {
    const answered = (status: number) =>
      afterTry(newDelivery("whe_1", event, noon), { at: noon, durationMs: 1, status, answer: "" }, noon, 0);
    for (const status of [200, 202, 204]) expect(answered(status)).toMatchObject({ status: "delivered" });
    expect(answered(204)).not.toHaveProperty("nextAt");
    expect(answered(410)).toMatchObject({ status: "dropped" });
    for (const status of [301, 404, 500]) expect(answered(status)).toMatchObject({ status: "pending" });
  });

  it("has a name by which it is found", () => {
    expect(readDeliveryId(deliveryIdOf(event))).toEqual({ at: event.at, eventId: event.id });
    for (const wrong of ["", "dlv_1", `${deliveryIdOf(event)}0`, "evt_x"]) {
      expect(readDeliveryId(wrong)).toBeUndefined();
    }
  });
});

describe("who hears", () => {
  it("is everybody who asked, of what was asked for, unless turned off", () => {
    expect(eventTypes.every((type) => wants(endpoint(), type))).toBe(true);
    const some = endpoint({ events: ["fax.failed"] });
    expect(eventTypes.filter((type) => wants(some, type))).toEqual(["fax.failed", "webhook.test"]);
    expect(wants(endpoint({ disabledAt: noon }), "fax.failed")).toBe(false);
  });

  it("signs with two secrets for a day after a change, and never with three", () => {
    const once = withNewSecret(endpoint(), "whsec_b", noon);
    expect(livingSecrets(once, noon + 1)).toEqual(["whsec_b", "whsec_a"]);
    expect(livingSecrets(once, noon + 25 * 3_600_000)).toEqual(["whsec_b"]);
    expect(livingSecrets(withNewSecret(once, "whsec_c", noon), noon + 1)).toEqual(["whsec_c", "whsec_b"]);
  });

  it("is left alone for minutes after three failures in a row", () => {
    const failed = (failures: number, lastFailureAt: number) => endpoint({ failures, lastFailureAt });
    expect(rests(failed(2, noon), noon)).toBe(false);
    expect(rests(failed(3, noon), noon + 60_000)).toBe(true);
    expect(rests(failed(3, noon), noon + 5 * 60_000)).toBe(false);
  });

  const announced = async (changes: TableChange[], endpoints: Endpoint[]) => {
    const put = new Map<string, Delivery>();
    await announceEvents(
      {
        now: () => noon,
        listEndpoints: async () => endpoints,
        putDelivery: async (delivery) => {
          const key = `${delivery.endpointId}/${deliveryIdOf(delivery.event)}`;
          if (!put.has(key)) put.set(key, delivery);
        },
      },
      changes,
    );
    return put;
  };

  it("is written down event by event; who hears as the carrier tells gets only what it has words for", async () => {
    const changes: TableChange[] = [
      { item: "fax", before: undefined, after: outboundFax() },
      { item: "fax", before: outboundFax(), after: outboundFax({ status: "canceled", revision: 2 }) },
      { item: "lane", to: "+1", before: undefined, after: undefined },
    ];
    const put = await announced(changes, [endpoint(), endpoint({ id: "whe_2", format: "telnyx" })]);
    expect([...put.values()].map(({ endpointId, event }) => [endpointId, event.type])).toEqual([
      ["whe_0123456789abcdef", "fax.preparing"],
      ["whe_2", "fax.preparing"],
      ["whe_0123456789abcdef", "fax.canceled"],
    ]);
  });

  it("is written down for the fax's own webhook_url, too, as far as the carrier has words", async () => {
    const own = outboundFax({ hearers: ["url"] });
    const put = await announced(
      [
        { item: "fax", before: undefined, after: own },
        { item: "fax", before: own, after: { ...own, status: "canceled", revision: 2 } },
        { item: "fax", before: undefined, after: outboundFax({ id: uuid("another") }) },
      ],
      [],
    );
    expect([...put.values()].map(({ endpointId, event }) => [endpointId, event.type])).toEqual([
      [`fax_${own.id}`, "fax.preparing"],
    ]);
    expect(faxOfEndpoint(`fax_${own.id}`)).toBe(own.id);
    for (const id of ["whe_0123456789abcdef", "fax_", `fax_${own.id}x`]) {
      expect(faxOfEndpoint(id)).toBeUndefined();
    }
  });

  it("is the same, however often and in whatever pieces the changes are read", async () => {
    const story = [
      outboundFax(),
      outboundFax({ status: "queued", revision: 2 }),
      sendingFax({}, { revision: 3 }),
      sendingFax({ state: "failed" }, { status: "queued", revision: 4 }),
      sendingFax({ state: "failed" }, { status: "failed", revision: 5 }),
    ];
    const changes = story.map((after, index): TableChange => ({
      item: "fax",
      before: story[index - 1],
      after,
    }));
    const once = await announced(changes, [endpoint()]);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...changes), { maxLength: 20 }), async (repeats) => {
        const again = await announced([...repeats, ...changes, ...repeats], [endpoint()]);
        expect(new Set(again.keys())).toEqual(new Set(once.keys()));
      }),
    );
    expect(once.size).toBe(6);
  });
});
