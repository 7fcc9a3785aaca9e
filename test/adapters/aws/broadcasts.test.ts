import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { applyOutboundEvent } from "../../../adapters/aws/apply-carrier-event.ts";
import {
  closeBroadcast,
  createFaxes,
  failBroadcast,
  markDocument,
  markListed,
  moveWalk,
  removeBroadcast,
  waitToCreate,
} from "../../../adapters/aws/broadcast-steps.ts";
import {
  createBroadcastItem,
  listBroadcasts,
  listOpenBroadcasts,
  readBroadcast,
  readBroadcastWithCounts,
  turnBroadcast,
} from "../../../adapters/aws/broadcasts.ts";
import { readFaxById, readFaxWithRequest } from "../../../adapters/aws/change-fax.ts";
import { createFax } from "../../../adapters/aws/create-fax.ts";
import { headsOfLine, laneHolder } from "../../../adapters/aws/lanes.ts";
import {
  failQueued,
  markCanceled,
  markRefused,
  releaseUnsent,
  requestCancel,
} from "../../../adapters/aws/outbound-changes.ts";
import { parkInTable, unparkInTable } from "../../../adapters/aws/park-fax.ts";
import { broadcastFaxId, derivedBroadcastId } from "../../../core/broadcast-ids.ts";
import type { Broadcast } from "../../../core/broadcast.ts";
import { writeNumbers, readNumbers, lineBytes } from "../../../core/broadcast-list.ts";
import type { OutboundFax } from "../../../core/fax.ts";
import { workOnBroadcast, type WorkDeps } from "../../../core/operations/work-on-broadcast.ts";
import { broadcastOf } from "../../support/broadcasts.ts";
import { outboundEvent } from "../../support/carrier-events.ts";
import { claimCall, emptyChannelLine, ownNumber, standInLineNow } from "../../support/claim-call.ts";
import { document, noon, outboundFax, requestOf, uuid } from "../../support/faxes.ts";
import { openTestTable } from "../../support/table-engine.ts";

const { table, meter, close } = await openTestTable();
afterAll(close);
beforeEach(() => emptyChannelLine(table));

let made = 0;
const list = (numbers: number) => ({ id: "a", rows: numbers, duplicates: 0, rejected: 0, numbers });

/** A broadcast whose list and document are ready, and the worker that makes its faxes. */
async function ready(numbers: number, more: { maxFaxesPerDay?: number } = {}) {
  const id = derivedBroadcastId(`test ${++made}`);
  const created = noon + made * 86_400_000;
  const broadcast = broadcastOf({
    id,
    createdAt: created,
    document,
    list: list(numbers),
    cursor: 0,
    order: { from: "+13125550100", client_state: "YQ==", reference: "recall" },
  });
  expect(await createBroadcastItem(table, broadcast)).toBe("created");
  const bytes = writeNumbers(Array.from({ length: numbers }, (_, index) => ownNumber(made * 1_000 + index)));
  const clock = { now: created };
  const deps = {
    now: () => clock.now,
    sendRules: { connectionId: "234423", defaultFrom: "", giveUpAfterSeconds: 3 * 86_400 },
    read: (wanted: string) => readBroadcast(table, wanted),
    readNumbers: async (_broadcast: Broadcast, from: number, most: number) =>
      readNumbers(bytes.subarray(from * lineBytes, (from + most) * lineBytes)),
    createFaxes: (one: Broadcast, faxes: Parameters<WorkDeps["createFaxes"]>[1], at: number) =>
      createFaxes(table, one, faxes, at, more.maxFaxesPerDay ?? 1_000_000),
    readCounts: async (wanted: string) => (await readBroadcastWithCounts(table, wanted))?.counts,
    wait: (one: Broadcast, wait: Parameters<WorkDeps["wait"]>[1], at: number) =>
      waitToCreate(table, one, wait, at),
    fail: (wanted: string, failure: { reason: string; detail: string }, at: number) =>
      failBroadcast(table, wanted, failure, at),
    close: (one: Broadcast, at: number) => closeBroadcast(table, one, at),
    moveWalk: (one: Broadcast, walk: Broadcast["walk"], at: number) => moveWalk(table, one, walk, at),
    readFax: (faxId: string) => readFaxById(table, faxId),
    park: (fax: OutboundFax) => parkInTable(table, fax, clock.now),
    wake: (fax: OutboundFax, at: number) => unparkInTable(table, fax, at),
    cancel: {
      now: () => clock.now,
      readFax: (faxId: string) => readFaxById(table, faxId),
      markCanceled: (fax: OutboundFax, at: number) => markCanceled(table, fax, at),
      requestCancel: (faxId: string, at: number) => requestCancel(table, faxId, at),
    },
  } as unknown as WorkDeps;
  const step = () => workOnBroadcast(deps, id);
  const read = async () => {
    const found = await readBroadcastWithCounts(table, id);
    if (!found) throw new Error("no such broadcast");
    return found;
  };
  const faxes = async () => {
    const all = await Promise.all(
      Array.from({ length: numbers }, (_, place) => readFaxById(table, broadcastFaxId(id, place))),
    );
    return all.flatMap((fax) => (fax?.direction === "outbound" ? [fax] : []));
  };
  return { id, step, read, faxes, clock, deps };
}

const failure = { reason: "gave_up", internalReason: "gave_up", detail: "d" };

describe("a list becomes faxes", () => {
  it("each number once, whatever is repeated and however many run at the same time", async () => {
    const { step, read, faxes } = await ready(100);
    await Promise.all([step(), step(), step()]);
    expect([45, 90, 100]).toContain((await read()).broadcast.cursor);
    while ((await read()).broadcast.cursor < 100) await step();
    await step();
    await step();
    const { broadcast } = await read();
    expect([broadcast.cursor, broadcast.isOpen]).toEqual([100, false]);
    const all = await faxes();
    expect(new Set(all.map(({ to }) => to)).size).toBe(100);
    for (const fax of all) {
      expect(fax).toMatchObject({
        status: "queued",
        broadcastId: broadcast.id,
        reference: "recall",
        document: { sharedBy: broadcast.id },
        revision: 1,
      });
    }
    const stored = await readFaxWithRequest(table, all[0]?.id ?? "");
    expect(stored?.request).toMatchObject({
      clientState: "YQ==",
      media: { kind: "shared", by: broadcast.id },
    });
  });

  it("none is created once it pauses, not even by a step that had begun", async () => {
    const { step, read, deps } = await ready(60);
    const { broadcast } = await read();
    const late: WorkDeps = { ...deps, read: async () => broadcast };
    expect(await turnBroadcast(table, broadcast, "paused", "park", noon)).toBe(true);
    await workOnBroadcast(late, broadcast.id);
    await step();
    expect((await read()).broadcast.cursor).toBe(0);
  });

  it("the day's limit makes it wait, to the last fax that the day has room for, and go on the next day", async () => {
    const { step, read, clock } = await ready(60, { maxFaxesPerDay: 52 });
    for (let turn = 0; turn < 12; turn++) await step();
    const { broadcast } = await read();
    expect(broadcast.cursor).toBe(52);
    expect(new Date(broadcast.notBefore ?? 0).toISOString()).toMatch(/T00:00:00.000Z$/);
    clock.now = broadcast.notBefore ?? 0;
    for (let turn = 0; turn < 3; turn++) await step();
    expect((await read()).broadcast).toMatchObject({ cursor: 60 });
    expect((await read()).broadcast.notBefore).toBeUndefined();
  });

  it("no more than a thousand of its faxes are open at once; as they end, more are created", async () => {
    const { step, read, deps, clock } = await ready(120);
    // As if most of a thousand were open besides.
    const others = { delivered: -940, failed: 0, canceled: 0 };
    const crowded: WorkDeps = { ...deps, readCounts: async () => others };
    const { id } = (await read()).broadcast;
    for (let turn = 0; turn < 3; turn++) await workOnBroadcast(crowded, id);
    expect((await read()).broadcast).toMatchObject({ cursor: 45, waitsFor: "open_faxes" });
    await step();
    expect((await read()).broadcast.cursor).toBe(45);
    clock.now = (await read()).broadcast.notBefore ?? 0;
    await step();
    expect((await read()).broadcast).toMatchObject({ cursor: 90 });
    expect((await read()).broadcast.waitsFor).toBeUndefined();
  });

  it("the first list and the first document count", async () => {
    const broadcast = broadcastOf({ id: derivedBroadcastId("first") });
    await createBroadcastItem(table, broadcast);
    expect(await createBroadcastItem(table, broadcast)).toBe("exists");
    expect(await markListed(table, broadcast.id, list(3), noon)).toBe(true);
    expect(await markListed(table, broadcast.id, list(4), noon)).toBe(false);
    await markDocument(table, broadcast.id, document, noon);
    const again = await markDocument(table, broadcast.id, { ...document, pages: 9 }, noon);
    expect([again?.list?.numbers, again?.document?.pages]).toEqual([3, document.pages]);
  });
});

describe("the counts are exact", () => {
  it("every way to end is counted once, in the write that ends the fax, however often it is told", async () => {
    const { id, step, read, faxes } = await ready(6);
    await step();
    const [a, b, c, d, e, f] = (await faxes()) as [
      OutboundFax,
      OutboundFax,
      OutboundFax,
      OutboundFax,
      OutboundFax,
      OutboundFax,
    ];
    const claim = async (fax: OutboundFax) => {
      const { fax: claimed } = await claimCall(table, { id: fax.id, attempt: 1 }, "c", noon);
      if (claimed?.direction !== "outbound") throw new Error("not claimed");
      return claimed;
    };
    const delivered = outboundEvent("fax.delivered", { faxId: (await claim(a)).id });
    const other = outboundEvent("fax.delivered", { faxId: a.id, eventId: uuid("told again") });
    for (const event of [delivered, delivered, other]) await applyOutboundEvent(table, event, noon);
    const claimed = await claim(b);
    await markRefused(table, claimed, 1, failure, noon);
    await markRefused(table, claimed, 1, failure, noon);
    await failQueued(table, c, failure, noon);
    await failQueued(table, c, failure, noon);
    await markCanceled(table, d, noon);
    await markCanceled(table, d, noon);
    // Released for a reason that ends nothing, then canceled during a call.
    const asked = await claim(e);
    await requestCancel(table, asked.id, noon);
    const wishes = (await readFaxById(table, asked.id)) as OutboundFax;
    await releaseUnsent(table, wishes, 1, { reason: "carrier_unreachable", until: noon + 1 }, noon);
    const bad = outboundEvent("fax.failed", {
      faxId: (await claim(f)).id,
      failureReason: "receiver_invalid_number_format",
    });
    for (const event of [bad, bad]) await applyOutboundEvent(table, event, noon);
    expect((await read()).counts).toEqual({ delivered: 1, failed: 3, canceled: 2 });
    expect((await faxes()).filter(({ status }) => status === "queued")).toEqual([]);
    expect(id).toMatch(/^brd_/);
  });

  it("a fax that is none of a broadcast pays nothing for it", async () => {
    const fax = outboundFax({ id: uuid("single"), status: "queued", to: ownNumber(999_999) });
    await createFax(table, fax, requestOf(fax.id), 1_000_000);
    meter.reset();
    await markCanceled(table, fax, noon);
    expect(meter.requests).toEqual(["UpdateItem"]);
  });
});

describe("pausing and canceling in the middle", () => {
  it("those that wait leave line and lane and stand aside, and all of them are woken", async () => {
    const { step, read, faxes } = await ready(3);
    await step();
    const [inLine] = (await faxes()) as [OutboundFax];
    await standInLineNow(table, inLine, 1, "channel", noon);
    expect(await laneHolder(table, inLine.to)).toBeDefined();
    await turnBroadcast(table, (await read()).broadcast, "paused", "park", noon);
    await step();
    expect((await faxes()).map(({ waitingFor }) => waitingFor)).toEqual(Array(3).fill("broadcast"));
    expect(await laneHolder(table, inLine.to)).toBeUndefined();
    const heads = await headsOfLine(table, "channel", "", 50);
    expect(heads.map(({ faxId }) => faxId)).not.toContain(inLine.id);
    await step();
    expect((await read()).broadcast).toMatchObject({ status: "paused", isOpen: false });

    await turnBroadcast(table, (await read()).broadcast, "running", "wake", noon);
    expect((await read()).broadcast.isOpen).toBe(true);
    await step();
    // As a wake does that finds nobody in line.
    await emptyChannelLine(table);
    for (const fax of await faxes()) {
      expect([fax.status, fax.waitingFor, fax.wakes]).toEqual(["queued", undefined, 1]);
      expect((await claimCall(table, { id: fax.id, attempt: 1 }, "c", noon)).changed).toBe(true);
    }
  });

  it("a dispatch that began before the pause puts no parked fax back into line", async () => {
    const { step, read, faxes } = await ready(1);
    await step();
    const [seen] = (await faxes()) as [OutboundFax];
    await turnBroadcast(table, (await read()).broadcast, "paused", "park", noon);
    await step();
    const after = await standInLineNow(table, seen, 1, "channel", noon);
    expect(after).toMatchObject({ status: "queued", waitingFor: "broadcast" });
    expect(await laneHolder(table, seen.to)).toBeUndefined();
  });

  it("a cancel ends what is not called, asks for calls under way, and may be repeated", async () => {
    const { id, step, read, faxes } = await ready(3);
    await step();
    const [first] = (await faxes()) as [OutboundFax];
    await claimCall(table, { id: first.id, attempt: 1 }, "c", noon);
    const { broadcast } = await read();
    await turnBroadcast(table, broadcast, "canceled", "cancel", noon);
    expect(await turnBroadcast(table, broadcast, "paused", "park", noon)).toBe(false);
    await Promise.all([step(), step()]);
    await step();
    const all = await faxes();
    expect(all.map(({ status }) => status)).toEqual(["sending", "canceled", "canceled"]);
    expect(all[0]?.cancelRequestedAt).toBeDefined();
    expect((await read()).counts).toEqual({ delivered: 0, failed: 0, canceled: 2 });
    await step();
    expect(await listOpenBroadcasts(table, 100)).not.toContain(id);
  });
});

describe("the list of broadcasts", () => {
  it("is newest first, page by page, and without what was deleted", async () => {
    const one = await ready(1);
    const two = await ready(1);
    const three = await ready(1);
    const page = await listBroadcasts(table, 2, undefined);
    expect(page.ids).toEqual([three.id, two.id]);
    expect((await listBroadcasts(table, 1, page.next)).ids).toEqual([one.id]);
    await failBroadcast(table, two.id, { reason: "list_empty", detail: "d" }, noon);
    expect(await removeBroadcast(table, (await two.read()).broadcast, noon)).toBe(true);
    expect((await listBroadcasts(table, 2, undefined)).ids).toEqual([three.id, one.id]);
    expect(await readBroadcastWithCounts(table, two.id)).toBeUndefined();
    // The same id never becomes another broadcast.
    expect(await createBroadcastItem(table, broadcastOf({ id: two.id }))).toBe("exists");
  });
});
