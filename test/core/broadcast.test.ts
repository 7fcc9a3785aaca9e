import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { broadcastFaxId, broadcastOfFax, derivedBroadcastId, maxPlaces } from "../../core/broadcast-ids.ts";
import { nextStep, statusOf } from "../../core/broadcast.ts";
import { derivedUuid, isUuid } from "../../core/ids.ts";
import { followUps } from "../../core/relay.ts";
import { actOnBroadcast } from "../../core/operations/act-on-broadcast.ts";
import { holdBack, type HoldBackDeps } from "../../core/operations/hold-back.ts";
import { sweepBroadcasts } from "../../core/operations/sweep-broadcasts.ts";
import type { Broadcast } from "../../core/broadcast.ts";
import { broadcastOf } from "../support/broadcasts.ts";
import { queuedFax } from "../support/dispatch-desk.ts";
import { document, noon } from "../support/faxes.ts";
import { memoryFaxes } from "../support/memory-faxes.ts";

const list = { id: "a", rows: 12, duplicates: 1, rejected: 1, numbers: 10 };
const none = { delivered: 0, failed: 0, canceled: 0 };
const ready = { document, list };

describe("a fax's id names its broadcast", () => {
  it("any broadcast and place is read back, and is a UUID", () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 0, max: maxPlaces - 1 }), (word, place) => {
        const broadcastId = derivedBroadcastId(word);
        const id = broadcastFaxId(broadcastId, place);
        expect(isUuid(id)).toBe(true);
        expect(broadcastOfFax(id)).toEqual({ broadcastId, place });
      }),
    );
  });

  it("no other fax's id does", () => {
    for (let turn = 0; turn < 2_000; turn++) {
      expect(broadcastOfFax(crypto.randomUUID())).toBeUndefined();
      expect(broadcastOfFax(derivedUuid("x", String(turn)))).toBeUndefined();
    }
    const id = broadcastFaxId("brd_0123456789abcdef", 1);
    expect(broadcastOfFax(id.replace(/.$/, id.endsWith("0") ? "1" : "0"))).toBeUndefined();
  });
});

describe("the next step of a broadcast", () => {
  it.each<[string, Partial<Broadcast>, ReturnType<typeof nextStep>]>([
    ["numbers in the request", {}, "read_list"],
    ["a list to come", { source: { kind: "upload" } }, undefined],
    ["a list that was read, the document not ready", { list }, undefined],
    ["both there", ready, "create"],
    ["the day's limit reached", { ...ready, notBefore: noon + 1 }, undefined],
    ["the next day", { ...ready, notBefore: noon }, "create"],
    ["every fax created", { ...ready, cursor: 10 }, "close"],
    ["nothing left", { ...ready, cursor: 10, isOpen: false }, undefined],
    ["paused", { ...ready, status: "paused", isOpen: false }, undefined],
    [
      "paused, with faxes to be parked",
      { ...ready, status: "paused", walk: { kind: "park", next: 0 } },
      "walk",
    ],
    ["resumed: those that are parked first", { ...ready, walk: { kind: "wake", next: 5 } }, "walk"],
    ["canceled", { ...ready, status: "canceled", walk: { kind: "cancel", next: 0 } }, "walk"],
    ["failed", { status: "failed" }, "close"],
    ["deleted", { status: "failed", deletedAt: noon }, undefined],
  ])("%s", (_name, facts, step) => expect(nextStep(broadcastOf(facts), noon)).toBe(step));

  it("is ordered by the table's stream, and by nothing else", () => {
    const before = broadcastOf();
    const orders = (b: Broadcast | undefined, a: Broadcast) =>
      followUps({ item: "broadcast", before: b, after: a }, noon).map(({ queue }) => queue);
    expect(orders(undefined, before)).toEqual(["prepare", "broadcast"]);
    expect(orders(before, broadcastOf({ list }))).toEqual([]);
    expect(orders(before, broadcastOf(ready))).toEqual(["broadcast"]);
    // The sweep asks for what was lost.
    expect(orders(before, broadcastOf({ wakes: 1 }))).toEqual(["prepare", "broadcast"]);
    expect(orders(broadcastOf(ready), broadcastOf({ ...ready, deletedAt: noon }))).toEqual(["erase"]);
  });
});

describe("the status follows from how far it is", () => {
  it.each<[Partial<Broadcast>, typeof none, string]>([
    [{}, none, "preparing"],
    [ready, none, "sending"],
    [{ ...ready, cursor: 10 }, { ...none, delivered: 9 }, "sending"],
    [{ ...ready, cursor: 10 }, { delivered: 7, failed: 2, canceled: 1 }, "completed"],
    [{ ...ready, status: "paused" }, none, "paused"],
  ])("%o", (facts, counts, status) => expect(statusOf(broadcastOf(facts), counts)).toBe(status));
});

describe("pause, resume, cancel", () => {
  const desk = (facts: Partial<Broadcast>, counts = none) => {
    const turned: string[] = [];
    let broadcast = broadcastOf(facts);
    return {
      turned,
      act: (action: "pause" | "resume" | "cancel") =>
        actOnBroadcast(
          {
            now: () => noon,
            read: async () => ({ broadcast, counts }),
            turn: async (_seen, status, walk) => {
              turned.push(`${status}/${walk}`);
              broadcast = { ...broadcast, status };
              return true;
            },
          },
          broadcast.id,
          action,
        ),
    };
  };

  it("each begins its way over the faxes that are there; asking twice does nothing", async () => {
    const { act, turned } = desk(ready);
    await act("pause");
    await act("pause");
    await act("resume");
    await act("cancel");
    await act("cancel");
    expect(turned).toEqual(["paused/park", "running/wake", "canceled/cancel"]);
  });

  it("one that has ended is refused", async () => {
    const completed = desk({ ...ready, cursor: 10 }, { ...none, delivered: 10 });
    for (const action of ["pause", "resume", "cancel"] as const) {
      await expect(completed.act(action)).rejects.toMatchObject({ status: 422 });
      await expect(desk({ status: "failed" }).act(action)).rejects.toMatchObject({ status: 422 });
    }
    await expect(desk({ status: "canceled" }).act("resume")).rejects.toMatchObject({ status: 422 });
  });
});

describe("a fax of a broadcast that pauses is not called", () => {
  const desk = (lately: Broadcast["status"], now = lately) => {
    const id = broadcastFaxId("brd_0123456789abcdef", 3);
    const fax = queuedFax({ id, broadcastId: "brd_0123456789abcdef" });
    const table = memoryFaxes(fax);
    const said: string[] = [];
    const deps: HoldBackDeps = {
      now: () => noon,
      statusOf: async (_id, when) => (when === "lately" ? lately : now),
      readFax: table.readFax,
      park: async () => ({ changed: said.push("parked") > 0 }),
      unpark: async () => said.push("unparked"),
      markCanceled: table.markCanceled,
    };
    return { fax, table, said, hold: (one = fax) => holdBack(deps, one) };
  };

  it("it leaves its line until the broadcast goes on", async () => {
    const { hold, said } = desk("paused");
    expect(await hold()).toBe(true);
    expect(said).toEqual(["parked"]);
  });

  it("one that was parked just when the broadcast went on goes on, too", async () => {
    const { hold, said } = desk("paused", "running");
    expect(await hold()).toBe(true);
    expect(said).toEqual(["parked", "unparked"]);
  });

  it("one that is parked asks for the status as it is now", async () => {
    const { hold, fax } = desk("running", "paused");
    expect(await hold()).toBe(false);
    expect(await hold({ ...fax, waitingFor: "broadcast" })).toBe(true);
  });

  it("of a canceled one it is canceled; of a running one, and without one, it goes", async () => {
    const canceled = desk("canceled");
    expect(await canceled.hold()).toBe(true);
    expect(canceled.table.outbound(canceled.fax.id).status).toBe("canceled");
    expect(await desk("running").hold()).toBe(false);
    expect(await desk("paused").hold(queuedFax())).toBe(false);
  });
});

describe("the sweep", () => {
  const sweep = async (facts: Partial<Broadcast>, afterMs: number) => {
    const done: string[] = [];
    await sweepBroadcasts({
      now: () => noon + afterMs,
      listOpen: async () => ["a"],
      read: async () => broadcastOf(facts),
      wake: async () => done.push("woken"),
      fail: async (_id, { reason }) => done.push(reason),
      report: () => undefined,
    });
    return done;
  };

  it("orders the next step of one that stands still, ends one whose upload never came, and lets others be", async () => {
    expect(await sweep(ready, 400_000)).toEqual(["woken"]);
    expect(await sweep(ready, 60_000)).toEqual([]);
    expect(await sweep({ list }, 400_000)).toEqual(["woken"]);
    expect(await sweep({ ...ready, notBefore: noon + 60_000 }, 60_000)).toEqual(["woken"]);
    expect(await sweep({ ...ready, notBefore: noon + 600_000 }, 400_000)).toEqual([]);
    const awaited = { source: { kind: "upload" as const }, document, uploadExpiresAt: noon + 1_000 };
    expect(await sweep(awaited, 400_000)).toEqual(["upload_expired"]);
    expect(await sweep({ ...awaited, uploadExpiresAt: noon + 1e9 }, 400_000)).toEqual([]);
    expect(await sweep({ ...ready, status: "paused", isOpen: false }, 400_000)).toEqual([]);
  });
});
