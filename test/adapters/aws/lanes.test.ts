import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { applyOutboundEvent } from "../../../adapters/aws/apply-carrier-event.ts";
import { endLostCall } from "../../../adapters/aws/absence.ts";
import { readFaxById } from "../../../adapters/aws/change-fax.ts";
import { channelKey } from "../../../adapters/aws/channel-item.ts";
import { claimFax, standInLine } from "../../../adapters/aws/claim-fax.ts";
import { isAnyFree, lookAtLine } from "../../../adapters/aws/look-at-line.ts";
import { createFax } from "../../../adapters/aws/create-fax.ts";
import {
  forgetWaiting,
  headsOfLine,
  laneHolder,
  laneKey,
  positionInLine,
  readChannels,
  strikeEntry,
} from "../../../adapters/aws/lanes.ts";
import {
  failQueued,
  markCanceled,
  markRefused,
  markUnknown,
  releaseUnsent,
} from "../../../adapters/aws/outbound-changes.ts";
import { toAttributes } from "../../../adapters/aws/table.ts";
import { recordGone } from "../../../core/absence.ts";
import type { OutboundFax } from "../../../core/fax.ts";
import { outboundEvent } from "../../support/carrier-events.ts";
import { emptyChannelLine, ownNumber, standInLineNow } from "../../support/claim-call.ts";
import { noon, outboundFax, requestOf, uuid } from "../../support/faxes.ts";
import { openTestTable } from "../../support/table-engine.ts";

const { table, meter, close } = await openTestTable();
afterAll(close);

let made = 0;
let to = "";
beforeEach(async () => {
  to = ownNumber(++made);
  for (const { faxId, attempt } of (await readChannels(table)).calls) {
    await endLostCall(table, await read(faxId), attempt, recordGone, noon);
  }
  await emptyChannelLine(table);
});

async function read(id: string): Promise<OutboundFax> {
  const fax = await readFaxById(table, id);
  if (fax?.direction !== "outbound") throw new Error("no such fax");
  return fax;
}
async function queued(more: Partial<OutboundFax> = {}): Promise<OutboundFax> {
  const id = uuid(`queued ${++made}`);
  const fax = outboundFax({ id, status: "queued", to, createdAt: noon + made * 1_000, ...more });
  await createFax(table, fax, requestOf(id), 1_000_000);
  return fax;
}
const claim = (fax: OutboundFax, limit = 10, number = 1, at = noon) =>
  claimFax(table, fax, number, { claimId: "c", limit }, at);
const put = (Item: Record<string, unknown>) =>
  table.client.send(new PutItemCommand({ TableName: table.name, Item: toAttributes(Item) }));
const setLane = (state: Record<string, unknown>) => put({ ...laneKey(to), v: 5, ...state });
const setChannels = (state: Record<string, unknown>) => put({ ...channelKey, v: 5, ...state });
const lane = (number = to) => laneHolder(table, number);
const callsNow = async () => (await readChannels(table)).calls.length;
const failure = { reason: "gave_up", internalReason: "gave_up", detail: "d" };
const busy = (fax: OutboundFax, more: Parameters<typeof outboundEvent>[1] = {}) =>
  applyOutboundEvent(table, outboundEvent("fax.failed", { faxId: fax.id, ...more }), noon);

describe("one call at a time per destination number", () => {
  it("of twenty faxes to one number that are claimed at once, one is", async () => {
    const faxes = await Promise.all(Array.from({ length: 20 }, () => queued()));
    const outcomes = await Promise.all(faxes.map((fax) => claim(fax, 100)));
    expect(outcomes.filter(({ kind }) => kind === "claimed")).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome.kind === "blocked" && outcome.by === "lane")).toHaveLength(
      19,
    );
    expect(await callsNow()).toBe(1);
  });

  it("a claim that is blocked changes nothing: no fax, no lane, no channel", async () => {
    const [one, other] = [await queued(), await queued({ to: ownNumber(++made) })];
    await claim(one, 1);
    expect(await claim(other, 1)).toEqual({ kind: "blocked", by: "channel" });
    expect(await lane(other.to)).toBeUndefined();
    expect(await read(other.id)).toEqual(other);
    expect(await callsNow()).toBe(1);
  });

  it.each([
    [
      "delivered",
      (fax: OutboundFax) =>
        applyOutboundEvent(table, outboundEvent("fax.delivered", { faxId: fax.id }), noon),
    ],
    ["busy", (fax: OutboundFax) => busy(fax)],
    ["failed for good", (fax: OutboundFax) => busy(fax, { failureReason: "destination_invalid" })],
    ["refused", async (fax: OutboundFax) => markRefused(table, await read(fax.id), 1, failure, noon)],
    [
      "not sent",
      async (fax: OutboundFax) =>
        releaseUnsent(table, await read(fax.id), 1, { reason: "carrier_unreachable", until: noon }, noon),
    ],
    [
      "lost at the carrier",
      async (fax: OutboundFax) => endLostCall(table, await read(fax.id), 1, recordGone, noon),
    ],
  ])("a call that ends %s frees lane and channel, once", async (_end, end) => {
    const fax = await queued();
    await claim(fax);
    expect([await lane(), await callsNow()]).toEqual([`${fax.id}.1`, 1]);
    await end(fax);
    expect([await lane(), await callsNow()]).toEqual([undefined, 0]);
    // A late repeat of the end must not free what the next fax holds.
    const next = await queued();
    await claim(next);
    await Promise.resolve(end(fax)).catch(() => undefined);
    expect([await lane(), await callsNow()]).toEqual([`${next.id}.1`, 1]);
  });

  it("an unknown attempt keeps both", async () => {
    const fax = await queued();
    await claim(fax);
    await markUnknown(table, fax.id, 1, noon);
    expect([await lane(), await callsNow()]).toEqual([`${fax.id}.1`, 1]);
  });
});

describe("never more calls at once than channels", () => {
  it("of thirty faxes to thirty numbers claimed at once with four channels, four are", async () => {
    const faxes = await Promise.all(
      Array.from({ length: 30 }, (_, index) => queued({ to: ownNumber(10_000 + made * 100 + index) })),
    );
    const outcomes = await Promise.all(faxes.map((fax) => claim(fax, 4)));
    expect(outcomes.filter(({ kind }) => kind === "claimed")).toHaveLength(4);
    expect(await callsNow()).toBe(4);
  });

  it("a refusal for capacity lowers the limit for a while", async () => {
    const faxes = await Promise.all([1, 2, 3].map((n) => queued({ to: ownNumber(20_000 + made * 10 + n) })));
    for (const fax of faxes) await claim(fax, 10);
    await busy(faxes[0] as OutboundFax, { failureReason: "user_channel_limit_exceeded" });
    expect(await readChannels(table)).toMatchObject({ cap: 2, capUntil: noon + 30_000 });
    const next = await queued();
    expect(await claim(next, 10, 1, noon + 29_999)).toEqual({ kind: "blocked", by: "channel" });
    expect((await claim(next, 10, 1, noon + 30_000)).kind).toBe("claimed");
  });
});

describe("standing in line", () => {
  const stand = (fax: OutboundFax, line: "lane" | "channel") => standInLineNow(table, fax, 1, line, noon);

  it("in the order in which they came, each with its place; a claim gives the place up", async () => {
    const [first, second, third] = [await queued(), await queued(), await queued()];
    await claim(first);
    for (const fax of [third, second]) await stand(fax, "lane");
    expect((await headsOfLine(table, "lane", to, 5)).map(({ faxId }) => faxId)).toEqual([
      second.id,
      third.id,
    ]);
    expect(await positionInLine(table, await read(second.id))).toBe(1);
    expect(await positionInLine(table, await read(third.id))).toBe(2);
    await busy(first);
    expect(await isAnyFree(table, second, 10, noon)).toBe(true);
    expect((await claim(await read(second.id))).kind).toBe("claimed");
    expect(await read(second.id)).not.toHaveProperty("line");
    expect(await positionInLine(table, await read(third.id))).toBe(1);
  });

  it("for a channel holds the lane, and hands its place in the lane's line back", async () => {
    const [one, other] = [await queued(), await queued({ to: ownNumber(++made) })];
    await claim(other, 1);
    await stand(one, "lane");
    const waiting = await stand(await read(one.id), "channel");
    expect(waiting).toMatchObject({ line: "channel", waitingFor: "channel" });
    expect(await lane()).toBe(`${one.id}.1`);
    expect(await headsOfLine(table, "lane", to, 5)).toEqual([]);
    expect((await headsOfLine(table, "channel", "", 5)).map(({ faxId }) => faxId)).toContain(one.id);
    expect((await claim(waiting, 2)).kind).toBe("claimed");
    expect(await headsOfLine(table, "channel", "", 5)).toEqual([]);
  });

  it("for a channel goes before who comes later, also where a channel is free at that moment", async () => {
    const [early, late] = [await queued(), await queued({ to: ownNumber(++made) })];
    const first = await stand(early, "channel");
    expect(await claim(late)).toEqual({ kind: "blocked", by: "channel" });
    const second = await stand(late, "channel");
    expect(await isAnyFree(table, second, 1, noon)).toBe(true);
    expect((await claim(first, 1)).kind).toBe("claimed");
    expect(await isAnyFree(table, second, 1, noon)).toBe(false);
    expect((await claim(second, 2)).kind).toBe("claimed");
  });

  it("is told at the look over a lane that it will have to wait for a channel", async () => {
    const [first, other] = [await queued(), await queued({ to: ownNumber(++made) })];
    await stand(first, "lane");
    const look = (channels: number) => lookAtLine(table, "lane", to, { limit: channels, most: 5 }, noon);
    expect(await look(1)).toEqual({
      free: 1,
      heads: [expect.objectContaining({ line: "lane", to, faxId: first.id })],
      note: expect.any(String) as string,
    });
    await claim(other);
    expect(await look(1)).toMatchObject({ free: 1, blocked: { kind: "blocked", by: "channel" } });
    expect(await look(2)).not.toHaveProperty("blocked");
    await stand(await queued({ to: ownNumber(++made) }), "channel");
    expect(await look(3)).toMatchObject({ free: 1, blocked: { kind: "blocked", by: "channel" } });
  });

  it.each([
    ["canceled", (fax: OutboundFax) => markCanceled(table, fax, noon), 0],
    // Its entry is struck when its turn comes.
    ["given up", (fax: OutboundFax) => failQueued(table, fax, failure, noon), 1],
  ])("a fax that is %s leaves the lane it holds", async (_word, leave, left) => {
    const fax = await stand(await queued(), "channel");
    expect((await leave(fax)).changed).toBe(true);
    expect(await lane()).toBeUndefined();
    const entries = await headsOfLine(table, "channel", "", 5);
    expect(entries).toHaveLength(left);
    for (const entry of entries) await strikeEntry(table, entry);
    expect(await read(fax.id)).not.toHaveProperty("line");
  });

  it("a cancel that saw the fax before it stood in line changes nothing, and is made again", async () => {
    const before = await queued();
    const fax = await stand(before, "channel");
    expect(await markCanceled(table, before, noon)).toMatchObject({
      changed: false,
      fax: { line: "channel" },
    });
    expect((await markCanceled(table, fax, noon)).changed).toBe(true);
    expect(await lane()).toBeUndefined();
  });

  it("costs at most 4 requests and 16 write units more", async () => {
    const [first, fax] = [await queued(), await queued()];
    await claim(first);
    meter.reset();
    expect((await claim(fax)).kind).toBe("blocked");
    await standInLine(table, fax, 1, "lane", noon, { limit: 10 });
    await headsOfLine(table, "lane", to, 1);
    await read(fax.id);
    expect(meter.requests.length).toBeLessThanOrEqual(4);
    expect(meter.writeUnits).toBeLessThanOrEqual(16);
  });

  it("is noted where it waits; the note is taken back only as it was read", async () => {
    const [first, second] = [await queued(), await queued()];
    expect((await lookAtLine(table, "lane", to, { limit: 10, most: 5 }, noon)).note).toBeUndefined();
    await stand(first, "lane");
    const note = (await lookAtLine(table, "lane", to, { limit: 10, most: 5 }, noon)).note ?? "";
    await standInLineNow(table, second, 1, "lane", noon + 1);
    expect(await forgetWaiting(table, "lane", to, note)).toBe(false);
    const newer = (await lookAtLine(table, "lane", to, { limit: 10, most: 5 }, noon)).note;
    expect(newer).toBeDefined();
    expect(newer).not.toBe(note);
    expect(await forgetWaiting(table, "lane", to, newer ?? "")).toBe(true);
    expect((await lookAtLine(table, "lane", to, { limit: 10, most: 5 }, noon)).note).toBeUndefined();
  });

  it("for a lane that is free or whose rest is over nobody stands", async () => {
    const fax = await queued();
    const stands = async (at: number) =>
      (await standInLine(table, fax, 1, "lane", at, { limit: 10 })) as OutboundFax;
    expect(await stands(noon)).toEqual(fax);
    await setLane({ not_before: noon + 1 });
    expect(await stands(noon + 1)).toEqual(fax);
    expect(await read(fax.id)).toEqual(fax);
    expect(await stands(noon)).toMatchObject({ line: "lane" });
  });

  it.each<[string, Record<string, unknown>, boolean]>([
    ["while none is in use", {}, false],
    ["while one is free", { calls: new Set(["a"]) }, false],
    ["while all are in use", { calls: new Set(["a", "b"]) }, true],
    ["while the carrier takes fewer", { calls: new Set(["a"]), cap: 1, cap_until: noon + 1 }, true],
    ["when it takes as many as before", { calls: new Set(["a"]), cap: 1, cap_until: noon }, false],
    ["while nothing may be sent", { breaker: { reason: "r", since: noon, pause: 1 } }, true],
    ["in a table that came with a backup", { home: "another-table" }, true],
    ["behind others, whom somebody wakes", { waited: "another" }, true],
  ])("for a channel %s: %s -> %s", async (_words, state, stands) => {
    const fax = await queued();
    await setChannels(state);
    const after = await standInLine(table, fax, 1, "channel", noon, { limit: 2 });
    // Whoever may not stand in line may go, and the reverse: else a fax would wait for nobody, or try for ever.
    await setChannels(state);
    expect((await claim(await queued({ to: ownNumber(++made) }), 2)).kind).toBe(
      stands ? "blocked" : "claimed",
    );
    await setChannels({});
    expect((after as OutboundFax).line).toBe(stands ? "channel" : undefined);
    expect(await lane()).toBe(stands ? `${fax.id}.1` : undefined);
    const entries = await headsOfLine(table, "channel", "", 5);
    expect(entries.map(({ faxId }) => faxId)).toEqual(stands ? [fax.id] : []);
  });

  it("is looked over with those who wait by one request, as many as are asked for", async () => {
    for (let count = 0; count < 3; count++) await stand(await queued({ to: ownNumber(++made) }), "channel");
    meter.reset();
    const { free, heads } = await lookAtLine(table, "channel", "", { limit: 4, most: 2 }, noon);
    expect([free, heads.length, meter.requests]).toEqual([4, 2, ["Query"]]);
  });

  it("an entry whose fax is gone is struck", async () => {
    const fax = await stand(await queued(), "lane");
    const [entry] = await headsOfLine(table, "lane", to, 1);
    if (entry) await strikeEntry(table, entry);
    expect(entry?.faxId).toBe(fax.id);
    expect(await headsOfLine(table, "lane", to, 1)).toEqual([]);
  });
});
