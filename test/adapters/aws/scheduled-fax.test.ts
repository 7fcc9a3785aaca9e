import { afterAll, describe, expect, it } from "vitest";
import { readFaxById } from "../../../adapters/aws/change-fax.ts";
import { claimFax } from "../../../adapters/aws/claim-fax.ts";
import { createFax } from "../../../adapters/aws/create-fax.ts";
import { listDueFaxes, wakeFax } from "../../../adapters/aws/due-faxes.ts";
import { markPrepared } from "../../../adapters/aws/mark-prepared.ts";
import { failQueued, markCanceled } from "../../../adapters/aws/outbound-changes.ts";
import { repeatOrder } from "../../../adapters/aws/repeat-order.ts";
import type { OutboundFax } from "../../../core/fax.ts";
import { ownNumber, standInLineNow } from "../../support/claim-call.ts";
import { document, noon, outboundFax, requestOf, uuid } from "../../support/faxes.ts";
import { openTestTable } from "../../support/table-engine.ts";

const { table, meter, close } = await openTestTable();
afterAll(close);

const later = noon + 7_200_000;
let made = 0;
const read = async (id: string) => (await readFaxById(table, id)) as OutboundFax;
async function preparing(more: Partial<OutboundFax> = {}): Promise<string> {
  const id = uuid(`scheduled ${++made}`);
  const to = ownNumber(1_000 + made);
  await createFax(table, outboundFax({ id, to, scheduledAt: later, ...more }), requestOf(id), 1_000_000);
  return id;
}
async function scheduled(): Promise<OutboundFax> {
  const id = await preparing();
  await markPrepared(table, id, document, noon);
  return read(id);
}
const by = { claimId: "c", limit: 10 };

describe("a fax with a time of its own", () => {
  it("rests once its pages are there, and is due at its time", async () => {
    const id = await preparing({ uploadExpiresAt: noon + 9 });
    expect((await markPrepared(table, id, document, noon)).changed).toBe(true);
    const fax = await read(id);
    expect(fax).toMatchObject({
      status: "scheduled",
      document,
      waitingFor: "schedule",
      notBefore: later,
      scheduledAt: later,
    });
    expect(fax).not.toHaveProperty("uploadExpiresAt");
    expect((await markPrepared(table, id, document, noon)).changed).toBe(false);
    expect(await listDueFaxes(table, later - 1, 25)).not.toContain(id);
    expect(await listDueFaxes(table, later, 25)).toContain(id);
  });

  it("prepared after its time is queued as any other; one without a time takes one request", async () => {
    const id = await preparing();
    await markPrepared(table, id, document, later);
    expect(await read(id)).toMatchObject({ status: "queued" });
    expect(await read(id)).not.toHaveProperty("waitingFor");
    const { scheduledAt: _time, ...usual } = outboundFax({ id: uuid("usual") });
    await createFax(table, usual, requestOf(usual.id), 1_000_000);
    meter.reset();
    await markPrepared(table, usual.id, document, noon);
    expect(meter.requests).toEqual(["UpdateItem"]);
  });

  it("is claimed at its time and not before, with its lane and channel", async () => {
    const fax = await scheduled();
    expect((await claimFax(table, fax, 1, by, later - 1)).kind).toBe("changed");
    expect((await read(fax.id)).status).toBe("scheduled");
    expect((await claimFax(table, fax, 1, by, later)).kind).toBe("claimed");
    expect(await read(fax.id)).toMatchObject({ status: "sending", scheduledAt: later });
    expect(await listDueFaxes(table, later, 25)).not.toContain(fax.id);
  });

  it("that must stand in line is queued from then on", async () => {
    const fax = await scheduled();
    const after = await standInLineNow(table, fax, 1, "lane", later);
    expect(after).toMatchObject({ status: "queued", line: "lane", waitingFor: "lane" });
    expect(after).not.toHaveProperty("notBefore");
  });

  it("is canceled at once, given up, or woken by the sweep", async () => {
    const [canceled, given, woken] = [await scheduled(), await scheduled(), await scheduled()];
    expect((await markCanceled(table, canceled, noon)).changed).toBe(true);
    expect((await read(canceled.id)).status).toBe("canceled");
    await failQueued(table, given, { reason: "r", internalReason: "i", detail: "d" }, later);
    expect((await read(given.id)).status).toBe("failed");
    await wakeFax(table, woken, later + 300_000, later);
    expect(await read(woken.id)).toMatchObject({ status: "scheduled", wakes: 1 });
    expect(await listDueFaxes(table, later, 25)).not.toEqual(expect.arrayContaining([canceled.id, given.id]));
  });

  it("whose order came early is ordered again once, and its due stays", async () => {
    const fax = await scheduled();
    expect((await repeatOrder(table, fax, noon)).changed).toBe(true);
    expect((await repeatOrder(table, fax, noon)).changed).toBe(false);
    expect(await read(fax.id)).toMatchObject({ status: "scheduled", wakes: 1, notBefore: later });
    expect(await listDueFaxes(table, later, 25)).toContain(fax.id);
    const gone = await scheduled();
    await markCanceled(table, gone, noon);
    expect((await repeatOrder(table, gone, noon)).changed).toBe(false);
  });
});
