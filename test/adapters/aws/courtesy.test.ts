import { DeleteItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { applyOutboundEvent } from "../../../adapters/aws/apply-carrier-event.ts";
import { readFaxById } from "../../../adapters/aws/change-fax.ts";
import { claimFax, standInLine } from "../../../adapters/aws/claim-fax.ts";
import { isAnyFree } from "../../../adapters/aws/look-at-line.ts";
import { createFax } from "../../../adapters/aws/create-fax.ts";
import { listDueFaxes } from "../../../adapters/aws/due-faxes.ts";
import { channelKey } from "../../../adapters/aws/channel-item.ts";
import { readLane } from "../../../adapters/aws/lanes.ts";
import { markRefused } from "../../../adapters/aws/outbound-changes.ts";
import { toAttributes } from "../../../adapters/aws/table.ts";
import { nextAttempt, type OutboundFax } from "../../../core/fax.ts";
import { outboundEvent } from "../../support/carrier-events.ts";
import { ownNumber } from "../../support/claim-call.ts";
import { noon, outboundFax, requestOf, uuid } from "../../support/faxes.ts";
import { openTestTable } from "../../support/table-engine.ts";

const { table, close } = await openTestTable();
afterAll(close);
const hour = 3_600_000;
const silent = "receiver_no_answer";

let made = 0;
let to = "";
beforeEach(async () => {
  to = ownNumber(++made);
  // Each begins with all channels free.
  const Key = toAttributes(channelKey);
  await table.client.send(new DeleteItemCommand({ TableName: table.name, Key }));
});

async function read(id: string): Promise<OutboundFax> {
  const fax = await readFaxById(table, id);
  if (fax?.direction !== "outbound") throw new Error("no such fax");
  return fax;
}
async function queued(): Promise<OutboundFax> {
  const id = uuid(`courtesy ${++made}`);
  const fax = outboundFax({ id, status: "queued", to });
  await createFax(table, fax, requestOf(id), 1_000_000);
  return fax;
}
const claim = async ({ id }: OutboundFax, at = noon) => {
  const fax = await read(id);
  return claimFax(table, fax, nextAttempt(fax), { claimId: "c", limit: 100 }, at);
};
/** A fax to the number whose call ends so. */
async function called(reason: string | undefined, at = noon): Promise<OutboundFax> {
  const fax = await queued();
  if ((await claim(fax, at)).kind !== "claimed") throw new Error("the number is not free");
  const event = reason === undefined ? "fax.delivered" : "fax.failed";
  const more = reason === undefined ? {} : { failureReason: reason, internalFailureReason: reason };
  await applyOutboundEvent(table, outboundEvent(event, { faxId: fax.id, copy: ++made, ...more }), at);
  return read(fax.id);
}

describe("the law's courtesy limit, per number over all faxes", () => {
  it("after two calls in a row that nobody answers the number is left alone for an hour, by every fax", async () => {
    expect(await called(silent)).toMatchObject({ notBefore: noon + 300_000 });
    const second = await called(silent);
    expect(second).toMatchObject({ status: "queued", waitingFor: "redial", notBefore: noon + hour });
    expect(second.timeline.map(({ word }) => word)).toContain("redial.after_rest");
    const third = await queued();
    for (const at of [noon, noon + hour - 1]) {
      expect(await claim(third, at)).toEqual({ kind: "blocked", by: "lane", restsUntil: noon + hour });
    }
    expect((await claim(third, noon + hour)).kind).toBe("claimed");
  });

  it("another fax to the number waits for the end of the rest: it says until when, and is due then", async () => {
    await called(silent);
    await called(silent);
    const fax = await queued();
    const outcome = await claim(fax);
    if (outcome.kind !== "blocked") throw new Error("it must be blocked");
    const standing = await standInLine(table, fax, 1, "lane", noon, { ...outcome, limit: 10 });
    expect(standing).toMatchObject({ line: "lane", waitingFor: "lane", notBefore: noon + hour });
    expect(standing?.timeline.map(({ word }) => word)).toContain("waiting.rest");
    // Nobody holds the lane, and all the same it is not free: nothing spins.
    expect(await isAnyFree(table, standing as OutboundFax, 10, noon)).toBe(false);
    expect(await isAnyFree(table, standing as OutboundFax, 10, noon + hour)).toBe(true);
    expect(await listDueFaxes(table, noon + hour - 1, 100)).not.toContain(fax.id);
    expect(await listDueFaxes(table, noon + hour, 100)).toContain(fax.id);
  });

  it("a busy number may be called fifteen times in a row", async () => {
    for (let call = 1; call <= 14; call++) await called("user_busy");
    expect(await readLane(table, to)).toEqual({ row: { tries: 14, allBusy: true } });
    await called("user_busy");
    expect(await claim(await queued())).toMatchObject({ kind: "blocked", restsUntil: noon + hour });
  });

  it.each([undefined, "fax_signaling_error"])(
    "a call that was answered (%s) ends the row",
    async (reason) => {
      await called(silent);
      await called(reason);
      expect(await readLane(table, to)).toEqual({});
      expect(await called(silent)).toMatchObject({ notBefore: noon + 300_000 });
    },
  );

  it("what made no call leaves the row as it is", async () => {
    await called(silent);
    await called("user_channel_limit_exceeded");
    const refused = await queued();
    await claim(refused, noon + hour);
    const failure = { reason: "rejected", internalReason: "carrier_10002", detail: "d" };
    await markRefused(table, await read(refused.id), 1, failure, noon + hour);
    expect(await readLane(table, to)).toEqual({ row: { tries: 1, allBusy: false } });
  });

  it("a number that is not in service is marked, and a delivery takes the mark off", async () => {
    await called("receiver_unallocated_number");
    expect(await readLane(table, to)).toMatchObject({ bad: { reason: "receiver_unallocated_number" } });
    const again = await called("receiver_unallocated_number");
    expect(again.failure?.detail).toContain("An earlier fax to this number failed on 2026-10-02");
    to = ownNumber(++made);
    await called("receiver_unallocated_number");
    await called(undefined);
    expect(await readLane(table, to)).toEqual({});
  });
});

describe("capacity refusals", () => {
  it("never end a fax and leave no attempt, however many there are; the pauses grow", async () => {
    const fax = await queued();
    let now = noon;
    const pauses: number[] = [];
    for (let refusal = 1; refusal <= 40; refusal++) {
      expect((await claim(fax, now)).kind).toBe("claimed");
      const event = outboundEvent("fax.failed", {
        faxId: fax.id,
        attempt: refusal,
        copy: ++made,
        failureReason: "user_channel_limit_exceeded",
      });
      await applyOutboundEvent(table, event, now);
      const { notBefore = now } = await read(fax.id);
      pauses.push((notBefore - now) / 60_000);
      now = notBefore;
    }
    const after = await read(fax.id);
    expect(after).toMatchObject({ status: "queued", attempts: [], lastRefused: { attempt: 40 } });
    expect(after.timeline.length).toBeLessThan(6);
    expect(pauses.slice(0, 7)).toEqual([0.5, 1, 2, 4, 8, 10, 10]);
  });
});
