import { describe, expect, it } from "vitest";
import type { Fax } from "../../core/fax.ts";
import type { CallInProgress } from "../../core/lanes.ts";
import { sweepDue } from "../../core/operations/sweep-due.ts";
import { firstAttempt, inboundFax, noon, outboundFax, sendingFax, uuid } from "../support/faxes.ts";
import { memoryFaxes } from "../support/memory-faxes.ts";

const uploads = new Set<string>();
let calls: CallInProgress[] = [];
let freed: string[] = [];

let looks: number[] = [];

async function sweep(...faxes: Fax[]) {
  const reports: string[] = [];
  const table = memoryFaxes(...faxes);
  const forgotten: string[] = [];
  const handled = await sweepDue({
    now: () => noon,
    listDue: async () => faxes.map(({ id }) => id),
    readFax: async (id) => {
      if (id === uuid("broken")) throw new Error("unreadable");
      return table.readFax(id);
    },
    failPreparing: table.markFailed,
    failQueued: table.failQueued,
    listCalls: async () => calls,
    freeSilentCall: async (fax, attempt) => freed.push(`${fax.id}.${attempt}`),
    wakeQueued: async (id, wakes, nextLook, at) => {
      looks.push(nextLook - noon);
      return table.wakeQueued(id, wakes, nextLook, at);
    },
    forgetDue: async (id) => forgotten.push(id),
    hasUpload: async (id) => uploads.has(id),
    report: (word) => reports.push(word),
  });
  return { table, forgotten, handled, reports };
}

describe("the sweep", () => {
  it("ends a fax whose upload never came", async () => {
    const { table } = await sweep(outboundFax({ uploadExpiresAt: noon }));
    expect(table.outbound(uuid("fax"))).toMatchObject({
      status: "failed",
      failure: { reason: "upload_expired", internalReason: "upload_expired" },
    });
  });

  it("leaves a fax whose upload may still come", async () => {
    const { table, forgotten } = await sweep(outboundFax({ uploadExpiresAt: noon + 1 }));
    expect(table.outbound(uuid("fax")).status).toBe("preparing");
    expect(forgotten).toEqual([]);
  });

  it("leaves a fax whose upload came in time and only waits to be prepared", async () => {
    uploads.add(uuid("fax"));
    const { table } = await sweep(outboundFax({ uploadExpiresAt: noon - 1 }));
    uploads.clear();
    expect(table.outbound(uuid("fax")).status).toBe("preparing");
  });

  it("goes on after a fax that cannot be looked at, and reports it", async () => {
    const { table, reports } = await sweep(
      outboundFax({ id: uuid("broken"), status: "queued" }),
      outboundFax({ status: "queued", wakes: 0 }),
    );
    expect(table.outbound(uuid("fax")).wakes).toBe(1);
    expect(reports).toEqual(["sweep_failed"]);
  });

  it("wakes a queued fax, so that the stream triggers it again", async () => {
    const { table } = await sweep(outboundFax({ status: "queued", wakes: 3 }));
    expect(table.outbound(uuid("fax"))).toMatchObject({ status: "queued", wakes: 4 });
  });

  it("looks at a fax again after five minutes, but at one that stands in a line after an hour", async () => {
    const minutes = (count: number) => count * 60_000;
    const inLine = outboundFax({ status: "queued", line: "lane" });
    looks = [];
    await sweep(
      outboundFax({ status: "queued" }),
      { ...inLine, id: uuid("b") },
      { ...inLine, id: uuid("c"), giveUpAt: noon + minutes(20) },
    );
    expect(looks).toEqual([minutes(5), minutes(60), minutes(20)]);
  });

  it("ends a queued fax whose sender gives up now, and no earlier", async () => {
    const { table } = await sweep(
      outboundFax({ status: "queued", giveUpAt: noon }),
      outboundFax({ id: uuid("b"), status: "queued", giveUpAt: noon + 1 }),
    );
    expect(table.outbound(uuid("fax"))).toMatchObject({ status: "failed", failure: { reason: "gave_up" } });
    expect(table.outbound(uuid("b"))).toMatchObject({ status: "queued", wakes: 1 });
  });

  it("ends one that was called before with why that call failed", async () => {
    const failed = firstAttempt({ state: "failed", rank: 100, failureReason: "user_busy" });
    const { table } = await sweep(outboundFax({ status: "queued", giveUpAt: noon, attempts: [failed] }));
    expect(table.outbound(uuid("fax")).failure).toEqual({
      reason: "user_busy",
      internalReason: "give_up_at_passed",
      detail: "The line was busy. The time to give up came before the next call.",
    });
  });

  it("takes a fax on its way, or ended, out of its list", async () => {
    const { forgotten, handled } = await sweep(
      sendingFax(),
      outboundFax({ id: uuid("b"), status: "delivered" }),
    );
    expect(forgotten).toEqual([uuid("fax"), uuid("b")]);
    expect(handled).toBe(2);
  });

  it("frees what a call holds that must have ended long ago, and reports it", async () => {
    const six = 6 * 3_600_000;
    freed = [];
    calls = [
      { faxId: uuid("fax"), attempt: 1, startedAt: noon - six },
      { faxId: uuid("b"), attempt: 1, startedAt: noon - six + 1 },
      { faxId: uuid("nobody"), attempt: 1, startedAt: 0 },
    ];
    const { reports } = await sweep(sendingFax(), sendingFax({}, { id: uuid("b") }));
    calls = [];
    expect(freed).toEqual([`${uuid("fax")}.1`]);
    expect(reports).toEqual(["call_silent"]);
  });

  it("passes over what is gone, or inbound", async () => {
    const { forgotten, handled } = await sweep(inboundFax());
    expect([forgotten, handled]).toEqual([[], 1]);
  });
});
