import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { endLostCall, markAbsent, noteMissing } from "../../../adapters/aws/absence.ts";
import { applyOutboundEvent } from "../../../adapters/aws/apply-carrier-event.ts";
import { readFaxById } from "../../../adapters/aws/change-fax.ts";
import { createFax } from "../../../adapters/aws/create-fax.ts";
import { laneHolder, readChannels } from "../../../adapters/aws/lanes.ts";
import { markSubmitted, markUnknown, requestCancel } from "../../../adapters/aws/outbound-changes.ts";
import { afterAbsence, recordGone } from "../../../core/absence.ts";
import type { OutboundFax } from "../../../core/fax.ts";
import { outboundEvent } from "../../support/carrier-events.ts";
import { claimCall, emptyChannelLine, ownNumber, standInLineNow } from "../../support/claim-call.ts";
import { noon, outboundFax, requestOf, uuid } from "../../support/faxes.ts";
import { openTestTable } from "../../support/table-engine.ts";

const { table, stored, close } = await openTestTable();
afterAll(close);
beforeEach(() => emptyChannelLine(table));

const minute = 60_000;
let made = 0;
async function newFax(more: Partial<OutboundFax> = {}): Promise<string> {
  const id = uuid(`fax ${++made}`);
  await createFax(
    table,
    outboundFax({ id, status: "queued", to: ownNumber(made), ...more }),
    requestOf(id),
    1e6,
  );
  return id;
}
async function read(id: string): Promise<OutboundFax> {
  const fax = await readFaxById(table, id);
  if (fax?.direction !== "outbound") throw new Error("no such fax");
  return fax;
}
async function unknown(more: Partial<OutboundFax> = {}): Promise<string> {
  const id = await newFax(more);
  await claimCall(table, { id, attempt: 1 }, "c", noon);
  await markUnknown(table, id, 1, noon);
  return id;
}
const conclude = async (id: string, at = noon + 12 * minute) => {
  const fax = await read(id);
  return markAbsent(table, fax, 1, afterAbsence(fax, at), at);
};
async function absent(more: Partial<OutboundFax> = {}): Promise<string> {
  const id = await unknown(more);
  await noteMissing(table, id, 1, noon + 7 * minute);
  await conclude(id);
  return id;
}
const holds = async (id: string) => {
  const { to } = await read(id);
  const { calls } = await readChannels(table);
  return [await laneHolder(table, to), calls.filter(({ faxId }) => faxId === id).length];
};
const apply = (id: string, type: Parameters<typeof outboundEvent>[0], copy = 1) =>
  applyOutboundEvent(table, outboundEvent(type, { faxId: id, copy }), noon + 20 * minute);

describe("never twice: a call is held to be absent", () => {
  it("only after a first look was noted, which keeps lane and channel", async () => {
    const id = await unknown();
    expect((await conclude(id)).changed).toBe(false);
    expect((await noteMissing(table, id, 1, noon + 7 * minute)).changed).toBe(true);
    expect((await noteMissing(table, id, 1, noon + 9 * minute)).changed).toBe(false);
    expect((await read(id)).attempts).toMatchObject([{ state: "unknown", missedAt: noon + 7 * minute }]);
    expect(await holds(id)).toEqual([`${id}.1`, 1]);
  });

  it("then frees both, once, and queues the fax for its next call with a time at which the sweep looks", async () => {
    const id = await absent();
    expect(await read(id)).toMatchObject({ status: "queued", attempts: [{ state: "absent", rank: 1 }] });
    expect((await stored(`fax#${id}`, "fax"))?.["due"]).toEqual({ S: "2026-10-02T12:17:00.000Z" });
    expect(await holds(id)).toEqual([undefined, 0]);
    expect((await conclude(id)).changed).toBe(false);
    expect((await claimCall(table, { id, attempt: 1 }, "c", noon + 13 * minute)).changed).toBe(false);
    expect((await claimCall(table, { id, attempt: 2 }, "c", noon + 13 * minute)).changed).toBe(true);
    expect(await stored(`fax#${id}`, "fax")).not.toHaveProperty("due");
  });

  it("never where the carrier's id is known by then", async () => {
    const id = await unknown();
    await noteMissing(table, id, 1, noon + 7 * minute);
    await apply(id, "fax.media.processed");
    expect((await conclude(id)).changed).toBe(false);
    expect(await read(id)).toMatchObject({ status: "sending", attempts: [{ state: "media.processed" }] });
    const submitted = await newFax();
    await claimCall(table, { id: submitted, attempt: 1 }, "c", noon);
    await markSubmitted(table, submitted, 1, "carrier-1", noon);
    expect((await noteMissing(table, submitted, 1, noon)).changed).toBe(false);
  });

  it("a cancel that came meanwhile is not passed over: the fax is looked at again and ends canceled", async () => {
    const id = await unknown();
    await noteMissing(table, id, 1, noon + 7 * minute);
    const seen = await read(id);
    await requestCancel(table, id, noon + 8 * minute);
    const at = noon + 12 * minute;
    expect((await markAbsent(table, seen, 1, afterAbsence(seen, at), at)).changed).toBe(false);
    expect((await conclude(id)).changed).toBe(true);
    expect((await read(id)).status).toBe("canceled");
    expect(await holds(id)).toEqual([undefined, 0]);
  });

  it("a fax whose time to give up has passed ends failed", async () => {
    const id = await absent({ giveUpAt: noon + 11 * minute });
    expect(await read(id)).toMatchObject({
      status: "failed",
      failure: { internalReason: "give_up_at_passed" },
    });
    expect(await holds(id)).toEqual([undefined, 0]);
  });

  it("a late record of the answer does not bring it back", async () => {
    const id = await absent();
    expect((await markSubmitted(table, id, 1, "carrier-1", noon)).changed).toBe(false);
    expect((await markUnknown(table, id, 1, noon)).changed).toBe(false);
  });
});

describe("an event of a call held to be absent", () => {
  it("adopts it while nothing newer was submitted: sending again, with lane and channel, to its end", async () => {
    const id = await absent();
    expect(await apply(id, "fax.media.processed")).toEqual({ kind: "adopted", holdsLane: true });
    expect(await read(id)).toMatchObject({
      status: "sending",
      attempts: [
        { state: "media.processed", rank: 20, carrierFaxId: uuid("carrier outbound"), holdsLane: true },
      ],
    });
    expect(await holds(id)).toEqual([`${id}.1`, 1]);
    expect((await apply(id, "fax.media.processed")).kind).toBe("repeat");
    await apply(id, "fax.delivered");
    expect((await read(id)).status).toBe("delivered");
    expect(await holds(id)).toEqual([undefined, 0]);
  });

  it("adopts it out of the channels' line, with the lane that the fax holds there", async () => {
    const id = await absent();
    await standInLineNow(table, await read(id), 2, "channel", noon + 13 * minute);
    expect((await holds(id))[0]).toBe(`${id}.2`);
    expect((await apply(id, "fax.sending.started")).kind).toBe("adopted");
    expect(await holds(id)).toEqual([`${id}.1`, 1]);
    expect(await read(id)).not.toHaveProperty("line");
  });

  it("adopts it without lane and channel where another fax has the lane; the sweep asks about it", async () => {
    const id = await absent();
    const { to } = await read(id);
    const other = await newFax({ to });
    await claimCall(table, { id: other, attempt: 1 }, "c", noon + 13 * minute);
    expect(await apply(id, "fax.media.processed")).toEqual({ kind: "adopted", holdsLane: false });
    expect(await holds(id)).toEqual([`${other}.1`, 0]);
    expect(await stored(`fax#${id}`, "fax")).toHaveProperty("due");
    await apply(id, "fax.delivered");
    expect((await read(id)).status).toBe("delivered");
    expect(await holds(other)).toEqual([`${other}.1`, 1]);
  });

  it("delivered ends the fax while nothing newer was submitted", async () => {
    const id = await absent();
    expect((await apply(id, "fax.delivered")).kind).toBe("advance");
    expect(await read(id)).toMatchObject({
      status: "delivered",
      attempts: [{ state: "delivered", rank: 100 }],
    });
    expect((await claimCall(table, { id, attempt: 2 }, "c", noon + 1e9)).changed).toBe(false);
  });

  it("failed is noted and the redial goes on; older news of it change nothing any more", async () => {
    const id = await absent();
    expect((await apply(id, "fax.failed")).kind).toBe("stray");
    expect(await read(id)).toMatchObject({ status: "queued", attempts: [{ state: "absent", rank: 100 }] });
    expect((await apply(id, "fax.sending.started")).kind).toBe("note");
    expect((await claimCall(table, { id, attempt: 2 }, "c", noon + 13 * minute)).changed).toBe(true);
  });

  it("is a stray once a newer call is under way: its id is noted, the newer call goes on", async () => {
    const id = await absent();
    await claimCall(table, { id, attempt: 2 }, "c", noon + 13 * minute);
    expect((await apply(id, "fax.media.processed")).kind).toBe("stray");
    expect(await read(id)).toMatchObject({
      status: "sending",
      attempts: [
        { state: "absent", rank: 20, carrierFaxId: uuid("carrier outbound") },
        { state: "submitting", rank: 0 },
      ],
    });
    expect((await apply(id, "fax.delivered")).kind).toBe("contradiction");
    expect((await apply(id, "fax.failed")).kind).toBe("stray");
    expect(await holds(id)).toEqual([`${id}.2`, 1]);
  });

  it("and a claim at the same time have one winner, every time", async () => {
    for (let turn = 0; turn < 10; turn++) {
      const id = await absent();
      const [claimed, told] = await Promise.all([
        claimCall(table, { id, attempt: 2 }, "c", noon + 13 * minute),
        apply(id, "fax.media.processed"),
      ]);
      expect(told.kind).toBe(claimed.changed ? "stray" : "adopted");
      expect((await holds(id))[1]).toBe(1);
    }
  });
});

describe("a call that the carrier knows nothing of any more", () => {
  it("ends its fax and frees lane and channel, once; its late end is a contradiction", async () => {
    const id = await newFax();
    await claimCall(table, { id, attempt: 1 }, "c", noon);
    await markSubmitted(table, id, 1, "carrier-1", noon);
    expect((await endLostCall(table, await read(id), 1, recordGone, noon)).changed).toBe(true);
    expect(await read(id)).toMatchObject({ status: "failed", attempts: [{ state: "failed", rank: 100 }] });
    expect(await holds(id)).toEqual([undefined, 0]);
    expect((await endLostCall(table, await read(id), 1, recordGone, noon)).changed).toBe(false);
    expect((await apply(id, "fax.delivered")).kind).toBe("contradiction");
  });
});
