import { describe, expect, it } from "vitest";
import { isClosed, type Fax } from "../../core/fax.ts";
import { sweepDue } from "../../core/operations/sweep-due.ts";
import { firstAttempt, inboundFax, noon, outboundFax, sendingFax, uuid } from "../support/faxes.ts";
import { memoryFaxes } from "../support/memory-faxes.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const id = uuid("fax");

type Around = { uploads?: string[]; calls?: string[]; now?: number; mayGo?: boolean };

async function sweep(faxes: Fax[], { uploads = [], calls = [], now = noon, mayGo = true }: Around = {}) {
  const reports: string[] = [];
  const table = memoryFaxes(...faxes);
  const forgotten: string[] = [];
  const toAsk = await sweepDue({
    now: () => now,
    listDue: async () => faxes.map((fax) => fax.id),
    readFax: async (wanted) => {
      if (wanted === uuid("broken")) throw new Error("unreadable");
      return table.readFax(wanted);
    },
    failPreparing: table.markFailed,
    failQueued: table.failQueued,
    markFetchFailed: table.markFetchFailed,
    listCalls: async () => calls.map((faxId) => ({ faxId, attempt: 1, startedAt: noon })),
    wakeFax: (fax, nextLook, at) => table.wakeFax(fax, nextLook, at),
    mayGo: async () => mayGo,
    lookLater: (fax, nextLook, at) => table.lookLater(fax, nextLook, at),
    forgetDue: async (known) => forgotten.push(known),
    hasUpload: async (known) => uploads.includes(known),
    report: (word) => reports.push(word),
  });
  return { table, forgotten, toAsk, reports, next: (known = id) => table.looks.get(known) };
}

describe("accepted means kept: a fax whose pages were never prepared", () => {
  it("given a lost order, then its trigger is repeated, and again an hour later", async () => {
    const { table, next } = await sweep([outboundFax({ wakes: 2 })]);
    expect(table.outbound(id)).toMatchObject({ status: "preparing", wakes: 3 });
    expect(next()).toBe(noon + hour);
  });

  it("given an upload whose event was lost, then its trigger is repeated, before and after its time", async () => {
    for (const uploadExpiresAt of [noon + hour, noon - 1]) {
      const { table } = await sweep([outboundFax({ uploadExpiresAt })], { uploads: [id] });
      expect(table.outbound(id)).toMatchObject({ status: "preparing", wakes: 1 });
    }
  });

  it("given an upload that may still come, then it is looked for hourly, at last when its time is over", async () => {
    const early = await sweep([outboundFax({ uploadExpiresAt: noon + 5 * hour })]);
    const late = await sweep([outboundFax({ uploadExpiresAt: noon + minute })]);
    expect([early.next(), late.next()]).toEqual([noon + hour, noon + minute]);
    expect([early, late].map(({ table }) => table.outbound(id).wakes)).toEqual([0, 0]);
  });

  it("given an upload that never came, then the fax ends with that reason", async () => {
    const { table } = await sweep([outboundFax({ uploadExpiresAt: noon })]);
    expect(table.outbound(id)).toMatchObject({ status: "failed", failure: { reason: "upload_expired" } });
  });

  it.each([
    ["a day after it was accepted", outboundFax(), noon + day],
    ["a day after its upload's time", outboundFax({ uploadExpiresAt: noon + day }), noon + 2 * day],
  ])("given no end %s, then the fax ends with a reason", async (_when, fax, now) => {
    const around = { uploads: [id] };
    expect((await sweep([fax], { ...around, now: now - 1 })).table.outbound(id).status).toBe("preparing");
    expect((await sweep([fax], { ...around, now })).table.outbound(id)).toMatchObject({
      status: "failed",
      failure: { internalReason: "prepare_never_ended" },
    });
  });
});

describe("accepted means kept: a queued fax", () => {
  it("is woken, so that the stream triggers it again; one that stands in a line is looked at seldom", async () => {
    const inLine = outboundFax({ id: uuid("b"), status: "queued", line: "lane" });
    const { table, next } = await sweep([outboundFax({ status: "queued", wakes: 0 }), inLine]);
    expect(table.outbound(id)).toMatchObject({ status: "queued", wakes: 1 });
    expect([next(), next(uuid("b"))]).toEqual([noon + 5 * minute, noon + hour]);
    expect(table.outbound(uuid("b"))).toMatchObject({ status: "queued", wakes: 1 });
  });

  it("is not woken while what it stands in line for is in use", async () => {
    const inLine = outboundFax({ status: "queued", line: "channel" });
    const { table, next } = await sweep([inLine], { mayGo: false });
    expect(table.outbound(id)).toMatchObject({ status: "queued", wakes: 0 });
    expect(next()).toBe(noon + hour);
  });

  it.each([
    [0, 5],
    [1, 10],
    [3, 40],
    [4, 60],
    [85, 60],
  ])(
    "woken %d times already, it is looked at again after %d minutes: a pile must not grow by it",
    async (wakes, minutes) => {
      const { next } = await sweep([outboundFax({ status: "queued", wakes })]);
      expect(next()).toBe(noon + minutes * 60_000);
    },
  );

  it("ends when its sender gives up, and no earlier", async () => {
    const later = outboundFax({ id: uuid("b"), status: "queued", giveUpAt: noon + 1 });
    const { table, next } = await sweep([outboundFax({ status: "queued", giveUpAt: noon }), later]);
    expect(table.outbound(id)).toMatchObject({ status: "failed", failure: { reason: "gave_up" } });
    expect(table.outbound(uuid("b"))).toMatchObject({ status: "queued", wakes: 1 });
    expect(next(uuid("b"))).toBe(noon + 1);
  });

  it("ends with why its last call failed, if one did", async () => {
    const failed = firstAttempt({ state: "failed", rank: 100, failureReason: "user_busy" });
    const absent = firstAttempt({ number: 2, state: "absent", rank: 1 });
    const { table } = await sweep([
      outboundFax({ status: "queued", giveUpAt: noon, attempts: [failed, absent] }),
    ]);
    expect(table.outbound(id).failure).toEqual({
      reason: "user_busy",
      internalReason: "give_up_at_passed",
      detail: "The line was busy. The time to give up came before the next call.",
    });
  });
});

describe("accepted means kept: a fax on its way", () => {
  it("given a call that the channels name, then it needs no look of its own", async () => {
    const { forgotten, toAsk } = await sweep([sendingFax()], { calls: [id] });
    expect([forgotten, toAsk.calls]).toEqual([[id], []]);
  });

  it("given one that they do not name, then it is asked about, now and again", async () => {
    const absent = firstAttempt({ number: 2, state: "absent", rank: 1 });
    const fax = sendingFax();
    const { toAsk, next } = await sweep([{ ...fax, attempts: [...fax.attempts, absent] }]);
    expect(toAsk.calls).toEqual([{ faxId: id, attempt: 1, startedAt: noon + 1_000 }]);
    expect(next()).toBe(noon + 5 * minute);
  });

  it("given a reception without an end, then it is asked about", async () => {
    const fax = inboundFax();
    const { toAsk, next } = await sweep([fax]);
    expect(toAsk.receptions).toEqual([fax]);
    expect(next(fax.id)).toBe(noon + 5 * minute);
  });

  it("given pages not fetched yet, then their trigger is repeated, until the carrier has deleted them", async () => {
    const fax = inboundFax({ status: "fetching", rank: 100 });
    const { table } = await sweep([fax], { now: noon + 7 * day - 1 });
    expect(table.faxes.get(fax.id)).toMatchObject({ status: "fetching", wakes: 1 });
    expect((await sweep([fax], { now: noon + 7 * day })).table.faxes.get(fax.id)).toMatchObject({
      status: "failed",
      failure: { internalReason: "inbound_fetch_failed" },
    });
  });
});

describe("the sweep", () => {
  it("goes on after a fax that cannot be looked at, and reports it", async () => {
    const { table, reports } = await sweep([
      outboundFax({ id: uuid("broken"), status: "queued" }),
      outboundFax({ status: "queued" }),
    ]);
    expect(table.outbound(id).wakes).toBe(1);
    expect(reports).toEqual(["sweep_failed"]);
  });

  it("takes what has ended out of its list", async () => {
    const ended = [
      outboundFax({ status: "delivered" }),
      inboundFax({ status: "received", rank: 100 }),
    ] as const;
    const { forgotten, toAsk } = await sweep([...ended]);
    expect(ended.every(({ status }) => isClosed(status))).toBe(true);
    expect(forgotten).toEqual(ended.map((fax) => fax.id));
    expect(toAsk.handled).toBe(2);
  });
});
