import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { applyOutboundEvent } from "../../../adapters/aws/apply-carrier-event.ts";
import { readFaxById } from "../../../adapters/aws/change-fax.ts";
import { claimFax, standInLine } from "../../../adapters/aws/claim-fax.ts";
import { lookAtLine } from "../../../adapters/aws/look-at-line.ts";
import { createFax } from "../../../adapters/aws/create-fax.ts";
import { deleteFax } from "../../../adapters/aws/delete-fax.ts";
import { forgetWaiting, headsOfLine, laneHolder, strikeEntry } from "../../../adapters/aws/lanes.ts";
import {
  failQueued,
  markCanceled,
  markSubmitted,
  releaseUnsent,
} from "../../../adapters/aws/outbound-changes.ts";
import { refuseDuplicate } from "../../../adapters/aws/refuse-duplicate.ts";
import {
  duplicateFailure,
  duplicateWarning,
  duplicateWindowMs,
  type DuplicateRule,
} from "../../../core/duplicates.ts";
import type { OutboundFax } from "../../../core/fax.ts";
import { dispatchFax } from "../../../core/operations/dispatch-fax.ts";
import { wakeLine, type WakeDeps } from "../../../core/operations/wake-line.ts";
import { outboundEvent } from "../../support/carrier-events.ts";
import { emptyChannelLine, ownNumber, standInLineNow } from "../../support/claim-call.ts";
import { document, noon, outboundFax, requestOf, uuid } from "../../support/faxes.ts";
import { itemSize } from "../../support/item-size.ts";
import { openTestTable } from "../../support/table-engine.ts";

const { table, meter, stored, close } = await openTestTable();
afterAll(close);

let made = 0;
let to = "";
beforeEach(async () => {
  to = ownNumber(++made);
  await emptyChannelLine(table);
});

/** Pages whose digest ends so: the last byte chooses the slot. */
const pages = (first: string, last = "00") => ({ ...document, sha256: `${first.repeat(31)}${last}` });
async function read(id: string): Promise<OutboundFax> {
  const fax = await readFaxById(table, id);
  if (fax?.direction !== "outbound") throw new Error("no such fax");
  return fax;
}
async function queued(more: Partial<OutboundFax> = {}): Promise<OutboundFax> {
  const id = uuid(`duplicate ${++made}`);
  const fax = outboundFax({ id, status: "queued", to, document: pages("ab"), ...more });
  await createFax(table, fax, requestOf(id), 1_000_000);
  return fax;
}
const claim = (fax: OutboundFax, number = 1, known?: { of: string; warns: boolean }) =>
  claimFax(table, fax, number, { claimId: "c", limit: 100 }, noon, known);
const end = async ({ id }: OutboundFax, type: "fax.delivered" | "fax.failed", attempt = 1) =>
  applyOutboundEvent(table, outboundEvent(type, { faxId: id, attempt, copy: ++made }), noon);
const delivered = async (more: Partial<OutboundFax> = {}) => {
  const fax = await queued(more);
  expect((await claim(fax)).kind).toBe("claimed");
  await end(fax, "fax.delivered");
  return read(fax.id);
};

/** Dispatch over the real table, with a carrier that counts its calls. */
function desk(duplicates: DuplicateRule, limit = 100) {
  const calls: string[] = [];
  let claims = 0;
  const deps: WakeDeps = {
    now: () => noon,
    holdBack: async () => false,
    newClaimId: () => `claim-${++claims}`,
    duplicates,
    readCarrierKey: async () => "key",
    forgetCarrierKey: () => undefined,
    readFax: (id) => readFaxById(table, id),
    claim: (fax, attempt, by, at, known) => claimFax(table, fax, attempt, { ...by, limit }, at, known),
    refuseDuplicate: (fax, failure, warnings, at) => refuseDuplicate(table, fax, failure, warnings, at),
    standInLine: (fax, attempt, by, at) => standInLine(table, fax, attempt, by.by, at, { ...by, limit }),
    isEmpty: async (line, number) => (await headsOfLine(table, line, number, 1)).length === 0,
    lookAtLine: (line, number, most, at) => lookAtLine(table, line, number, { limit, most }, at),
    forgetWaiting: (line, number, note) => forgetWaiting(table, line, number, note),
    strike: (entry) => strikeEntry(table, entry),
    repeatOrder: async () => undefined,
    openBreaker: async () => false,
    failQueued: (fax, failure, at) => failQueued(table, fax, failure, at),
    linkToPages: async () => "https://bucket.example/x",
    submit: async (_key, fax) => {
      calls.push(fax.id);
      return { kind: "accepted", carrierFaxId: uuid(`carrier ${fax.id}`) };
    },
    markSubmitted: (id, attempt, carrierId, at) => markSubmitted(table, id, attempt, carrierId, at),
    markUnknown: async () => undefined,
    markRefused: async () => undefined,
    markFailed: async () => undefined,
    releaseUnsent: (fax, attempt, wait, at) => releaseUnsent(table, fax, attempt, wait, at),
    report: () => undefined,
  };
  return { deps, calls, dispatch: (fax: OutboundFax) => dispatchFax(deps, { faxId: fax.id, attempt: 1 }) };
}

describe("the lane remembers what was sent over it", () => {
  it("a fax of the same pages is told from a lane in use, and names the other", async () => {
    const [first, second] = [await queued(), await queued({ createdAt: noon + 1 })];
    await claim(first);
    expect(await claim(second)).toEqual({ kind: "blocked", by: "lane" });
    await end(first, "fax.delivered");
    expect(await claim(second)).toEqual({ kind: "duplicate", of: first.id });
    expect(await read(second.id)).toEqual(second);
    expect(await laneHolder(table, to)).toBeUndefined();
  });

  it("once known it goes, says so in its warnings and in words, and is remembered itself", async () => {
    const first = await delivered();
    const second = await queued({ createdAt: noon + 1 });
    const outcome = await claim(second, 1, { of: first.id, warns: true });
    expect(outcome).toMatchObject({ kind: "claimed", fax: { warnings: [duplicateWarning(first.id)] } });
    const fax = await read(second.id);
    expect(fax.warnings).toEqual([duplicateWarning(first.id)]);
    expect(fax.timeline.map(({ word }) => word)).toContain("duplicate.warned");
    await end(second, "fax.delivered");
    expect(await claim(await queued({ createdAt: noon + 2 }))).toEqual({ kind: "duplicate", of: second.id });
  });

  it("where it is no duplicate after all it goes without a warning", async () => {
    const first = await delivered();
    const second = await queued({ createdAt: noon + 1 });
    await claim(second, 1, { of: first.id, warns: false });
    const fax = await read(second.id);
    expect([fax.status, fax.warnings]).toEqual(["sending", undefined]);
    expect(fax.timeline.map(({ word }) => word)).not.toContain("duplicate.warned");
  });

  it.each([
    ["at the end of the window", duplicateWindowMs, "duplicate"],
    ["just beyond it", duplicateWindowMs + 1, "claimed"],
    ["before the other, which was called first", -duplicateWindowMs, "duplicate"],
    ["long before the other", -duplicateWindowMs - 1, "claimed"],
  ])("a fax accepted %s: by its creation, not by the time of its call", async (_when, ms, kind) => {
    await delivered();
    expect((await claim(await queued({ createdAt: noon + ms }))).kind).toBe(kind);
  });

  it.each([
    ["another number", { to: ownNumber(900_000) }],
    ["other pages in the same slot", { document: pages("cd") }],
    ["other pages in another slot", { document: pages("ab", "01") }],
  ])("%s is no duplicate", async (_what, more) => {
    await delivered();
    expect((await claim(await queued(more))).kind).toBe("claimed");
  });

  it("a redial is no duplicate of itself, nor of the one that was sent meanwhile", async () => {
    const first = await queued();
    await claim(first);
    await end(first, "fax.failed");
    const second = await queued({ createdAt: noon + 1 });
    expect(await claim(second)).toEqual({ kind: "duplicate", of: first.id });
    await claim(second, 1, { of: first.id, warns: true });
    await end(second, "fax.delivered");
    const again = { ...(await read(first.id)), notBefore: 0 };
    const later = claimFax(table, again, 2, { claimId: "c", limit: 100 }, noon + 3_600_000);
    expect((await later).kind).toBe("claimed");
  });

  it.each([
    ["a first call", 1],
    ["a redial", 2],
  ])(
    "%s to a number that rests waits, though the lane remembers another fax's pages",
    async (_name, attempt) => {
      const noAnswer = ({ id: faxId }: OutboundFax) => {
        const event = outboundEvent("fax.failed", {
          faxId,
          failureReason: "receiver_no_answer",
          copy: ++made,
        });
        return applyOutboundEvent(table, event, noon);
      };
      const [first, second] = [await queued(), await queued({ createdAt: noon + 1 })];
      await claim(first);
      await noAnswer(first);
      await claim(second, 1, { of: first.id, warns: true });
      await noAnswer(second);
      const waits = attempt === 1 ? await queued({ createdAt: noon + 2 }) : await read(first.id);
      const later = noon + 30 * 60_000;
      expect(await claimFax(table, waits, attempt, { claimId: "c", limit: 100 }, later)).toEqual({
        kind: "blocked",
        by: "lane",
        restsUntil: noon + 60 * 60_000,
      });
    },
  );

  it("a call that was never made is made without a warning about itself", async () => {
    const first = await queued();
    const claimed = await claim(first);
    if (claimed.kind !== "claimed") throw new Error("not claimed");
    await releaseUnsent(table, claimed.fax, 1, { reason: "carrier_unreachable", until: noon }, noon);
    expect((await claim(await read(first.id))).kind).toBe("claimed");
  });

  it("costs the usual claim nothing, even with all slots in use", async () => {
    for (let slot = 0; slot < 8; slot++) await delivered({ document: pages("ef", `0${slot}`) });
    const lane = (await stored(`lane#${to}`, "lane")) ?? {};
    expect(Object.keys(lane).filter((name) => name.startsWith("doc"))).toHaveLength(8);
    expect(itemSize(lane)).toBeLessThan(800);
    const fax = await queued({ document: pages("12") });
    meter.reset();
    await claim(fax);
    expect(meter.requests).toEqual(["TransactWriteItems"]);
    expect(meter.writeUnits).toBeLessThanOrEqual(6);
  });
});

describe("a duplicate whose turn has come", () => {
  it("given warn, both are called, one after the other, whoever brings the orders and how often", async () => {
    const { dispatch, calls } = desk("warn");
    const [first, second] = [await queued(), await queued({ createdAt: noon + 1 })];
    await dispatch(first);
    await end(first, "fax.delivered");
    await Promise.allSettled(Array.from({ length: 8 }, () => dispatch(second)));
    expect(calls).toEqual([first.id, second.id]);
    expect(await read(second.id)).toMatchObject({
      status: "sending",
      warnings: [duplicateWarning(first.id)],
    });
  });

  it("given refuse, eight orders at once end it once and nobody is called", async () => {
    const { dispatch, calls } = desk("refuse");
    const first = await delivered();
    const second = await queued({ createdAt: noon + 1 });
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => dispatch(second)));
    expect(outcomes.filter((outcome) => outcome === "ended")).toHaveLength(1);
    expect(calls).toEqual([]);
    expect(await read(second.id)).toMatchObject({
      status: "failed",
      failure: duplicateFailure(first.id),
      warnings: [duplicateWarning(first.id)],
    });
    expect(await laneHolder(table, to)).toBeUndefined();
  });

  it("the key's own rule counts before the installation's", async () => {
    const { dispatch, calls } = desk("refuse");
    await delivered();
    const second = await queued({ createdAt: noon + 1, duplicates: "warn" });
    expect(await dispatch(second)).toBe(true);
    expect(calls).toEqual([second.id]);
  });

  it("given refuse, the next in the lane's line goes in its place", async () => {
    const { dispatch, deps, calls } = desk("refuse");
    const first = await queued();
    await dispatch(first);
    const twins = [await queued({ createdAt: noon + 1 }), await queued({ createdAt: noon + 2 })];
    const next = await queued({ createdAt: noon + 3, document: pages("cd") });
    for (const fax of [...twins, next]) await dispatch(fax);
    expect((await headsOfLine(table, "lane", to, 10)).length).toBe(3);
    await end(first, "fax.delivered");
    await wakeLine(deps, { lane: to });
    expect(calls).toEqual([first.id, next.id]);
    for (const { id } of twins) expect((await read(id)).failure?.reason).toBe("duplicate");
    expect(await headsOfLine(table, "lane", to, 10)).toEqual([]);
  });

  it("given refuse, one that holds its lane and waits for a channel gives up both", async () => {
    const first = await delivered();
    const second = await queued({ createdAt: noon + 1 });
    await standInLineNow(table, second, 1, "channel", noon);
    expect(await laneHolder(table, to)).toBe(`${second.id}.1`);
    expect(await claim(await read(second.id))).toEqual({ kind: "duplicate", of: first.id });
    await desk("refuse").dispatch(second);
    expect(await read(second.id)).toMatchObject({ status: "failed", failure: { reason: "duplicate" } });
    expect(await laneHolder(table, to)).toBeUndefined();
    expect(await headsOfLine(table, "channel", "", 10)).toEqual([]);
  });

  it("a fax that was canceled before its call is nobody's twin; one that was delivered is, deleted or not", async () => {
    const { dispatch, calls } = desk("refuse");
    const first = await queued();
    const claimed = await claim(first);
    if (claimed.kind !== "claimed") throw new Error("not claimed");
    await releaseUnsent(table, claimed.fax, 1, { reason: "carrier_unreachable", until: noon }, noon);
    await markCanceled(table, await read(first.id), noon);
    const second = await queued({ createdAt: noon + 1 });
    await dispatch(second);
    expect(calls).toEqual([second.id]);
    expect((await read(second.id)).warnings).toBeUndefined();
    await end(second, "fax.delivered");
    await deleteFax(table, await read(second.id), noon);
    const third = await queued({ createdAt: noon + 2 });
    expect(await dispatch(third)).toBe("ended");
  });
});
