import { describe, expect, it } from "vitest";
import { isCall, type CarrierFax } from "../../core/carrier-status.ts";
import type { Fax } from "../../core/fax.ts";
import { toClientState } from "../../core/ids.ts";
import { askAboutCalls, askAfterMs } from "../../core/operations/ask-about-calls.ts";
import { noon, sendingFax, uuid } from "../support/faxes.ts";
import { afterOutbound } from "../support/interpret.ts";
import { memoryFaxes } from "../support/memory-faxes.ts";

const id = uuid("fax");
const other = uuid("other");

async function ask(
  faxes: Fax[],
  carrier: { byId?: CarrierFax[]; listed?: CarrierFax[]; broken?: string },
  now = noon + askAfterMs,
) {
  const table = memoryFaxes(...faxes);
  const asked: string[] = [];
  const reports: string[] = [];
  const found = await askAboutCalls({
    now: () => now,
    readCarrierKey: async () => "key",
    listCalls: async () => faxes.map((fax) => ({ faxId: fax.id, attempt: 1, startedAt: noon })),
    readFax: table.readFax,
    askCarrier: async (_key, carrierId) => {
      asked.push(carrierId);
      if (carrierId === carrier.broken) throw new Error("no answer");
      return carrier.byId?.find((fax) => fax.id === carrierId);
    },
    listAtCarrier: async (_key, since) => {
      asked.push(`since ${noon - since}`);
      return carrier.listed ?? [];
    },
    applyOutbound: async (event) =>
      table.faxes.set(event.faxId, afterOutbound(table.outbound(event.faxId), event)),
    report: (word) => reports.push(word),
  });
  return { table, asked, reports, found };
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

  it("given no such fax at the carrier, then nothing changes", async () => {
    expect((await ask([known], {})).table.outbound(id)).toEqual(known);
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

  it("and stays unknown where the carrier does not list it", async () => {
    expect((await ask([unknown], { listed: [] })).table.outbound(id)).toEqual(unknown);
  });
});
