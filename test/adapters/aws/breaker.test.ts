import { UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { applyOutboundEvent } from "../../../adapters/aws/apply-carrier-event.ts";
import { closeBreaker, openBreaker, resumeSending } from "../../../adapters/aws/breaker.ts";
import { readFaxById } from "../../../adapters/aws/change-fax.ts";
import { claimFax, standInLine } from "../../../adapters/aws/claim-fax.ts";
import { createFax } from "../../../adapters/aws/create-fax.ts";
import { channelKey } from "../../../adapters/aws/channel-item.ts";
import { laneHolder, readChannels, wakeChannels } from "../../../adapters/aws/lanes.ts";
import { endLostCall } from "../../../adapters/aws/absence.ts";
import { releaseUnsent, requestCancel } from "../../../adapters/aws/outbound-changes.ts";
import { toAttributes } from "../../../adapters/aws/table.ts";
import { recordGone } from "../../../core/absence.ts";
import { nextAttempt, type OutboundFax } from "../../../core/fax.ts";
import { outboundEvent } from "../../support/carrier-events.ts";
import { emptyChannelLine, ownNumber } from "../../support/claim-call.ts";
import { noon, outboundFax, requestOf, uuid } from "../../support/faxes.ts";
import { inOneOrder } from "../../support/interpret.ts";
import { openTestTable } from "../../support/table-engine.ts";

const { table, meter, close } = await openTestTable();
afterAll(close);
const minutes = (count: number) => count * 60_000;

let made = 0;
beforeEach(async () => {
  for (const { faxId, attempt } of (await readChannels(table)).calls) {
    await endLostCall(table, await read(faxId), attempt, recordGone, noon);
  }
  await emptyChannelLine(table);
  await resumeSending(table);
});

async function read(id: string): Promise<OutboundFax> {
  const fax = await readFaxById(table, id);
  if (fax?.direction !== "outbound") throw new Error("no such fax");
  return fax;
}
async function queued(more: Partial<OutboundFax> = {}): Promise<OutboundFax> {
  const id = uuid(`breaker ${++made}`);
  const fax = outboundFax({ id, status: "queued", to: ownNumber(made), createdAt: noon + made, ...more });
  await createFax(table, fax, requestOf(id), 1_000_000);
  return fax;
}
const claim = async ({ id }: OutboundFax, at = noon, asProbe = false) => {
  const fax = await read(id);
  return claimFax(table, fax, nextAttempt(fax), { claimId: "c", limit: 10, asProbe }, at);
};
/** The carrier tells how the latest call ended; each time another event. */
async function ends({ id }: OutboundFax, reason: string | undefined, at = noon) {
  const fax = await read(id);
  const attempt = fax.attempts.at(-1)?.number ?? 0;
  const event = reason === undefined ? "fax.delivered" : "fax.failed";
  const more = reason === undefined ? {} : { failureReason: reason, internalFailureReason: reason };
  return applyOutboundEvent(table, outboundEvent(event, { faxId: id, attempt, copy: ++made, ...more }), at);
}
/** The channels' item as a backup of another table brings it, with the name of a call that has ended since. */
const asRestored = (call: string) =>
  table.client.send(
    new UpdateItemCommand({
      TableName: table.name,
      Key: toAttributes(channelKey),
      UpdateExpression: "SET home = :other ADD calls :call",
      ExpressionAttributeValues: toAttributes({ ":other": "the table before", ":call": new Set([call]) }),
    }),
  );
const breaker = async () => (await readChannels(table)).breaker;
const disabled = "account_disabled";

/** A call that shows that the account cannot send. */
async function tripped(): Promise<OutboundFax> {
  const fax = await queued();
  await claim(fax);
  await ends(fax, disabled);
  return fax;
}

describe("an account that cannot send", () => {
  it("holds every fax and spends none: no attempt, no lane, no channel, and its number is never used again", async () => {
    const fax = await queued();
    await claim(fax);
    expect(await ends(fax, disabled)).toEqual({ kind: "advance", failed: disabled });
    const after = await read(fax.id);
    expect(after).toMatchObject({
      status: "queued",
      waitingFor: "breaker",
      attempts: [],
      lastRefused: { attempt: 1, reason: disabled },
    });
    expect(after.timeline.map(({ word }) => word)).toContain("breaker.account_disabled");
    expect(after.timeline.some(({ attempt }) => attempt === 1)).toBe(false);
    expect(nextAttempt(after)).toBe(2);
    expect(await laneHolder(table, fax.to)).toBeUndefined();
    expect(await readChannels(table)).toMatchObject({ calls: [], breaker: { reason: disabled } });
    // Late and repeated news of that call change nothing.
    for (const type of ["fax.media.processed", "fax.failed"] as const) {
      const late = outboundEvent(type, { faxId: fax.id, copy: ++made, failureReason: disabled });
      expect((await applyOutboundEvent(table, late, noon)).kind).toBe("repeat");
    }
    expect(inOneOrder(await read(fax.id))).toEqual(inOneOrder(after));
  });

  it("lets no other fax begin a call; each stands in line with its lane, and says why", async () => {
    await tripped();
    const other = await queued();
    const outcome = await claim(other);
    expect(outcome).toEqual({ kind: "blocked", by: "channel", breaker: disabled, mayProbe: false });
    if (outcome.kind !== "blocked") return;
    const standing = await standInLine(table, other, 1, "channel", noon, { ...outcome, limit: 10 });
    expect(standing).toMatchObject({ line: "channel", attempts: [] });
    expect(standing?.timeline.map(({ word }) => word)).toContain("breaker.account_disabled");
    expect(await laneHolder(table, other.to)).toBe(`${other.id}.1`);
  });

  it("a call begun before it opened ends as it would, and neither closes nor prolongs it", async () => {
    const [earlier, another] = [await queued(), await queued()];
    await claim(earlier);
    await claim(another);
    await tripped();
    const open = await breaker();
    await ends(earlier, undefined);
    expect((await read(earlier.id)).status).toBe("delivered");
    await ends(another, disabled, noon + 1_000);
    expect(await breaker()).toEqual(open);
  });

  it("a cancel during the call that shows it ends that fax canceled, and opens all the same", async () => {
    const fax = await queued();
    await claim(fax);
    await requestCancel(table, fax.id, noon);
    await ends(fax, disabled);
    expect((await read(fax.id)).status).toBe("canceled");
    expect(await breaker()).toMatchObject({ reason: disabled });
  });
});

describe("half-open", () => {
  it("from its time on one fax may try, and while it does no other", async () => {
    await tripped();
    const [first, second] = [await queued(), await queued()];
    expect(await claim(first, noon + minutes(5) - 1, true)).toMatchObject({ kind: "blocked" });
    expect(await claim(first, noon + minutes(5))).toMatchObject({ kind: "blocked", mayProbe: true });
    expect(await claim(first, noon + minutes(5), true)).toMatchObject({
      kind: "claimed",
      fax: { attempts: [{ probe: true }] },
    });
    for (const asProbe of [true, false]) {
      expect(await claim(second, noon + minutes(6), asProbe)).toMatchObject({
        kind: "blocked",
        by: "channel",
      });
    }
  });

  it("of twenty that try at once one does", async () => {
    await tripped();
    const faxes = await Promise.all(Array.from({ length: 20 }, () => queued()));
    const outcomes = await Promise.all(faxes.map((fax) => claim(fax, noon + minutes(5), true)));
    expect(outcomes.filter(({ kind }) => kind === "claimed")).toHaveLength(1);
  });

  it("waits for calls begun before", async () => {
    const earlier = await queued();
    await claim(earlier);
    await tripped();
    const fax = await queued();
    expect(await claim(fax, noon + minutes(5), true)).toMatchObject({ kind: "blocked" });
    await ends(earlier, "user_busy");
    expect(await claim(fax, noon + minutes(5), true)).toMatchObject({ kind: "claimed" });
  });

  async function probing(): Promise<OutboundFax> {
    await tripped();
    const fax = await queued();
    await claim(fax, noon + minutes(5), true);
    return fax;
  }

  it.each([undefined, "user_busy", "receiver_unallocated_number"])(
    "a probe that ends with %s closes it, in the write that ends the call",
    async (reason) => {
      const fax = await probing();
      meter.reset();
      await ends(fax, reason, noon + minutes(6));
      expect(meter.requests.filter((name) => name === "TransactWriteItems")).toHaveLength(1);
      expect(meter.requests).not.toContain("UpdateItem");
      expect(await breaker()).toBeUndefined();
    },
  );

  it("a probe whose pages are being sent closes it, and its end then changes nothing of it", async () => {
    const fax = await probing();
    const event = outboundEvent("fax.sending.started", { faxId: fax.id, copy: ++made });
    expect((await applyOutboundEvent(table, event, noon + minutes(6))).kind).toBe("advance");
    expect(await breaker()).toBeUndefined();
    expect((await read(fax.id)).attempts[0]).toMatchObject({ state: "in_progress" });
    await openBreaker(table, disabled, noon + minutes(6));
    await ends(fax, undefined, noon + minutes(7));
    // It was opened anew, and not for this call.
    expect(await breaker()).toMatchObject({ reason: disabled });
  });

  it("a probe that fails again doubles the pause", async () => {
    const fax = await probing();
    await ends(fax, "no_outbound_profile", noon + minutes(6));
    expect(await breaker()).toEqual({
      reason: "no_outbound_profile",
      since: noon,
      pauseSeconds: 600,
      probeAt: noon + minutes(16),
    });
  });

  it.each(["user_channel_limit_exceeded", "file_download_failed"])(
    "a probe that ends with %s says nothing: another may try later",
    async (reason) => {
      const fax = await probing();
      await ends(fax, reason, noon + minutes(6));
      expect(await breaker()).toMatchObject({ reason: disabled, pauseSeconds: 300 });
      expect(await claim(await queued(), noon + minutes(11), true)).toMatchObject({ kind: "claimed" });
    },
  );
});

describe("opened and closed by other things than calls", () => {
  it("a refused key opens it with the release of the call", async () => {
    const fax = await queued();
    await claim(fax);
    const wait = { reason: "breaker" as const, until: noon, opens: "carrier_key_refused" };
    await releaseUnsent(table, await read(fax.id), 1, wait, noon);
    expect(await read(fax.id)).toMatchObject({ status: "queued", waitingFor: "breaker", attempts: [] });
    expect(await readChannels(table)).toMatchObject({
      calls: [],
      breaker: { reason: "carrier_key_refused" },
    });
  });

  it("a missing key opens it once, and only its own repair or a person closes it", async () => {
    expect(await openBreaker(table, "not_configured", noon)).toBe(true);
    expect(await openBreaker(table, "not_configured", noon)).toBe(false);
    expect(await closeBreaker(table, ["carrier_key_refused"])).toBe(false);
    expect(await claim(await queued(), noon + minutes(9_999), true)).toMatchObject({ kind: "blocked" });
    expect(await closeBreaker(table, ["not_configured", "carrier_key_refused"])).toBe(true);
    await openBreaker(table, "not_configured", noon);
    expect(await resumeSending(table)).toMatchObject({ reason: "not_configured" });
    expect(await resumeSending(table)).toBeUndefined();
  });

  it("a table restored from a backup calls nobody until a person resumes; names of calls long ended go then", async () => {
    const [ended, open] = [await queued(), await queued()];
    const later = noon + minutes(60);
    await claim(ended, later);
    await claim(open, later);
    await ends(ended, undefined);
    await asRestored(`${ended.id}.1.${later}`);
    const fax = await queued();
    expect(await claim(fax)).toMatchObject({ kind: "blocked", breaker: "restored" });
    expect(await claim(fax, noon + minutes(9_999), true)).toMatchObject({ kind: "blocked" });
    expect(await breaker()).toMatchObject({ reason: "restored" });
    // Calls under way end as ever.
    expect(await resumeSending(table)).toMatchObject({ reason: "restored" });
    expect((await readChannels(table)).calls.map(({ faxId }) => faxId)).toEqual([open.id]);
    expect(await claim(fax, later)).toMatchObject({ kind: "claimed" });
  });

  it("the sweep's word is written where the stream sees it", async () => {
    const before = (await readChannels(table)).wakes ?? 0;
    await wakeChannels(table);
    expect((await readChannels(table)).wakes).toBe(before + 1);
  });
});
