import { describe, expect, it } from "vitest";
import {
  callOf,
  capAfterRefusal,
  freeChannels,
  placeOf,
  readCall,
  type Channels,
  type Line,
} from "../../core/lanes.ts";
import { wakeLine, type WakeDeps } from "../../core/operations/wake-line.ts";
import { dispatchDesk, queuedFax } from "../support/dispatch-desk.ts";
import { noon, outboundFax, uuid } from "../support/faxes.ts";

const calls = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ faxId: uuid(`${index}`), attempt: 1, startedAt: noon }));

describe("places in line", () => {
  const at = (priority: "high" | "normal" | "bulk", minutes: number) =>
    placeOf(outboundFax({ priority, createdAt: noon + minutes * 60_000, id: uuid("x") }));

  it("a handicap in time, so that whoever waits comes nearer whatever comes after", () => {
    expect(at("high", 9) < at("normal", 0)).toBe(true);
    expect(at("high", 11) < at("normal", 0)).toBe(false);
    expect(at("normal", 109) < at("bulk", 0)).toBe(true);
    expect(at("normal", 111) < at("bulk", 0)).toBe(false);
    expect(at("normal", 0) < at("normal", 1)).toBe(true);
  });

  it("a call's name in the channels tells fax, attempt and beginning", () => {
    expect(readCall(callOf(uuid("fax"), 3, noon))).toEqual({
      faxId: uuid("fax"),
      attempt: 3,
      startedAt: noon,
    });
    expect(readCall("nonsense")).toBeUndefined();
  });
});

describe("our capacity", () => {
  it("is the limit less the calls in progress", () => {
    expect(freeChannels({ calls: calls(1) }, 2, noon)).toBe(1);
    expect(freeChannels({ calls: calls(2) }, 2, noon)).toBe(0);
  });

  it("is lower for a while after the carrier refused: what was in progress beside the refused call, at least one", () => {
    const first: Channels = { calls: calls(4), ...capAfterRefusal({ calls: calls(4) }, noon) };
    expect(first).toMatchObject({ cap: 3, capUntil: noon + 30_000 });
    expect(freeChannels({ ...first, calls: calls(3) }, 10, noon + 29_999)).toBe(0);
    expect(freeChannels({ ...first, calls: calls(3) }, 10, noon + 30_000)).toBe(7);
    expect(capAfterRefusal({ calls: calls(1) }, noon).cap).toBe(1);
  });

  it("for twice as long each time, up to ten minutes, and from the beginning after a quiet time", () => {
    let channels: Channels = { calls: [] };
    const seconds: number[] = [];
    for (let now = noon; seconds.length < 7; now = (channels.capUntil ?? now) + 1) {
      channels = { calls: [], ...capAfterRefusal(channels, now) };
      seconds.push(channels.capSeconds ?? 0);
    }
    expect(seconds).toEqual([30, 60, 120, 240, 480, 600, 600]);
    expect(capAfterRefusal(channels, (channels.capUntil ?? 0) + 600_000).capSeconds).toBe(30);
  });
});

describe("one call at a time per number: who may not go stands in line", () => {
  it("given a lane in use, the fax waits in its line and nobody is called", async () => {
    const desk = dispatchDesk();
    desk.table.taken.lanes.add(desk.fax().to);
    expect(await desk.dispatch()).toBe(false);
    expect(desk.fax()).toMatchObject({ status: "queued", line: "lane", waitingFor: "lane", attempts: [] });
    expect(desk.calls).toEqual([]);
  });

  it("given all channels in use, the fax waits in theirs", async () => {
    const desk = dispatchDesk();
    desk.table.taken.channels = true;
    await desk.dispatch();
    expect(desk.fax()).toMatchObject({ status: "queued", line: "channel", waitingFor: "channel" });
  });

  it("given a lane that was freed before the fax stood in its line, the fax does not stand there and goes", async () => {
    const desk = dispatchDesk();
    desk.table.taken.lanes.add(desk.fax().to);
    const standInLine: typeof desk.deps.standInLine = async (...args) => {
      desk.table.taken.lanes.clear();
      return desk.deps.standInLine(...args);
    };
    expect(await desk.dispatch({ ...desk.deps, standInLine })).toBe(true);
    expect(desk.calls).toHaveLength(1);
  });

  it("given a fax in line, when its order comes again, then it stands there once", async () => {
    const desk = dispatchDesk();
    desk.table.taken.lanes.add(desk.fax().to);
    await desk.dispatch();
    const { revision } = desk.fax();
    await desk.dispatch();
    expect(desk.fax().revision).toBe(revision);
  });
});

type Entry = { line: Line; to: string; place: string; faxId: string };

describe("waking a line", () => {
  function wakeDesk(free: number) {
    const desk = dispatchDesk(queuedFax({ line: "channel", waitingFor: "channel" }));
    const fax = desk.fax();
    const entries: Entry[] = [
      { line: "channel", to: "", place: "wait#0#gone", faxId: uuid("gone") },
      { line: "channel", to: "", place: placeOf(fax), faxId: fax.id },
    ];
    const note = "somebody";
    const forgotten: string[] = [];
    const deps: WakeDeps = {
      ...desk.deps,
      forgetWaiting: async (_line, _to, seen) => forgotten.push(seen) > 0,
      strike: async (entry) => entries.splice(entries.indexOf(entry), 1),
      isEmpty: async () => entries.length === 0,
      lookAtLine: async (_line, _to, most) => ({
        free: free - desk.calls.length,
        heads: entries.slice(0, most),
        note,
      }),
    };
    return { desk, entries, deps, forgotten };
  }

  it("strikes an entry whose fax is gone, and lets the next go", async () => {
    const { desk, entries, deps } = wakeDesk(1);
    await wakeLine(deps, { channel: true });
    expect(desk.calls).toHaveLength(1);
    expect(entries.map(({ place }) => place)).not.toContain("wait#0#gone");
  });

  it("lets nobody go where no channel is free", async () => {
    const { desk, entries, deps } = wakeDesk(0);
    await wakeLine(deps, { channel: true });
    expect(desk.calls).toEqual([]);
    expect(entries).toHaveLength(2);
  });

  it("takes the note back where nobody stands in line, and nowhere else", async () => {
    const { entries, deps, forgotten } = wakeDesk(1);
    await wakeLine(deps, { channel: true });
    expect(forgotten).toEqual([]);
    entries.splice(0);
    const empty = { ...deps, lookAtLine: async () => ({ free: 1, heads: [], note: "somebody" }) };
    await wakeLine(empty, { channel: true });
    expect(forgotten).toEqual(["somebody"]);
    // The look may show a note whose entry it did not show yet.
    await wakeLine({ ...empty, isEmpty: async () => false }, { channel: true });
    expect(forgotten).toEqual(["somebody"]);
  });

  it("lets go who came while the line was found empty", async () => {
    const { desk, entries, deps } = wakeDesk(1);
    const [came] = entries.splice(0).slice(1);
    const forgetWaiting = async () => {
      if (came) entries.push(came);
      return false;
    };
    await wakeLine({ ...deps, forgetWaiting }, { channel: true });
    expect(desk.calls).toHaveLength(1);
  });

  it("lets go who came while the first of the line could not move, and looks no further where nobody came", async () => {
    const { desk, entries, deps } = wakeDesk(1);
    const [stuck, came] = [{ ...entries[1], faxId: uuid("stuck") } as Entry, entries[1] as Entry];
    const resting = { ...desk.fax(), id: stuck.faxId, notBefore: noon + 60_000 };
    const seen = { ...stuck, place: placeOf(resting) };
    entries.splice(0, 2, seen);
    let looks = 0;
    const wake: WakeDeps = {
      ...deps,
      readFax: async (id) => (id === seen.faxId ? resting : deps.readFax(id)),
      repeatOrder: async () => void entries.splice(0, 1, came),
      lookAtLine: async () => ({
        free: 1 - desk.calls.length,
        heads: [...entries],
        note: ++looks > 1 ? "who came" : "the first",
      }),
    };
    await wakeLine(wake, { channel: true });
    expect([desk.calls.length, looks]).toEqual([1, 2]);
    entries.splice(0, 2, seen);
    desk.calls.splice(0);
    looks = 1;
    await wakeLine({ ...wake, repeatOrder: async () => undefined }, { channel: true });
    expect([desk.calls.length, looks]).toEqual([0, 3]);
  });

  it.each([
    ["stands who goes on from a lane in the channels' line at once where no channel can be had", true],
    ["lets who goes on from a lane go where a channel was freed meanwhile", false],
  ])("%s", async (_words, isTaken) => {
    const desk = dispatchDesk(queuedFax({ line: "lane", waitingFor: "lane" }));
    desk.table.taken.channels = isTaken;
    const fax = desk.fax();
    let claims = 0;
    await wakeLine(
      {
        ...desk.deps,
        isEmpty: async () => false,
        lookAtLine: async () => ({
          free: 1,
          heads: [{ line: "lane", to: fax.to, place: placeOf(fax), faxId: fax.id }],
          note: "me",
          blocked: { kind: "blocked", by: "channel" },
        }),
        forgetWaiting: async () => true,
        strike: async () => undefined,
        claim: async (...claim) => (claims++, desk.deps.claim(...claim)),
      },
      { lane: fax.to },
    );
    if (isTaken) expect(desk.fax()).toMatchObject({ line: "channel", waitingFor: "channel", attempts: [] });
    else expect(desk.fax()).not.toHaveProperty("line");
    expect([claims, desk.calls.length]).toEqual(isTaken ? [0, 0] : [1, 1]);
  });

  it("leaves a head alone that another order lets go at the same moment", async () => {
    const { desk, deps } = wakeDesk(1);
    const overtaken: WakeDeps = {
      ...deps,
      claim: async (fax, attempt, _claimId, at) => {
        await deps.claim(fax, attempt, { claimId: "of the other order", asProbe: false }, at);
        return { kind: "changed", fax: await deps.readFax(fax.id) };
      },
    };
    await wakeLine(overtaken, { lane: desk.fax().to });
    expect(desk.calls).toEqual([]);
    expect(desk.fax().attempts[0]).toMatchObject({ state: "submitting", claim: "of the other order" });
  });

  it("fails only when every call that it began has been recorded", async () => {
    const { desk, deps } = wakeDesk(2);
    const broken: WakeDeps = {
      ...deps,
      readFax: async (id) => {
        if (id === uuid("gone")) throw new Error("unreadable");
        return deps.readFax(id);
      },
      submit: async (...order) => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        return deps.submit(...order);
      },
    };
    await expect(wakeLine(broken, { channel: true })).rejects.toThrow("unreadable");
    expect(desk.fax().attempts[0]?.state).toBe("submitted");
  });

  it("ends where nobody can go, however often it is asked", async () => {
    const { desk, deps } = wakeDesk(3);
    desk.table.taken.channels = true;
    await wakeLine(deps, { channel: true });
    await wakeLine(deps, { lane: desk.fax().to });
    expect(desk.calls).toEqual([]);
  });
});
