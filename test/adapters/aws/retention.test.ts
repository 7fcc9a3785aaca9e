import { afterAll, describe, expect, it } from "vitest";
import { applyInboundEvent } from "../../../adapters/aws/apply-inbound-event.ts";
import { createFax } from "../../../adapters/aws/create-fax.ts";
import { deleteFax } from "../../../adapters/aws/delete-fax.ts";
import { markReceived } from "../../../adapters/aws/inbound-changes.ts";
import { readPageOfNumber } from "../../../adapters/aws/list-stored.ts";
import { createMailbox, listMailboxes } from "../../../adapters/aws/mailboxes.ts";
import { markFailed } from "../../../adapters/aws/outbound-changes.ts";
import { moveRetentionCursor, readRetentionCursor } from "../../../adapters/aws/sweep-cursors.ts";
import type { OutboundFax } from "../../../core/fax.ts";
import { inboundFaxId } from "../../../core/ids.ts";
import { removeExpired } from "../../../core/operations/remove-expired.ts";
import { inboundEvent } from "../../support/carrier-events.ts";
import { document, noon, outboundFax, requestOf, uuid } from "../../support/faxes.ts";
import { mailboxOf } from "../../support/mailboxes.ts";
import { openTestTable } from "../../support/table-engine.ts";

const { table, meter, stored, close } = await openTestTable();
afterAll(close);

const day = 86_400_000;
const failure = { reason: "r", internalReason: "i", detail: "d" };
let made = 0;
const newNumber = () => `+1312555${String(++made).padStart(4, "0")}`;
/** A fax that failed a second after it came, unless it is to stay open. */
async function sent(from: string, createdAt: number, more: Partial<OutboundFax> = {}): Promise<string> {
  const id = uuid(`sent ${++made}`);
  await createFax(table, outboundFax({ from, createdAt, ...more, id }), requestOf(id), 1e6);
  if (more.status === undefined) await markFailed(table, id, ["preparing"], failure, createdAt + 1_000);
  return id;
}
async function received(to: string, from: string, at: number): Promise<string> {
  const carrierFaxId = `came ${++made}`;
  const facts = { carrierFaxId, faxId: inboundFaxId(carrierFaxId), to, from, occurredAt: at };
  await applyInboundEvent(table, inboundEvent("fax.received", facts), at);
  await markReceived(table, facts.faxId, document, at + 1_000);
  return facts.faxId;
}
const remove = (now: number) =>
  removeExpired({
    now: () => now,
    listMailboxes: () => listMailboxes(table),
    readCursor: () => readRetentionCursor(table),
    moveCursor: (cursor) => moveRetentionCursor(table, cursor),
    readPage: (list, after, until) => readPageOfNumber(table, list, after, until),
    deleteFax: (fax, at) => deleteFax(table, fax, at),
    report: () => undefined,
  });
const idsOfPage = async (
  ...[list, after, until]: [Parameters<typeof readPageOfNumber>[1], string?, number?]
) => {
  const page = await readPageOfNumber(table, list, after, until ?? noon);
  return { ...page, faxes: page.faxes.map(({ id }) => id).sort() };
};

describe("the faxes of a number", () => {
  it("are those from it or to it, the oldest first, created before a time, and go on behind a position", async () => {
    const [ours, other] = [newNumber(), newNumber()];
    const ids: string[] = [];
    for (let n = 0; n < 103; n++) ids.push(await sent(ours, noon - 3 * day + n, { status: "queued" }));
    await sent(ours, noon);
    await sent(other, noon - 3 * day, { to: "+13125559999" });

    const list = { number: ours, direction: "outbound" } as const;
    const first = await idsOfPage(list);
    expect(first).toMatchObject({ faxes: ids.slice(0, 100).sort(), isLast: false });
    expect(await idsOfPage(list, first.last)).toMatchObject({ faxes: ids.slice(100).sort(), isLast: true });
    expect(await idsOfPage({ ...list, direction: "inbound" })).toEqual({ faxes: [], isLast: true });
    const to = { number: "+13125559999", direction: "inbound" } as const;
    expect((await idsOfPage(to)).faxes).toHaveLength(1);
  });
});

describe("what a mailbox keeps no longer", () => {
  it("leaves tombstones without request and numbers, out of the lists, and is looked at once", async () => {
    const [desk, lab] = [newNumber(), newNumber()];
    await createMailbox(table, mailboxOf({ numbers: [desk], callerId: desk, retentionDays: 1 }));
    const [failed, came] = [await sent(desk, noon - 2 * day), await received(desk, lab, noon - 2 * day)];
    const kept = [
      // It came in time, and ended too late.
      await sent(desk, noon - day - 500),
      await sent(lab, noon - 2 * day),
      await sent(desk, noon - 2 * day, { status: "scheduled" }),
      await received(lab, desk, noon - 2 * day),
      await received(desk, lab, noon - day),
    ];
    expect(await remove(noon)).toBe(2);
    for (const id of [failed, came]) {
      const tombstone = await stored(`fax#${id}`, "fax");
      expect(tombstone?.["deleted"]).toEqual({ N: String(noon) });
      for (const name of ["listed", "to", "from"]) expect(tombstone).not.toHaveProperty(name);
    }
    expect(await stored(`fax#${failed}`, "request")).toBeUndefined();
    for (const id of kept) expect(await stored(`fax#${id}`, "fax")).not.toHaveProperty("deleted");

    meter.reset();
    expect(await remove(noon)).toBe(0);
    // The mailboxes, the cursor, two lists, and the faxes of one of them that are old enough to be looked at.
    expect(meter.requests).toEqual(["Query", "GetItem", "Query", "Query", "BatchGetItem"]);
  });

  it("is found by a cursor that is read as it was moved, and gone at the end of a round", async () => {
    const cursor = {
      number: "+13125550100",
      direction: "inbound",
      after: "2026-10-02T12:00:00.000Z#x",
    } as const;
    await moveRetentionCursor(table, cursor);
    expect(await readRetentionCursor(table)).toEqual(cursor);
    await moveRetentionCursor(table, undefined);
    expect(await readRetentionCursor(table)).toBeUndefined();
  });
});
