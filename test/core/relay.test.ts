import { describe, expect, it } from "vitest";
import type { Fax } from "../../core/fax.ts";
import { opened } from "../../core/breaker.ts";
import type { Channels } from "../../core/lanes.ts";
import { followUps } from "../../core/relay.ts";
import {
  document,
  firstAttempt,
  inboundFax,
  noon,
  outboundFax,
  requestOf,
  sendingFax,
  uuid,
} from "../support/faxes.ts";

const id = uuid("fax");
const follow = (before: Fax | undefined, after: Fax | undefined) =>
  followUps({ item: "fax", before, after }, noon);
const queued = (more: Parameters<typeof outboundFax>[0] = {}) =>
  outboundFax({ status: "queued", document, ...more });

describe("the last durable write of each room triggers the next room", () => {
  it("a stored request with a URL orders its preparation", () => {
    const after = requestOf(id);
    expect(followUps({ item: "request", before: undefined, after }, noon)).toEqual([
      { queue: "prepare", message: { faxId: id, media: after.media } },
    ]);
  });

  it.each([
    { kind: "parts" as const, keys: ["parts/a", "parts/b"] },
    { kind: "several" as const, parts: [{ url: "https://docs.example.com/a.pdf" }, { key: "parts/b" }] },
  ])("a stored request with documents sent along orders their preparation: $kind", (media) => {
    const after = requestOf(id, { media });
    expect(followUps({ item: "request", before: undefined, after }, noon)).toMatchObject([
      { queue: "prepare" },
    ]);
  });

  it("an awaited upload orders nothing: the upload itself will", () => {
    const after = requestOf(id, { media: { kind: "upload" } });
    expect(followUps({ item: "request", before: undefined, after }, noon)).toEqual([]);
  });

  it("a request written again orders nothing", () => {
    expect(followUps({ item: "request", before: requestOf(id), after: requestOf(id) }, noon)).toEqual([]);
  });

  it.each([
    { kind: "parts" as const, keys: ["parts/a"] },
    { kind: "several" as const, parts: [{ url: "https://docs.example.com/a.pdf" }, { key: "parts/a" }] },
  ])("a removed request has its parts erased: $kind", (media) => {
    const before = requestOf(id, { media });
    expect(followUps({ item: "request", before, after: undefined }, noon)).toEqual([
      { queue: "erase", message: { keys: ["parts/a"] } },
    ]);
  });

  it("a fax that became queued is dispatched at once", () => {
    expect(follow(outboundFax(), queued())).toEqual([
      { queue: "dispatch", message: { faxId: id, attempt: 1 }, delaySeconds: 0 },
    ]);
  });

  it("a fax that goes back to the queue is dispatched for a new call", () => {
    const failed = { state: "failed" as const, rank: 100, failureReason: "user_busy" };
    const waiting = queued({
      attempts: [firstAttempt(failed)],
      waitingFor: "redial",
      notBefore: noon + 120_000,
    });
    expect(follow(sendingFax(), waiting)).toEqual([
      { queue: "dispatch", message: { faxId: id, attempt: 2 }, delaySeconds: 120 },
    ]);
  });

  it.each([
    [90_500, 91],
    [900_000, 900],
    [-5_000, 0],
  ])("a fax that may not go for %i ms is dispatched after %i s", (waitMs, delaySeconds) => {
    const [next] = follow(sendingFax(), queued({ notBefore: noon + waitMs }));
    expect(next).toMatchObject({ queue: "dispatch", delaySeconds });
  });

  it("a wait longer than a queue can hold is a schedule at the next full minute, named after fax, call and time", () => {
    const until = noon + 3_600_000 + 1;
    const [next] = follow(sendingFax(), queued({ notBefore: until, attempts: [firstAttempt()] }));
    expect(next).toEqual({
      queue: "dispatch",
      message: { faxId: id, attempt: 2 },
      at: noon + 3_660_000,
      schedule: expect.stringMatching(new RegExp(`^${id}-2-[0-9a-z]+$`)),
    });
    const [later] = follow(sendingFax(), queued({ notBefore: until + 60_000, attempts: [firstAttempt()] }));
    expect(later).not.toMatchObject({ schedule: next && "schedule" in next ? next.schedule : "" });
  });

  it("a fax that rests until its sender's time is ordered for it; one that then stands in line is not ordered again", () => {
    const resting = outboundFax({ status: "scheduled", document, scheduledAt: noon + 60_000 });
    const rested = { ...resting, waitingFor: "schedule" as const, notBefore: noon + 60_000 };
    expect(follow(outboundFax(), rested)).toMatchObject([
      { message: { faxId: id, attempt: 1 }, delaySeconds: 60 },
    ]);
    expect(follow(rested, { ...rested, status: "queued", waitingFor: "lane", line: "lane" })).toEqual([]);
    expect(follow(rested, { ...rested, wakes: 1 })).toHaveLength(1);
    expect(follow(rested, { ...rested, status: "canceled" })).toEqual([]);
  });

  it("a queued fax that the sweep woke is dispatched again", () => {
    expect(follow(queued({ wakes: 1 }), queued({ wakes: 2 }))).toMatchObject([{ queue: "dispatch" }]);
  });

  it("a queued fax that only says why it waits is not", () => {
    expect(follow(queued(), queued({ waitingFor: "carrier_not_configured", notBefore: noon }))).toEqual([]);
  });

  const calling = sendingFax({ carrierFaxId: "carrier-1" });
  const wanted = { ...calling, cancelRequestedAt: noon };
  const order = { queue: "cancel", message: { faxId: id, attempt: 1, carrierFaxId: "carrier-1" } };

  it("a cancel wish during a call whose carrier id is known goes to the carrier", () => {
    expect(follow(calling, wanted)).toEqual([order]);
  });

  it("a cancel wish goes to the carrier as soon as the carrier id is known", () => {
    expect(follow(sendingFax({}, { cancelRequestedAt: noon }), wanted)).toEqual([order]);
  });

  const absent = firstAttempt({ state: "absent", rank: 1 });
  const newer = firstAttempt({ number: 2 });
  const goesOn = sendingFax({}, { attempts: [absent, newer] });
  const toldOf = (more: object) => ({
    ...goesOn,
    attempts: [{ ...absent, carrierFaxId: "carrier-1", rank: 20, ...more }, newer],
  });

  it("a call held to be absent that the carrier turns out to have is stopped there, once", () => {
    expect(follow(goesOn, toldOf({}))).toEqual([order]);
    expect(follow(toldOf({}), toldOf({ rank: 40 }))).toEqual([]);
  });

  it("and also where its fax has ended; one that has ended itself is not", () => {
    expect(follow({ ...goesOn, status: "canceled" }, { ...toldOf({}), status: "canceled" })).toEqual([order]);
    expect(follow(goesOn, toldOf({ endedAt: noon }))).toEqual([]);
  });

  it("a preparing fax that the sweep woke is prepared again, by what its request says", () => {
    expect(follow(outboundFax(), outboundFax({ wakes: 1 }))).toEqual([
      { queue: "prepare", message: { faxId: id } },
    ]);
    expect(follow(outboundFax(), outboundFax({ revision: 2 }))).toEqual([]);
  });

  it("a cancel wish without a carrier id waits", () => {
    expect(follow(sendingFax(), sendingFax({}, { cancelRequestedAt: noon }))).toEqual([]);
  });

  it("a cancel wish is passed on once", () => {
    expect(follow(wanted, { ...wanted, revision: 9 })).toEqual([]);
  });

  it.each(["preparing", "sending", "delivered", "failed", "canceled"] as const)(
    "%s orders nothing",
    (status) => {
      expect(follow(queued(), outboundFax({ status }))).toEqual([]);
    },
  );

  it("a reported reception is fetched, once", () => {
    const fetching = inboundFax({ status: "fetching", rank: 100 });
    expect(follow(undefined, fetching)).toEqual([{ queue: "fetch", message: { faxId: fetching.id } }]);
    expect(follow(fetching, { ...fetching, revision: 2 })).toEqual([]);
    expect(follow(inboundFax(), fetching)).toHaveLength(1);
    expect(follow(fetching, { ...fetching, status: "received" })).toEqual([]);
  });

  it("a deleted outbound fax has its upload, its document and every call's copy erased, once", () => {
    const closed = sendingFax({ state: "delivered" }, { status: "delivered" });
    const deleted = { ...closed, deletedAt: noon };
    expect(follow(closed, deleted)).toEqual([
      { queue: "erase", message: { keys: [`uploads/${id}`, `documents/${id}.pdf`, `call/${id}/1.pdf`] } },
    ]);
    expect(follow(deleted, { ...deleted, revision: 7 })).toEqual([]);
  });

  it("a deleted inbound fax has its pages erased", () => {
    const closed = inboundFax({ status: "received" });
    expect(follow(closed, { ...closed, deletedAt: noon })).toEqual([
      { queue: "erase", message: { keys: [`inbound/${closed.id}`] } },
    ]);
  });

  const calls = (...numbers: number[]) => numbers.map((attempt) => ({ faxId: id, attempt, startedAt: noon }));
  const channelChange = (before: Channels | undefined, after: Channels) =>
    followUps({ item: "channel", before, after }, noon);

  const laneChange = (before?: string, after?: string, waited = "somebody") =>
    followUps(
      { item: "lane", to: "+13125550148", before: { held: before, waited }, after: { held: after, waited } },
      noon,
    );

  it("a freed lane wakes the first of its line; a lane taken, or handed on, wakes nobody", () => {
    const wake = { queue: "dispatch", message: { lane: "+13125550148" }, delaySeconds: 0 };
    expect(laneChange(`${id}.1`, undefined)).toEqual([wake]);
    expect(laneChange(undefined, `${id}.1`)).toEqual([]);
    expect(laneChange(`${id}.1`, `${id}.2`)).toEqual([]);
  });

  const restOf = (before: number | undefined, after: number | undefined) => {
    const image = (notBefore: number | undefined) => ({
      held: undefined,
      waited: notBefore === undefined ? undefined : "w",
      ...(notBefore === undefined ? {} : { notBefore }),
    });
    return followUps({ item: "lane", to: "+13125550148", before: image(before), after: image(after) }, noon);
  };

  it("a lane that begins to rest wakes its line when the rest ends, by a schedule that does not tell the number", () => {
    const until = noon + 3_600_000;
    const [next, ...more] = restOf(undefined, until);
    expect(more).toEqual([]);
    expect(next).toMatchObject({ queue: "dispatch", message: { lane: "+13125550148" }, at: until });
    const name = next && "schedule" in next ? next.schedule : "";
    expect(name).toMatch(/^lane-[0-9a-f]{32}-[0-9a-z]+$/);
    expect(name.length).toBeLessThanOrEqual(64);
    expect(name).not.toContain("3125550148");
    expect(restOf(undefined, noon + 60_000)).toMatchObject([{ delaySeconds: 60 }]);
  });

  it("a rest that goes on, has passed or is taken back wakes nobody", () => {
    expect(restOf(noon + 60_000, noon + 60_000)).toEqual([]);
    expect(restOf(undefined, noon)).toEqual([]);
    expect(restOf(noon + 60_000, undefined)).toEqual([]);
  });

  it("where nobody stood in line nobody is woken", () => {
    const before = { held: `${id}.1`, waited: undefined };
    const after = { held: undefined, waited: undefined };
    expect(followUps({ item: "lane", to: "+13125550148", before, after }, noon)).toEqual([]);
    expect(channelChange({ calls: calls(1) }, { calls: [] })).toEqual([]);
  });

  it("a call less wakes the line of the channels; a call more wakes nobody", () => {
    const wake = { queue: "dispatch", message: { channel: true }, delaySeconds: 0 };
    expect(channelChange({ calls: calls(1, 2) }, { calls: calls(2), waited: "somebody" })).toEqual([wake]);
    expect(channelChange({ calls: calls(1) }, { calls: calls(1, 2) })).toEqual([]);
    const waited = { calls: calls(1), waited: "somebody" };
    expect(channelChange(waited, { ...waited, waited: "another" })).toEqual([]);
    expect(channelChange(undefined, { calls: calls(1) })).toEqual([]);
  });

  it("a lower limit wakes the line again when it ends", () => {
    const capped = { calls: calls(2), waited: "somebody", cap: 1, capUntil: noon + 30_000, capSeconds: 30 };
    expect(channelChange({ calls: calls(1, 2) }, capped)).toMatchObject([
      { message: { channel: true }, delaySeconds: 0 },
      { message: { channel: true }, delaySeconds: 30 },
    ]);
    expect(channelChange(capped, { ...capped, calls: calls(2, 3) })).toEqual([]);
  });

  it("a removed item orders nothing", () => {
    expect(follow(outboundFax(), undefined)).toEqual([]);
  });
});

describe("the breaker and a number's rest", () => {
  const breaker = opened("account_disabled", noon);
  const channel = (before: Partial<Channels>, after: Partial<Channels>) =>
    followUps({ item: "channel", before: { calls: [], ...before }, after: { calls: [], ...after } }, noon);
  const wake = { queue: "dispatch", message: { channel: true }, delaySeconds: 0 };

  it("a breaker that closes wakes whoever waits", () => {
    expect(channel({ breaker, waited: "w" }, { waited: "w" })).toEqual([wake]);
    expect(channel({ breaker }, {})).toEqual([]);
  });

  it("one that opens has itself tried when its time comes, by a schedule where no queue can hold it so long", () => {
    expect(channel({}, { breaker })).toEqual([{ ...wake, delaySeconds: 301 }]);
    expect(channel({ breaker }, { breaker: { ...breaker, probe: "p" } })).toEqual([]);
    expect(channel({}, { breaker: { ...breaker, probeAt: noon + 3_600_000 } })).toMatchObject([
      { message: { channel: true }, at: noon + 3_660_000 },
    ]);
  });

  it("the sweep's word wakes the line", () => {
    expect(channel({ wakes: 1 }, { wakes: 2 })).toEqual([wake]);
    expect(channel({ wakes: 2 }, { wakes: 2 })).toEqual([]);
  });

  const lane = (before: object, after: object) =>
    followUps(
      {
        item: "lane",
        to: "+13125550148",
        before: { held: undefined, waited: undefined, ...before },
        after: { held: undefined, waited: undefined, ...after },
      },
      noon,
    );
  const message = { lane: "+13125550148" };

  it("a lane that rests wakes its line after the rest; beyond what a queue can hold, by a schedule", () => {
    const rested = { waited: "w", notBefore: noon + 60_000 };
    expect(lane({ held: "h", waited: "w" }, rested)).toEqual([
      { queue: "dispatch", message, delaySeconds: 60 },
    ]);
    expect(lane({}, rested)).toEqual([{ queue: "dispatch", message, delaySeconds: 60 }]);
    expect(lane(rested, rested)).toEqual([]);
    // The first who waits had it ordered.
    expect(lane(rested, { ...rested, waited: "another" })).toEqual([]);
    expect(lane({}, { ...rested, notBefore: noon + 3_600_000 })).toMatchObject([
      { queue: "dispatch", message, at: noon + 3_600_000 },
    ]);
    expect(lane({ held: "h" }, { notBefore: noon + 60_000 })).toEqual([]);
  });
});
