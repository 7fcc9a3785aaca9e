import fc from "fast-check";
import { claimCall, ownNumber } from "../../support/claim-call.ts";
import { afterAll, describe, expect, it } from "vitest";
import { applyOutboundEvent } from "../../../adapters/aws/apply-carrier-event.ts";
import { applyInboundEvent } from "../../../adapters/aws/apply-inbound-event.ts";
import { readFaxById } from "../../../adapters/aws/change-fax.ts";
import { createFax } from "../../../adapters/aws/create-fax.ts";
import { markReceived } from "../../../adapters/aws/inbound-changes.ts";
import { markSubmitted, markUnknown, requestCancel } from "../../../adapters/aws/outbound-changes.ts";
import {
  inboundEventTypes,
  outboundEventTypes,
  type InboundEvent,
  type OutboundEvent,
} from "../../../core/carrier-event.ts";
import type { InboundFax } from "../../../core/fax.ts";
import { inboundEvent, outboundEvent } from "../../support/carrier-events.ts";
import { document, noon, outboundFax, requestOf, uuid } from "../../support/faxes.ts";
import { afterInbound, afterOutbound, comparable, inOneOrder } from "../../support/interpret.ts";
import { openTestTable } from "../../support/table-engine.ts";

const { table, meter, stored, close } = await openTestTable();
afterAll(close);

let made = 0;
/** A fax whose first call was claimed. */
async function calling(): Promise<string> {
  const id = uuid(`calling ${++made}`);
  await createFax(
    table,
    outboundFax({ id, status: "queued", to: ownNumber(made) }),
    requestOf(id),
    1_000_000,
  );
  await claimCall(table, { id, attempt: 1 }, "claim-1", noon);
  return id;
}
const apply = (id: string, type: OutboundEvent["type"], more: Parameters<typeof outboundEvent>[1] = {}) =>
  applyOutboundEvent(table, outboundEvent(type, { faxId: id, ...more }), noon);
const read = async (id: string) => inOneOrder(await readFaxById(table, id));
const inOrder = ["fax.queued", "fax.media.processed", "fax.sending.started", "fax.delivered"] as const;

describe("one conditional update per event", () => {
  it("in order each costs one request and one write unit, and the end what frees lane and channel", async () => {
    const id = await calling();
    await markSubmitted(table, id, 1, uuid("carrier outbound"), noon);
    meter.reset();
    for (const type of inOrder) expect((await apply(id, type)).kind).toBe("advance");
    expect(meter.requests).toEqual([
      "UpdateItem",
      "UpdateItem",
      "UpdateItem",
      "GetItem",
      "TransactWriteItems",
    ]);
    expect(meter.writeUnits).toBe(9);
    expect(await read(id)).toMatchObject({ status: "delivered", pageCount: 3, callSeconds: 124 });
  });

  it("repeated it changes nothing, not even the revision", async () => {
    const id = await calling();
    for (const type of inOrder) await apply(id, type);
    const before = await read(id);
    for (const type of inOrder) expect((await apply(id, type)).kind).toBe("repeat");
    expect(await read(id)).toEqual(before);
  });

  it("late it enters the timeline and moves no status", async () => {
    const id = await calling();
    await apply(id, "fax.delivered");
    for (const type of ["fax.sending.started", "fax.queued"] as const)
      expect((await apply(id, type)).kind).toBe("note");
    const fax = await read(id);
    expect(fax).toMatchObject({ status: "delivered", attempts: [{ state: "delivered", rank: 100 }] });
    expect(fax?.timeline.map(({ word }) => word)).toContain("fax.queued");
  });

  it("contradicting the end it changes nothing and says so", async () => {
    const id = await calling();
    await apply(id, "fax.delivered");
    const before = await read(id);
    expect((await apply(id, "fax.failed")).kind).toBe("contradiction");
    expect(await read(id)).toEqual(before);
  });

  it("of no fax or attempt of ours it is foreign", async () => {
    expect((await apply(uuid("nobody"), "fax.queued")).kind).toBe("foreign");
    const id = await calling();
    expect((await apply(id, "fax.queued", { attempt: 2 })).kind).toBe("foreign");
  });

  it("a busy line sends the fax back to the queue with a time, three requests, and opens a new call", async () => {
    const id = await calling();
    meter.reset();
    expect((await apply(id, "fax.failed")).kind).toBe("advance");
    // The fax, its number's history, and the one write.
    expect(meter.requests).toEqual(["GetItem", "GetItem", "TransactWriteItems"]);
    const fax = await read(id);
    expect(fax).toMatchObject({
      status: "queued",
      waitingFor: "redial",
      notBefore: noon + 120_000,
      attempts: [{ number: 1, state: "failed", failureReason: "user_busy" }],
    });
    expect(fax).not.toHaveProperty("failure");
    expect((await stored(`fax#${id}`, "fax"))?.["due"]).toEqual({ S: "2026-10-02T12:02:00.000Z" });
    expect((await apply(id, "fax.failed")).kind).toBe("repeat");
    expect((await claimCall(table, { id, attempt: 1 }, "again", noon + 120_000)).changed).toBe(false);
    expect((await claimCall(table, { id, attempt: 2 }, "again", noon + 119_999)).changed).toBe(false);
    expect((await claimCall(table, { id, attempt: 2 }, "again", noon + 120_000)).changed).toBe(true);
    await apply(id, "fax.delivered", { attempt: 2 });
    expect(await read(id)).toMatchObject({ status: "delivered", attempts: [{}, { state: "delivered" }] });
  });

  it("a call told failed and then delivered ends a fax that waits for its redial", async () => {
    const id = await calling();
    await apply(id, "fax.failed");
    expect((await apply(id, "fax.delivered")).kind).toBe("advance");
    const fax = await read(id);
    expect(fax).toMatchObject({ status: "delivered", attempts: [{ state: "delivered" }] });
    for (const fact of ["waitingFor", "notBefore", "failure"]) expect(fax).not.toHaveProperty(fact);
    expect(await stored(`fax#${id}`, "fax")).not.toHaveProperty("due");
    expect((await claimCall(table, { id, attempt: 2 }, "again", noon + 1e9)).changed).toBe(false);
  });

  it("a call told failed and then delivered changes nothing once a newer call is under way", async () => {
    const id = await calling();
    await apply(id, "fax.failed");
    await claimCall(table, { id, attempt: 2 }, "again", noon + 120_000);
    const before = await read(id);
    expect((await apply(id, "fax.delivered")).kind).toBe("contradiction");
    expect(await read(id)).toEqual(before);
  });

  it("a claim and a late delivery at once have one winner, every time", async () => {
    for (let turn = 0; turn < 10; turn++) {
      const id = await calling();
      await apply(id, "fax.failed");
      const [claimed, told] = await Promise.all([
        claimCall(table, { id, attempt: 2 }, "again", noon + 120_000),
        apply(id, "fax.delivered"),
      ]);
      expect(told.kind).toBe(claimed.changed ? "contradiction" : "advance");
      expect((await read(id))?.status).toBe(claimed.changed ? "sending" : "delivered");
    }
  });

  it("a handshake failure changes the settings of a fax that had none", async () => {
    const id = await calling();
    await apply(id, "fax.failed", { failureReason: "fax_signaling_error" });
    expect(await read(id)).toMatchObject({ status: "queued", settings: { t38Enabled: false } });
  });

  it("a failure after our cancel is the cancel's success", async () => {
    const id = await calling();
    await requestCancel(table, id, noon);
    expect((await apply(id, "fax.failed")).kind).toBe("advance");
    const fax = await read(id);
    expect(fax).toMatchObject({ status: "canceled", attempts: [{ state: "failed" }] });
    expect(fax).not.toHaveProperty("failure");
  });

  it("a delivery after our cancel is a delivery", async () => {
    const id = await calling();
    await requestCancel(table, id, noon);
    await apply(id, "fax.delivered");
    expect(await read(id)).toMatchObject({ status: "delivered", cancelRequestedAt: noon });
  });

  it("that outruns our own record of the answer fills the carrier's id in; the answer then changes nothing", async () => {
    const id = await calling();
    await apply(id, "fax.media.processed");
    expect((await markSubmitted(table, id, 1, "other", noon)).changed).toBe(false);
    expect((await markUnknown(table, id, 1, noon)).changed).toBe(false);
    expect(await read(id)).toMatchObject({
      attempts: [{ state: "media.processed", carrierFaxId: uuid("carrier outbound") }],
    });
  });

  it("resolves an attempt nobody knew about", async () => {
    const id = await calling();
    await markUnknown(table, id, 1, noon);
    await apply(id, "fax.delivered");
    expect(await read(id)).toMatchObject({ status: "delivered", attempts: [{ state: "delivered" }] });
  });

  it("all at once, several times over, end in the same fax as in order", async () => {
    const [one, other] = [await calling(), await calling()];
    for (const type of inOrder) await apply(one, type);
    await Promise.all([...inOrder, ...inOrder, ...inOrder].map((type) => apply(other, type)));
    const [mixed, inOrderFax] = [comparable(await read(other)), comparable(await read(one))];
    expect({ ...mixed, id: one, to: inOrderFax?.to }).toEqual(inOrderFax);
  });

  it("a cancel and a failure at once end canceled or queued for a redial, as the table of transitions says, never between", async () => {
    for (let turn = 0; turn < 10; turn++) {
      const id = await calling();
      await Promise.all([requestCancel(table, id, noon), apply(id, "fax.failed")]);
      const fax = await read(id);
      const wished = fax?.direction === "outbound" && fax.cancelRequestedAt !== undefined;
      expect([fax?.status, fax?.failure === undefined]).toEqual(
        wished ? ["canceled", true] : ["queued", true],
      );
    }
  });
});

describe("the table comes to the same fax as the pure decisions", () => {
  const copies = fc.integer({ min: 1, max: 2 });

  it("for outbound events in any order, contradictions included", async () => {
    const events = fc.array(fc.tuple(fc.constantFrom(...outboundEventTypes), copies), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(events, fc.boolean(), async (story, cancels) => {
        const id = await calling();
        if (cancels) await requestCancel(table, id, noon);
        let expected = await read(id);
        for (const [type, copy] of story) {
          const event = outboundEvent(type, { copy, faxId: id });
          await applyOutboundEvent(table, event, noon);
          if (expected?.direction === "outbound") expected = afterOutbound(expected, event);
        }
        expect(comparable(await read(id))).toEqual(comparable(expected));
      }),
      { numRuns: 40 },
    );
  });

  it("for inbound events in any order, contradictions included", async () => {
    const events = fc.array(fc.tuple(fc.constantFrom(...inboundEventTypes), copies), {
      minLength: 1,
      maxLength: 7,
    });
    await fc.assert(
      fc.asyncProperty(events, async (story) => {
        const faxId = uuid(`inbound ${++made}`);
        let expected: InboundFax | undefined;
        for (const [type, copy] of story) {
          const event = inboundEvent(type, { copy, faxId });
          await applyInboundEvent(table, event, noon);
          expected = afterInbound(expected, event, noon);
        }
        expect(comparable(await read(faxId))).toEqual(comparable(expected));
      }),
      { numRuns: 40 },
    );
  });
});

describe("an inbound fax", () => {
  const receive = (faxId: string, type: InboundEvent["type"]) =>
    applyInboundEvent(table, inboundEvent(type, { faxId }), noon);

  it("is made by its first event, two requests each, and moves to fetching", async () => {
    const faxId = uuid("reception");
    meter.reset();
    expect((await receive(faxId, "fax.receiving.started")).kind).toBe("advance");
    expect(meter.requests).toEqual(["GetItem", "PutItem"]);
    await receive(faxId, "fax.received");
    expect(await read(faxId)).toMatchObject({
      direction: "inbound",
      status: "fetching",
      revision: 2,
      carrierLink: "https://carrier.example/pages.pdf",
    });
  });

  it("told of twenty times at once is one fax with one entry each", async () => {
    const faxId = uuid("many receptions");
    const types = ["fax.receiving.started", "fax.received"] as const;
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => receive(faxId, types[index % 2] ?? "fax.received")),
    );
    // What kept losing the race comes back by its queue.
    for (const [index, outcome] of outcomes.entries()) {
      if (outcome.status === "rejected") await receive(faxId, types[index % 2] ?? "fax.received");
    }
    const fax = await read(faxId);
    expect(fax).toMatchObject({ status: "fetching" });
    expect(fax?.timeline.map(({ word }) => word).sort()).toEqual(
      ["fax.received", "fax.receiving.started"].sort(),
    );
  });

  it("received keeps its pages through late news, and forgets the carrier's link", async () => {
    const faxId = uuid("received");
    await receive(faxId, "fax.received");
    await markReceived(table, faxId, { ...document, pages: 0 }, noon);
    expect((await receive(faxId, "fax.media.processing.started")).kind).toBe("note");
    expect((await receive(faxId, "fax.failed")).kind).toBe("contradiction");
    const fax = await read(faxId);
    expect(fax).toMatchObject({ status: "received", pageCount: 2, document: { sha256: document.sha256 } });
    expect(fax).not.toHaveProperty("carrierLink");
  });
});
