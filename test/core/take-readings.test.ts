import { describe, expect, it } from "vitest";
import type { OutboundFax } from "../../core/fax.ts";
import { opened } from "../../core/breaker.ts";
import { takeReadings } from "../../core/operations/take-readings.ts";
import { noon, outboundFax, sendingFax, uuid } from "../support/faxes.ts";

const minutes = (count: number): number => count * 60_000;
const id = uuid("fax");
type Given = { fax?: OutboundFax; callsSince?: number[]; first?: string; due?: number; breaker?: boolean };

const readings = ({ fax, callsSince = [], first, due, breaker }: Given) => {
  const reads: string[] = [];
  const taken = takeReadings({
    now: () => noon,
    readChannels: async () => ({
      calls: callsSince.map((startedAt) => ({ faxId: id, attempt: 1, startedAt })),
      ...(breaker ? { breaker: opened("account_disabled", noon) } : {}),
    }),
    readFax: async (read) => (reads.push(read), fax),
    firstForChannel: async () => first,
    longestDue: async () => due,
  });
  return taken.then((figures) => ({ figures, reads }));
};

describe("how the installation stands", () => {
  it("is not told while nothing is in progress and nobody waits", async () => {
    expect(await readings({})).toEqual({ figures: undefined, reads: [] });
  });

  it("tells calls in progress without reading their faxes", async () => {
    expect(await readings({ callsSince: [noon - 1000, noon - minutes(29)] })).toEqual({
      figures: { InProgress: 2, OldestWaiting: 0, UnknownsUnresolved: 0 },
      reads: [],
    });
  });

  it("tells that the breaker is open, also while nothing else is to be told", async () => {
    expect((await readings({ breaker: true })).figures).toMatchObject({ Breaker: 1, InProgress: 0 });
    expect((await readings({ callsSince: [noon] })).figures).not.toHaveProperty("Breaker");
  });

  it("calls an attempt unresolved that has been unknown for half an hour, and no other long call", async () => {
    const unknown = await readings({
      fax: sendingFax({ state: "unknown" }),
      callsSince: [noon - minutes(30)],
    });
    expect(unknown.figures?.UnknownsUnresolved).toBe(1);
    const talking = await readings({
      fax: sendingFax({ state: "in_progress" }),
      callsSince: [noon - minutes(90)],
    });
    expect(talking.figures?.UnknownsUnresolved).toBe(0);
  });

  it("looks at the twenty longest calls at most", async () => {
    const { reads } = await readings({
      callsSince: Array.from({ length: 50 }, (_, n) => noon - minutes(60 + n)),
    });
    expect(reads).toHaveLength(20);
  });

  it("tells since when the first of the channels' line stands there", async () => {
    const timeline = [
      { key: "accepted", at: noon - minutes(500), word: "accepted" },
      { key: "waiting.channel", at: noon - minutes(7), word: "waiting.channel" },
    ];
    const fax = outboundFax({ status: "queued", line: "channel", timeline });
    expect((await readings({ fax, first: id })).figures?.OldestWaiting).toBe(420);
  });

  it("tells how long something has been due and does not move, where that is longer", async () => {
    expect((await readings({ due: noon - minutes(12) })).figures?.OldestWaiting).toBe(720);
  });
});
