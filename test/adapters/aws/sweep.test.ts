import { afterAll, describe, expect, it } from "vitest";
import { applyInboundEvent } from "../../../adapters/aws/apply-inbound-event.ts";
import { readFaxById } from "../../../adapters/aws/change-fax.ts";
import { createFax } from "../../../adapters/aws/create-fax.ts";
import { giveDue, listDueFaxes } from "../../../adapters/aws/due-faxes.ts";
import { markReceived } from "../../../adapters/aws/inbound-changes.ts";
import { readChannels } from "../../../adapters/aws/lanes.ts";
import { listControls, ranksOfInbound, readCensusPage } from "../../../adapters/aws/list-stored.ts";
import { markPrepared } from "../../../adapters/aws/mark-prepared.ts";
import { markSubmitted } from "../../../adapters/aws/outbound-changes.ts";
import {
  moveCensusCursor,
  moveInboundCursor,
  readCensusCursor,
  readInboundCursor,
} from "../../../adapters/aws/sweep-cursors.ts";
import type { OutboundFax } from "../../../core/fax.ts";
import { inboundFaxId } from "../../../core/ids.ts";
import { takeCensus } from "../../../core/operations/take-census.ts";
import { inboundEvent } from "../../support/carrier-events.ts";
import { claimCall, ownNumber, standInLineNow } from "../../support/claim-call.ts";
import { document, noon, outboundFax, requestOf, uuid } from "../../support/faxes.ts";
import { openTestTable } from "../../support/table-engine.ts";

const { table, meter, stored, close } = await openTestTable();
afterAll(close);

const minute = 60_000;
let made = 0;
async function newFax(more: Partial<OutboundFax> = {}): Promise<string> {
  const id = more.id ?? uuid(`fax ${++made}`);
  await createFax(table, outboundFax({ to: ownNumber(++made), ...more, id }), requestOf(id), 1e6);
  return id;
}
const dueOf = async (id: string) => (await stored(`fax#${id}`, "fax"))?.["due"]?.S;
const census = (now: number) =>
  takeCensus({
    now: () => now,
    readCursor: () => readCensusCursor(table),
    moveCursor: (cursor) => moveCensusCursor(table, cursor),
    readPage: (direction, after, until) => readCensusPage(table, direction, after, until),
    listCalls: async () => (await readChannels(table)).calls,
    giveDue: (fax, at) => giveDue(table, fax, at),
    report: () => undefined,
  });

describe("accepted means kept: the census", () => {
  it("passes every fax once, whatever its state, and costs no write for those that ended in time", async () => {
    const lost = await newFax({ createdAt: noon });
    const queued = await newFax({ status: "queued", createdAt: noon + 1 });
    const waits = await newFax({ status: "queued", createdAt: noon + 2 });
    const calling = await newFax({ status: "queued", createdAt: noon + 3 });
    await newFax({ status: "delivered", createdAt: noon + 4 });
    const upload = await newFax({ createdAt: noon + 5, uploadExpiresAt: noon + 24 * 60 * minute });
    const old = await newFax({ status: "sending", createdAt: noon + 6 });
    const young = await newFax({ createdAt: noon + 9 * minute });
    await standInLineNow(table, (await readFaxById(table, waits)) as OutboundFax, 1, "lane", noon);
    await claimCall(table, { id: calling, attempt: 1 }, "c", noon);
    const reception = inboundEvent("fax.receiving.started");
    await applyInboundEvent(table, reception, noon);
    const before = await dueOf(waits);
    const firstLook = await dueOf(upload);
    expect(firstLook).toBe(new Date(noon + 5 + 15 * minute).toISOString());

    meter.reset();
    expect(await census(noon + 11 * minute)).toBe(4);
    // Four faxes and the cursor.
    expect(meter.requests.filter((name) => /Update|Put/.test(name))).toHaveLength(5);
    const now = new Date(noon + 11 * minute).toISOString();
    expect(await Promise.all([lost, queued, old, reception.faxId].map(dueOf))).toEqual([now, now, now, now]);
    expect(await Promise.all([waits, calling, upload, young].map(dueOf))).toEqual([
      before,
      undefined,
      firstLook,
      undefined,
    ]);
    expect(await listDueFaxes(table, noon + 11 * minute, 25)).toHaveLength(4);

    meter.reset();
    expect(await census(noon + 11 * minute)).toBe(0);
    expect(meter.requests.filter((name) => /Update|Put/.test(name))).toEqual([]);
    expect(await census(noon + 20 * minute)).toBe(1);
    expect(await dueOf(young)).toBeDefined();
  });

  it("reads as many pages as there are", async () => {
    const start = noon + 60 * minute;
    const ids = Array.from({ length: 120 }, (_, index) => uuid(`many ${index}`));
    await Promise.all(ids.map((id, index) => newFax({ id, createdAt: start + index, status: "delivered" })));
    const last = await newFax({ createdAt: start + 500 });
    expect(await census(start + 11 * minute)).toBe(1);
    expect(await dueOf(last)).toBeDefined();
  });

  it("is not undone by what happens next: an open fax keeps its look until a call of it begins", async () => {
    const id = await newFax();
    await giveDue(table, (await readFaxById(table, id)) as OutboundFax, noon);
    await markPrepared(table, id, document, noon);
    expect(await dueOf(id)).toBeDefined();
    await claimCall(table, { id, attempt: 1 }, "c", noon);
    expect(await dueOf(id)).toBeUndefined();
  });

  it("finds a fax that changed since it was read", async () => {
    const id = await newFax();
    const seen = (await readFaxById(table, id)) as OutboundFax;
    await markPrepared(table, id, document, noon);
    expect((await giveDue(table, seen, noon)).changed).toBe(true);
    expect((await giveDue(table, seen, noon + 1)).changed).toBe(false);
  });

  it("a reception that goes on after it says itself when to look, until it has ended", async () => {
    const facts = { carrierFaxId: "late", faxId: inboundFaxId("late") };
    await applyInboundEvent(table, inboundEvent("fax.receiving.started", facts), noon);
    expect(await dueOf(facts.faxId)).toBeUndefined();
    await applyInboundEvent(table, inboundEvent("fax.received", facts), noon + 11 * minute);
    expect(await dueOf(facts.faxId)).toBe(new Date(noon + 21 * minute).toISOString());
    await markReceived(table, facts.faxId, document, noon + 12 * minute);
    expect(await dueOf(facts.faxId)).toBeUndefined();
  });
});

describe("what the sweep reads", () => {
  it("controls: calls that the carrier took, of the newest faxes and of the newest before a time", async () => {
    const start = noon + 30 * 24 * 60 * minute;
    const took = async (name: string, createdAt: number) => {
      const id = await newFax({ status: "queued", createdAt });
      await claimCall(table, { id, attempt: 1 }, "c", createdAt);
      await markSubmitted(table, id, 1, name, createdAt);
    };
    await took("before", start);
    await Promise.all(
      Array.from({ length: 60 }, (_, index) => newFax({ status: "queued", createdAt: start + 1 + index })),
    );
    expect(await listControls(table, start + 1, start + 3 * minute)).toContainEqual({
      carrierFaxId: "before",
      startedAt: start,
    });
    await took("after", start + minute);
    const names = (await listControls(table, start + 1, start + 3 * minute)).map((one) => one.carrierFaxId);
    expect(names).toEqual(expect.arrayContaining(["before", "after"]));
  });

  it("how far receptions are known here", async () => {
    const facts = { carrierFaxId: "known", faxId: inboundFaxId("known") };
    await applyInboundEvent(table, inboundEvent("fax.received", facts), noon);
    const ranks = await ranksOfInbound(table, [facts.faxId, inboundFaxId("nobody")]);
    expect([...ranks]).toEqual([[facts.faxId, 100]]);
    expect(await ranksOfInbound(table, [])).toEqual(new Map());
  });

  it("its cursors, as they were moved", async () => {
    expect(await readInboundCursor(table)).toBeUndefined();
    await moveInboundCursor(table, noon);
    expect(await readInboundCursor(table)).toBe(noon);
  });
});
