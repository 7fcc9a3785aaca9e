import fc from "fast-check";
import { claimCall, makeWait, ownNumber } from "../../support/claim-call.ts";
import { afterAll, describe, expect, it } from "vitest";
import { readFaxById } from "../../../adapters/aws/change-fax.ts";
import { createFax } from "../../../adapters/aws/create-fax.ts";
import { markPrepared } from "../../../adapters/aws/mark-prepared.ts";
import * as changes from "../../../adapters/aws/outbound-changes.ts";
import { documentFailure } from "../../../core/document-check.ts";
import type { OutboundFax } from "../../../core/fax.ts";
import { document, firstAttempt, noon, outboundFax, requestOf, uuid } from "../../support/faxes.ts";
import { memoryFaxes, type MemoryFaxes } from "../../support/memory-faxes.ts";
import { openTestTable } from "../../support/table-engine.ts";

const { table, meter, stored, close } = await openTestTable();
afterAll(close);

let made = 0;
async function newFax(overrides: Partial<OutboundFax> = {}): Promise<string> {
  const fax = outboundFax({ id: uuid(`fax ${++made}`), to: ownNumber(made), ...overrides });
  await createFax(table, fax, requestOf(fax.id), 1_000_000);
  return fax.id;
}
const queued = (overrides: Partial<OutboundFax> = {}) => newFax({ status: "queued", ...overrides });
const failure = documentFailure("document_not_pdf");
const wait = { reason: "carrier_unreachable" as const, until: noon + 30_000 };

async function outbound(id: string): Promise<OutboundFax> {
  const fax = await readFaxById(table, id);
  if (fax?.direction !== "outbound") throw new Error("no such fax");
  return fax;
}

describe("never twice: the claim", () => {
  it("of forty at once is won by one", async () => {
    const id = await queued();
    const outcomes = await Promise.all(
      Array.from({ length: 40 }, (_, index) => claimCall(table, { id, attempt: 1 }, `claim-${index}`, noon)),
    );
    const won = outcomes.flatMap((outcome, index) => (outcome.changed ? [`claim-${index}`] : []));
    expect(won).toHaveLength(1);
    expect((await outbound(id)).attempts).toEqual([
      { number: 1, state: "submitting", rank: 0, startedAt: noon, claim: won[0], holdsLane: true },
    ]);
  });

  it("shows a loser who holds it", async () => {
    const id = await queued();
    await claimCall(table, { id, attempt: 1 }, "first", noon);
    const lost = await claimCall(table, { id, attempt: 1 }, "second", noon);
    expect(lost).toMatchObject({
      changed: false,
      fax: { status: "sending", attempts: [{ claim: "first" }] },
    });
  });

  it("of an attempt that was made already is lost, although the fax is queued", async () => {
    const id = await queued({ attempts: [firstAttempt({ state: "failed", rank: 100, endedAt: noon })] });
    expect((await claimCall(table, { id, attempt: 1 }, "c", noon)).changed).toBe(false);
    expect((await claimCall(table, { id, attempt: 2 }, "c", noon)).changed).toBe(true);
  });

  it("waits for the time the fax may go", async () => {
    const id = await queued();
    await makeWait(table, id, wait, noon);
    expect((await claimCall(table, { id, attempt: 1 }, "c", wait.until - 1)).changed).toBe(false);
    expect((await claimCall(table, { id, attempt: 1 }, "c", wait.until)).changed).toBe(true);
    const fax = await outbound(id);
    expect(fax).not.toHaveProperty("waitingFor");
    expect(fax).not.toHaveProperty("notBefore");
    expect(await stored(`fax#${id}`, "fax")).not.toHaveProperty("due");
  });

  it("against a cancel has one winner, every time", async () => {
    for (let turn = 0; turn < 15; turn++) {
      const id = await queued();
      const [claimed, canceled] = await Promise.all([
        claimCall(table, { id, attempt: 1 }, "c", noon),
        changes.markCanceled(table, await outbound(id), noon),
      ]);
      expect([claimed.changed, canceled.changed].filter(Boolean)).toHaveLength(1);
      expect((await outbound(id)).status).toBe(claimed.changed ? "sending" : "canceled");
    }
  });

  it("of a fax that is not there changes nothing", async () => {
    const nobody = await claimCall(table, { id: uuid("nobody"), attempt: 1 }, "c", noon);
    expect(nobody).toEqual({ changed: false, fax: undefined });
  });
});

describe("each change is one conditional write", () => {
  it("costs one request, repeated or not", async () => {
    const id = await newFax();
    meter.reset();
    expect((await markPrepared(table, id, document, noon)).changed).toBe(true);
    expect((await markPrepared(table, id, document, noon)).changed).toBe(false);
    expect(meter.requests).toEqual(["UpdateItem", "UpdateItem"]);
  });

  it("forty different ones at once leave one consistent fax, each write counted", async () => {
    const id = await queued();
    await claimCall(table, { id, attempt: 1 }, "c", noon);
    const before = await outbound(id);
    const outcomes = await Promise.all([
      ...Array.from({ length: 20 }, () => changes.markUnknown(table, id, 1, noon)),
      ...Array.from({ length: 20 }, () => changes.markSubmitted(table, id, 1, "carrier-1", noon)),
    ]);
    const fax = await outbound(id);
    expect(fax.attempts[0]).toMatchObject({ state: "submitted", carrierFaxId: "carrier-1", rank: 5 });
    expect(fax.revision).toBe(before.revision + outcomes.filter(({ changed }) => changed).length);
  });

  it("an awaited upload stays in the due index until the fax is claimed", async () => {
    const id = await newFax({ uploadExpiresAt: noon + 1_000 });
    expect(await stored(`fax#${id}`, "fax")).toHaveProperty("due");
    await markPrepared(table, id, document, noon);
    expect(await stored(`fax#${id}`, "fax")).toHaveProperty("due");
    await claimCall(table, { id, attempt: 1 }, "c", noon);
    expect(await stored(`fax#${id}`, "fax")).not.toHaveProperty("due");
    expect(await outbound(id)).not.toHaveProperty("uploadExpiresAt");
  });

  it("a call given back spends no attempt, and may be claimed again when its time has come", async () => {
    const id = await queued();
    await claimCall(table, { id, attempt: 1 }, "c", noon);
    await changes.releaseUnsent(table, await outbound(id), 1, wait, noon);
    expect(await outbound(id)).toMatchObject({
      status: "queued",
      attempts: [],
      unsentTries: 1,
      waitingFor: "carrier_unreachable",
      notBefore: wait.until,
    });
    expect((await claimCall(table, { id, attempt: 1 }, "c2", wait.until)).changed).toBe(true);
  });
});

type Step = { name: keyof typeof doors; attempt: number; late: boolean };

/** Every change, made both in the table and in memory: `late` = at a time when all waits are over. */
const doors = {
  markPrepared: (on: Both, at: number) =>
    on.both(
      (id) => markPrepared(table, id, document, at),
      (memory, id) => memory.markPrepared(id, document, at),
    ),
  markFailed: (on: Both, at: number) =>
    on.both(
      (id) => changes.markFailed(table, id, ["preparing", "queued"], failure, at),
      (memory, id) => memory.markFailed(id, failure, at),
    ),
  markCanceled: (on: Both, at: number) =>
    on.both(
      async (id) => changes.markCanceled(table, await outbound(id), at),
      (memory, id) => memory.markCanceled(memory.outbound(id), at),
    ),
  requestCancel: (on: Both, at: number) =>
    on.both(
      (id) => changes.requestCancel(table, id, at),
      (memory, id) => memory.requestCancel(id, at),
    ),
  claim: (on: Both, at: number, attempt: number) =>
    on.both(
      (id) => claimCall(table, { id, attempt }, "c", at),
      async (memory, id) => ({
        changed: (await memory.claim(memory.outbound(id), attempt, { claimId: "c" }, at)).kind === "claimed",
      }),
    ),
  makeWait: (on: Both, at: number) =>
    on.both(
      (id) => makeWait(table, id, wait, at),
      (memory, id) => memory.makeWait(id, wait, at),
    ),
  markSubmitted: (on: Both, at: number, attempt: number) =>
    on.both(
      (id) => changes.markSubmitted(table, id, attempt, "carrier-1", at),
      (memory, id) => memory.markSubmitted(id, attempt, "carrier-1", at),
    ),
  markUnknown: (on: Both, at: number, attempt: number) =>
    on.both(
      (id) => changes.markUnknown(table, id, attempt, at),
      (memory, id) => memory.markUnknown(id, attempt, at),
    ),
  markRefused: (on: Both, at: number, attempt: number) =>
    on.both(
      async (id) => changes.markRefused(table, await outbound(id), attempt, failure, at),
      (memory, id) => memory.markRefused(memory.outbound(id), attempt, failure, at),
    ),
  releaseUnsent: (on: Both, at: number, attempt: number) =>
    on.both(
      async (id) => changes.releaseUnsent(table, await outbound(id), attempt, wait, at),
      (memory, id) => memory.releaseUnsent(memory.outbound(id), attempt, wait, at),
    ),
};

type Change = Promise<{ changed: boolean }>;
type Both = {
  both: (real: (id: string) => Change, memory: (memory: MemoryFaxes, id: string) => Change) => Promise<void>;
};

const steps = fc.record<Step>({
  name: fc.constantFrom(...(Object.keys(doors) as (keyof typeof doors)[])),
  attempt: fc.constantFrom(1, 1, 1, 2),
  late: fc.boolean(),
});

describe("the table in memory that the core's tests use", () => {
  it("does what the real one does, whatever comes in whatever order", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("preparing", "queued"),
        fc.array(steps, { maxLength: 12 }),
        async (status, story) => {
          const id = await newFax({ status });
          const memory = memoryFaxes(await outbound(id));
          const both: Both["both"] = async (real, inMemory) => {
            const outcomes = await Promise.all([real(id), inMemory(memory, id)]);
            expect(outcomes[0].changed).toBe(outcomes[1].changed);
          };
          for (const [turn, { name, attempt, late }] of story.entries()) {
            await doors[name]({ both }, (late ? wait.until : noon) + turn, attempt);
          }
          expect({ ...(await outbound(id)), timeline: [] }).toEqual({ ...memory.outbound(id), timeline: [] });
        },
      ),
      { numRuns: 60 },
    );
  });
});
