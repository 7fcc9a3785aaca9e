import { describe, expect, it } from "vitest";
import { faxStatuses, isClosed, type Fax, type InboundFax, type OutboundFax } from "../../core/fax.ts";
import type { Mailbox } from "../../core/mailbox/mailbox.ts";
import { keptLists, looksForExpired, type RetentionCursor } from "../../core/mailbox/retention.ts";
import { mostLooks, removeExpired } from "../../core/operations/remove-expired.ts";
import { inboundFax, noon, outboundFax, uuid } from "../support/faxes.ts";
import { mailboxOf } from "../support/mailboxes.ts";

const minute = 60_000;
const day = 24 * 60 * minute;
const [desk, lab, stranger] = ["+13125550100", "+13125550101", "+14155550166"];
const mailbox = (numbers: string[], retentionDays?: number): Mailbox =>
  mailboxOf({ numbers, ...(retentionDays === undefined ? {} : { retentionDays }) });

const sent = (endedAt: number, more: Partial<OutboundFax> = {}): OutboundFax =>
  outboundFax({
    id: uuid(`sent ${++made}`),
    status: "failed",
    from: desk,
    to: stranger,
    createdAt: noon - 30 * day,
    timeline: [{ key: "failed", at: endedAt, word: "failed" }],
    ...more,
  });
const received = (endedAt: number, more: Partial<InboundFax> = {}): InboundFax =>
  inboundFax({
    id: uuid(`received ${++made}`),
    status: "received",
    from: stranger,
    to: desk,
    createdAt: noon - 30 * day,
    timeline: [{ key: "stored", at: endedAt, word: "stored" }],
    ...more,
  });
let made = 0;

/** Runs one removal over these faxes, read in pages of a hundred. */
async function remove(
  mailboxes: Mailbox[],
  stored: Fax[],
  { now = noon, before = undefined as RetentionCursor | undefined, broken = "" } = {},
) {
  const gone: string[] = [];
  const asked: string[] = [];
  const reports: object[] = [];
  const moves: (RetentionCursor | undefined)[] = [];
  const positionOf = (fax: Fax) => `${new Date(fax.createdAt).toISOString()}#${fax.id}`;
  const removed = await removeExpired({
    now: () => now,
    listMailboxes: async () => (asked.push("mailboxes"), mailboxes),
    readCursor: async () => (asked.push("cursor"), before),
    moveCursor: async (cursor) => moves.push(cursor),
    readPage: async ({ number, direction }, after, until) => {
      const rest = stored
        .filter((fax) => (direction === "outbound" ? fax.from : fax.to) === number && fax.createdAt < until)
        .filter((fax) => positionOf(fax) > (after ?? ""))
        .sort((a, b) => (positionOf(a) < positionOf(b) ? -1 : 1));
      const faxes = rest.slice(0, 100);
      const last = faxes.at(-1);
      return { faxes, ...(last ? { last: positionOf(last) } : {}), isLast: rest.length < 100 };
    },
    deleteFax: async (fax) => {
      if (fax.id === broken) throw new TypeError("it does not go");
      gone.push(fax.id);
      return { changed: true };
    },
    report: (word, facts) => reports.push({ word, ...facts }),
  });
  return { removed, gone: gone.sort(), asked, moves, reports };
}
const idsOf = (faxes: Fax[]) => faxes.map(({ id }) => id).sort();

describe("pages and record of a fax are removed so many days after its end", () => {
  it("sent and received, of the numbers of that mailbox and of no other", async () => {
    const old = noon - day - 1;
    const ours = [sent(old), received(old), sent(old, { from: lab }), received(old, { to: lab })];
    const others = [sent(old, { from: "+13125550102" }), received(old, { to: "+13125550102" })];
    const mailboxes = [mailbox([desk, lab], 1), mailbox(["+13125550102"])];
    const { gone, removed } = await remove(mailboxes, [...ours, ...others]);
    expect(gone).toEqual(idsOf(ours));
    expect(removed).toBe(4);
  });

  it("not before: its end counts, whenever it was created", async () => {
    const expired = sent(noon - 7 * day - 1);
    const kept = [sent(noon - 7 * day), received(noon - 7 * day), received(noon - minute)];
    const { gone } = await remove([mailbox([desk], 7)], [...kept, expired]);
    expect(gone).toEqual([expired.id]);
  });

  it.each(faxStatuses.filter((status) => !isClosed(status)))(
    "not while it is %s, however old it is",
    async (status) => {
      const open = [
        { ...sent(noon - 9 * day), status },
        { ...received(noon - 9 * day), status },
      ] as Fax[];
      expect(await remove([mailbox([desk], 1)], open)).toMatchObject({ removed: 0, gone: [] });
    },
  );

  it("not twice: a tombstone is passed over", async () => {
    expect(await remove([mailbox([desk], 1)], [sent(noon - 9 * day, { deletedAt: noon })])).toMatchObject({
      gone: [],
    });
  });

  it("between two numbers of ours, for each side as its own mailbox wants", async () => {
    const between = { from: desk, to: lab };
    const [there, here] = [sent(noon - 9 * day, between), received(noon - 9 * day, between)];
    expect((await remove([mailbox([desk], 1), mailbox([lab])], [there, here])).gone).toEqual([there.id]);
    expect((await remove([mailbox([desk]), mailbox([lab], 1)], [there, here])).gone).toEqual([here.id]);
  });

  it("one that cannot be removed is reported and keeps none of the others", async () => {
    const [stuck, after] = [sent(noon - 9 * day), sent(noon - 9 * day)];
    const { gone, removed, reports } = await remove([mailbox([desk], 1)], [stuck, after], {
      broken: stuck.id,
    });
    expect([gone, removed]).toEqual([[after.id], 1]);
    expect(reports).toEqual([{ word: "sweep_failed", faxId: stuck.id, error: "TypeError" }]);
  });
});

describe("looking for what has expired", () => {
  it("is done in the first minutes of an hour, and asks for mailboxes alone where none forgets", async () => {
    const sweeps = Array.from({ length: 288 }, (_, n) => noon + n * 5 * minute + 1_234);
    expect(sweeps.filter(looksForExpired)).toHaveLength(48);
    const late = await remove([mailbox([desk], 1)], [sent(noon - 9 * day)], { now: noon + 10 * minute });
    expect(late).toMatchObject({ removed: 0, asked: [] });
    const idle = await remove([mailbox([desk])], [sent(noon - 9 * day)]);
    expect(idle).toMatchObject({ removed: 0, asked: ["mailboxes"], moves: [] });
  });

  it("passes the lists in the same order, whatever that of mailboxes and numbers is", () => {
    const lists = keptLists([mailbox([lab], 2), mailbox([desk], 1)]);
    expect(lists).toEqual([
      { number: desk, direction: "inbound", days: 1 },
      { number: desk, direction: "outbound", days: 1 },
      { number: lab, direction: "inbound", days: 2 },
      { number: lab, direction: "outbound", days: 2 },
    ]);
    expect(keptLists([mailbox([desk], 1), mailbox([lab], 2)])).toEqual(lists);
  });

  it("is bounded; the next run goes on behind what stays, and the one after the last begins anew", async () => {
    const open = Array.from({ length: mostLooks }, (_, n) =>
      sent(noon, { status: "scheduled", createdAt: noon - 20 * day + n, timeline: [] }),
    );
    const expired = sent(noon - 2 * day, { createdAt: noon - 10 * day });
    const ofLab = sent(noon - 2 * day, { from: lab });
    const mailboxes = [mailbox([desk, lab], 1)];
    const stored = [...open, expired, ofLab];

    const first = await remove(mailboxes, stored);
    const [cursor] = first.moves;
    expect(first).toMatchObject({ removed: 0, gone: [] });
    expect(cursor).toMatchObject({ number: desk, direction: "outbound" });

    const second = await remove(mailboxes, stored, { before: cursor });
    expect(second).toMatchObject({ gone: idsOf([expired, ofLab]), moves: [undefined] });

    const last = await remove(mailboxes, [sent(noon - 2 * day), ofLab]);
    expect(last).toMatchObject({ removed: 2, moves: [] });
  });

  it("goes on at the next list where the one it stopped in is kept for ever now", async () => {
    const ofLab = received(noon - 2 * day, { to: lab });
    const before: RetentionCursor = { number: desk, direction: "outbound", after: "2026" };
    const { gone } = await remove([mailbox([desk]), mailbox([lab], 1)], [sent(0), ofLab], { before });
    expect(gone).toEqual([ofLab.id]);
  });
});
