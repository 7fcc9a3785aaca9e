import { describe, expect, it } from "vitest";
import type { CarrierFax } from "../../core/carrier-status.ts";
import { inboundFaxId } from "../../core/ids.ts";
import { askAboutReceptions } from "../../core/operations/ask-about-receptions.ts";
import { findLostInbound } from "../../core/operations/find-lost-inbound.ts";
import { inboundFax, noon } from "../support/faxes.ts";
import { afterInbound } from "../support/interpret.ts";
import { memoryFaxes } from "../support/memory-faxes.ts";

const minute = 60_000;
const hour = 60 * minute;
const at = (minutesAgo: number) => noon - minutesAgo * minute;
const reception = (id: string, minutesAgo: number, more: Partial<CarrierFax> = {}): CarrierFax => ({
  id,
  status: "received",
  connectionId: "234423",
  from: "+14155550166",
  to: "+12065550117",
  mediaUrl: "https://carrier.example/x",
  createdAt: at(minutesAgo),
  updatedAt: at(minutesAgo),
  ...more,
});

async function find(
  listed: CarrierFax[],
  {
    cursor = at(40),
    known = {},
    broken = "",
  }: { cursor?: number | "none"; known?: Record<string, number>; broken?: string } = {},
) {
  const table = memoryFaxes();
  const windows: number[][] = [];
  let moved: number | undefined;
  const lost = await findLostInbound({
    now: () => noon,
    connectionId: "234423",
    readCarrierKey: async () => "key",
    readCursor: async () => (cursor === "none" ? undefined : cursor),
    moveCursor: async (to) => (moved = to),
    listAtCarrier: async (_key, since, until) => {
      windows.push([(noon - since) / minute, (noon - until) / minute]);
      return { faxes: listed, isComplete: true, isShort: false };
    },
    ranksOf: async () => new Map(Object.entries(known).map(([id, rank]) => [inboundFaxId(id), rank])),
    applyInbound: async (event, now) => {
      if (event.carrierFaxId === broken) throw new Error("no table");
      const fax = afterInbound(undefined, event, now);
      if (fax) table.faxes.set(fax.id, fax);
    },
    report: () => undefined,
  });
  return { table, lost, windows, moved: moved === undefined ? undefined : (noon - moved) / minute };
}

describe("a lost webhook of a reception is found by the sweep", () => {
  it("given one that ended and is not stored here, then it is fetched as after its event", async () => {
    const { table, lost } = await find([reception("a", 20)]);
    expect(lost).toBe(1);
    expect(table.faxes.get(inboundFaxId("a"))).toMatchObject({
      status: "fetching",
      from: "+14155550166",
      to: "+12065550117",
      carrierLink: "https://carrier.example/x",
    });
  });

  it("given one that failed, or that is told as delivered, or goes on, then it is stored so", async () => {
    const { table } = await find([
      reception("a", 20, { status: "failed", failureReason: "sender_call_dropped" }),
      reception("b", 20, { status: "delivered" }),
      reception("c", 20, { status: "receiving" }),
    ]);
    expect(["a", "b", "c"].map((id) => table.faxes.get(inboundFaxId(id))?.status)).toEqual([
      "failed",
      "fetching",
      "receiving",
    ]);
  });

  it("given one whose beginning is stored here, then its end is applied; given its end, nothing is", async () => {
    expect((await find([reception("a", 20)], { known: { a: 20 } })).lost).toBe(1);
    expect((await find([reception("a", 20)], { known: { a: 100 } })).lost).toBe(0);
  });

  it("given one so young that its webhook may be on its way, or one of another connection, then it is left", async () => {
    const { table } = await find([reception("a", 4), reception("b", 20, { connectionId: "other" })]);
    expect(table.faxes.size).toBe(0);
  });
});

describe("the window that the sweep lists", () => {
  it("begins at the cursor and ends now; it moves half an hour at a time, to half an hour ago", async () => {
    expect(await find([], { cursor: at(59) })).toMatchObject({ windows: [[59, 0]], moved: undefined });
    expect(await find([], { cursor: at(60) })).toMatchObject({ windows: [[60, 0]], moved: 30 });
  });

  it("begins an hour ago the first time", async () => {
    expect(await find([], { cursor: "none" })).toMatchObject({ windows: [[60, 0]], moved: 30 });
  });

  it.each([
    ["not ended there", reception("a", 100, { status: "receiving" }), {}, 100],
    ["not stored here", reception("a", 100), { broken: "a" }, 100],
    ["stored and ended", reception("a", 100), {}, 30],
    ["that goes on for more than a day", reception("a", 1_500, { status: "receiving" }), {}, 30],
  ])("moves to the oldest that is %s", async (_what, fax, more, moved) => {
    const cursor = at(1_600);
    const young = reception("b", 35);
    // A window of six hours at most is listed at once.
    expect((await find([fax, young], { cursor: Math.max(cursor, at(300)), ...more })).moved).toBe(moved);
  });

  it("catches up after an outage, six hours at a time", async () => {
    expect(await find([], { cursor: noon - 24 * hour })).toMatchObject({
      windows: [[24 * 60, 18 * 60]],
      moved: 18 * 60,
    });
  });
});

describe("a reception whose end was never told is asked about", () => {
  const ask = async (found: CarrierFax | undefined, now = noon) => {
    const fax = inboundFax();
    const table = memoryFaxes(fax);
    await askAboutReceptions(
      {
        now: () => now,
        readCarrierKey: async () => "key",
        askCarrier: async () => found,
        applyInbound: async (event, then) => {
          const known = table.faxes.get(fax.id);
          const next = afterInbound(known?.direction === "inbound" ? known : undefined, event, then);
          if (next) table.faxes.set(next.id, next);
        },
        markReceptionLost: table.markReceptionLost,
        report: () => undefined,
      },
      [fax],
    );
    return table.faxes.get(fax.id);
  };
  const there = reception(inboundFax().carrierFaxId, 20);

  it("and ends as the carrier says", async () => {
    expect((await ask(there))?.status).toBe("fetching");
    expect((await ask({ ...there, status: "receiving" }))?.status).toBe("receiving");
  });

  it("and ends failed where the carrier knows nothing of it for a day", async () => {
    expect((await ask(undefined, noon + 24 * hour - 1))?.status).toBe("receiving");
    expect(await ask(undefined, noon + 24 * hour)).toMatchObject({
      status: "failed",
      failure: { internalReason: "carrier_record_gone" },
    });
  });
});
