import { describe, expect, it } from "vitest";
import { isCall, type CarrierFax } from "../../core/carrier-status.ts";
import type { Fax } from "../../core/fax.ts";
import { toClientState } from "../../core/ids.ts";
import { askUnknownAfterMs, longestCallMs, type Control, type Listing } from "../../core/absence.ts";
import { askAboutCalls, askAfterMs } from "../../core/operations/ask-about-calls.ts";
import { lookForCalls } from "../../core/operations/look-for-calls.ts";
import { noon, sendingFax, uuid } from "../support/faxes.ts";
import { afterOutbound } from "../support/interpret.ts";
import { memoryFaxes } from "../support/memory-faxes.ts";

const id = uuid("fax");
const other = uuid("other");

async function ask(
  faxes: Fax[],
  carrier: {
    byId?: CarrierFax[];
    listed?: CarrierFax[];
    broken?: string;
    controls?: Control[];
    listing?: Partial<Listing> | "none";
  },
  now = noon + askAfterMs,
) {
  const table = memoryFaxes(...faxes);
  const asked: string[] = [];
  const reports: string[] = [];
  const deleted: string[] = [];
  const run = (at: number) =>
    askAboutCalls({
      now: () => at,
      readCarrierKey: async () => "key",
      listCalls: async () =>
        faxes
          .filter(({ status }) => status === "sending")
          .map((fax) => ({ faxId: fax.id, attempt: 1, startedAt: noon })),
      readFax: table.readFax,
      askCarrier: async (_key, carrierId) => {
        asked.push(carrierId);
        if (carrierId === carrier.broken) throw new Error("no answer");
        return carrier.byId?.find((fax) => fax.id === carrierId);
      },
      listAtCarrier: async (_key, since, until) => {
        asked.push(`since ${noon - since}`);
        if (until > at) throw new Error("no such window");
        if (carrier.listing === "none") throw new Error("no answer");
        return { faxes: carrier.listed ?? [], isComplete: false, isShort: false, ...carrier.listing };
      },
      listControls: async () => carrier.controls ?? [],
      deletePages: async (faxId, attempt) => deleted.push(`${faxId}.${attempt}`),
      noteMissing: table.noteMissing,
      markAbsent: table.markAbsent,
      endLostCall: table.endLostCall,
      applyOutbound: async (event) =>
        table.faxes.set(event.faxId, afterOutbound(table.outbound(event.faxId), event)),
      report: (word) => reports.push(word),
    });
  const found = await run(now);
  return { table, asked, reports, found, deleted, run };
}
const known = sendingFax({ state: "in_progress", rank: 40, carrierFaxId: "c-1" });
const unknown = sendingFax({ state: "unknown" });
const delivered = { id: "c-1", status: "delivered" };

describe("accepted means kept: a call whose end is overdue is asked about", () => {
  it("given a lost final webhook, then the carrier's answer ends the fax", async () => {
    const { table, found, reports } = await ask([known], { byId: [delivered] });
    expect(table.outbound(id)).toMatchObject({ status: "delivered", attempts: [{ state: "delivered" }] });
    expect([found, reports]).toEqual([1, ["found_by_asking"]]);
  });

  it("given a lost failure, then the redial policy decides, as after the event", async () => {
    const busy = {
      id: "c-1",
      status: "failed",
      failureReason: "user_busy",
      internalFailureReason: "user_busy",
    };
    const { table } = await ask([known], { byId: [busy] });
    expect(table.outbound(id)).toMatchObject({ status: "queued", waitingFor: "redial" });
  });

  it("given a call that still goes on, or one younger than ten minutes, then nothing changes", async () => {
    const { table, found } = await ask([known], { byId: [{ id: "c-1", status: "sending" }] });
    expect([found, table.outbound(id).status]).toEqual([0, "sending"]);
    expect((await ask([known], { byId: [delivered] }, noon + askAfterMs - 1)).asked).toEqual([]);
  });

  it("given one that cannot be asked about, then the others are all the same", async () => {
    const second = sendingFax({ state: "submitted", rank: 5, carrierFaxId: "c-2" }, { id: other });
    const { table, reports } = await ask([known, second], {
      byId: [{ id: "c-2", status: "delivered" }],
      broken: "c-1",
    });
    expect(table.outbound(other).status).toBe("delivered");
    expect(reports).toContain("ask_failed");
  });

  it("given no such fax at the carrier, then nothing changes while the call may last", async () => {
    expect((await ask([known], {}, noon + longestCallMs - 1)).table.outbound(id)).toEqual(known);
  });

  it("given none after six hours, then the fax ends with a reason, holds nothing and is not sent again", async () => {
    const { table, reports } = await ask([known], {}, noon + longestCallMs);
    expect(table.outbound(id)).toMatchObject({
      status: "failed",
      failure: { internalReason: "carrier_record_gone" },
    });
    expect(reports).toEqual(["carrier_record_gone"]);
  });

  it("given one that the carrier never ends, then it is asked about again and again, and reported", async () => {
    const sending = { byId: [{ id: "c-1", status: "sending" }] };
    const { table, reports } = await ask([known], sending, noon + longestCallMs);
    expect(table.outbound(id)).toEqual(known);
    expect(reports).toEqual(["call_silent"]);
  });

  it("given more calls than can be asked about at once, then each has its turn", async () => {
    const many = Array.from({ length: 100 }, (_, index) =>
      sendingFax({ state: "submitted", rank: 5, carrierFaxId: `c-${index}` }, { id: uuid(`many ${index}`) }),
    );
    const { asked, run } = await ask(many, {});
    expect(asked).toHaveLength(40);
    for (const turn of [1, 2, 3, 4]) await run(noon + askAfterMs + turn * 300_000);
    expect(new Set(asked).size).toBe(100);
  });
});

describe("never twice: an unknown attempt is looked for at the carrier, and adopted", () => {
  const listed = (clientState: string | undefined, more: Partial<CarrierFax> = {}): CarrierFax => ({
    id: "c-9",
    status: "queued",
    ...(clientState === undefined ? {} : { clientState }),
    ...more,
  });

  it("by our key, in one listing that begins ten minutes before the claim", async () => {
    const { table, asked } = await ask([unknown], {
      listed: [listed(toClientState(other, 1)), listed(toClientState(id, 1))],
    });
    expect(asked).toEqual(["since 600000"]);
    expect(table.outbound(id)).toMatchObject({
      status: "sending",
      attempts: [{ state: "submitted", carrierFaxId: "c-9" }],
    });
  });

  it("with its end, if it has ended", async () => {
    const { table } = await ask([unknown], {
      listed: [listed(toClientState(id, 1), { status: "delivered" })],
    });
    expect(table.outbound(id).status).toBe("delivered");
  });

  it("not by another call of the same fax, nor by another's", () => {
    const call = { faxId: id, attempt: 1 };
    expect(isCall(listed(toClientState(id, 2)), call)).toBe(false);
    expect(isCall(listed(toClientState(other, 1)), call)).toBe(false);
    expect(isCall(listed(undefined), call)).toBe(false);
    expect(isCall(listed("bm90IG91cnM=", { mediaUrl: `https://m.example/call/${id}/1.pdf?t=0` }), call)).toBe(
      true,
    );
  });

  const control = { carrierFaxId: "c-7", startedAt: noon - 3_600_000 };
  const shown = { listed: [{ id: "c-7", status: "delivered" }], controls: [control] };
  const first = noon + askUnknownAfterMs;

  it("not before five minutes after the last moment the call could have left", async () => {
    expect((await ask([unknown], shown, first - 1)).asked).toEqual([]);
    expect((await ask([unknown], shown, first)).asked).toHaveLength(1);
  });

  it("in a window that holds a fax known to be there", async () => {
    expect((await ask([unknown], shown, first)).asked).toEqual([`since ${3_600_000 + 600_000}`]);
  });

  it("and is absent where it is not listed twice, its pages deleted before the second look", async () => {
    const { table, deleted, run, reports } = await ask([unknown], shown, first);
    expect(deleted).toEqual([`${id}.1`]);
    expect(table.outbound(id)).toMatchObject({ status: "sending", attempts: [{ missedAt: first }] });
    await run(first + 299_999);
    expect(table.outbound(id).status).toBe("sending");
    await run(first + 300_000);
    expect(table.outbound(id)).toMatchObject({ status: "queued", attempts: [{ state: "absent", rank: 1 }] });
    expect(reports).toEqual(["attempt_absent"]);
  });

  it("as one whose process died between claim and record", async () => {
    const { table, run } = await ask([sendingFax({ state: "submitting" })], shown, first);
    await run(first + 300_000);
    expect(table.outbound(id).attempts).toMatchObject([{ state: "absent" }]);
  });

  it.each<[string, Parameters<typeof ask>[1]]>([
    ["shows no fax known to be there", { listed: [], controls: [control] }],
    ["cannot be held against any, and does not count itself", { listed: [] }],
    ["counts more than it shows", { ...shown, listing: { isShort: true } }],
    ["is not to be had", { ...shown, listing: "none" }],
  ])("and stays unknown where the list %s: that is reported, and no page deleted", async (_what, carrier) => {
    const { table, deleted, reports, run } = await ask([unknown], carrier, first);
    await run(first + 3_600_000);
    expect([table.outbound(id), deleted]).toEqual([unknown, []]);
    expect(reports).toEqual(["attempt_stays_unknown", "attempt_stays_unknown"]);
  });

  it("of an old one in a window of its own: a long one must not keep the others from being found", async () => {
    const day = 86_400_000;
    const young = sendingFax({ state: "unknown", startedAt: noon + 2 * day }, { id: other });
    const windows: number[][] = [];
    const open = [unknown, young].map((fax) => {
      const [attempt] = fax.attempts as [(typeof fax.attempts)[0]];
      return { fax, attempt, call: { faxId: fax.id, attempt: 1, startedAt: attempt.startedAt } };
    });
    const nothing = async () => undefined;
    await lookForCalls(
      {
        now: () => noon + 2 * day + askUnknownAfterMs,
        listAtCarrier: async (_key, since, until) => {
          windows.push([since - noon, until - noon]);
          return { faxes: [], isComplete: true, isShort: false };
        },
        listControls: async () => [],
        applyOutbound: nothing,
        endLostCall: nothing,
        deletePages: nothing,
        noteMissing: nothing,
        markAbsent: async () => ({ changed: true }),
        report: () => undefined,
      },
      "key",
      open,
      noon + 2 * day + askUnknownAfterMs,
    );
    expect(windows).toEqual([
      [2 * day - 600_000, 2 * day + askUnknownAfterMs],
      [1_000 - 600_000, 1_000 + day],
    ]);
  });

  it("and is adopted where the second look finds it after all", async () => {
    const carrier: Parameters<typeof ask>[1] = { ...shown };
    const { table, run } = await ask([unknown], carrier, first);
    carrier.listed = [...(shown.listed ?? []), listed(toClientState(id, 1))];
    await run(first + 300_000);
    expect(table.outbound(id)).toMatchObject({ status: "sending", attempts: [{ carrierFaxId: "c-9" }] });
  });

  it("and ends after six hours where its pages were fetched: it is not sent again", async () => {
    const timeline = [{ key: "carrier.fetched.1", at: noon, word: "carrier.fetched", attempt: 1 }];
    const { table, deleted, run } = await ask([sendingFax({ state: "unknown" }, { timeline })], shown, first);
    expect(table.outbound(id).status).toBe("sending");
    await run(noon + 1_000 + longestCallMs);
    expect(table.outbound(id)).toMatchObject({
      status: "failed",
      failure: { internalReason: "carrier_record_gone" },
    });
    expect(deleted).toEqual([]);
  });
});
