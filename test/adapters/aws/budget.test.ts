import { afterAll, describe, expect, it } from "vitest";
import { applyOutboundEvent } from "../../../adapters/aws/apply-carrier-event.ts";
import { createFax } from "../../../adapters/aws/create-fax.ts";
import { markPrepared } from "../../../adapters/aws/mark-prepared.ts";
import { markSubmitted, noteFetch } from "../../../adapters/aws/outbound-changes.ts";
import { toClientState } from "../../../core/ids.ts";
import { outboundEvent } from "../../support/carrier-events.ts";
import { claimCall } from "../../support/claim-call.ts";
import { noon, outboundFax, requestOf, uuid } from "../../support/faxes.ts";
import { itemSize } from "../../support/item-size.ts";
import { openTestTable } from "../../support/table-engine.ts";

const { table, meter, stored, close } = await openTestTable();
afterAll(close);

/** An everyday fax, with what people usually give: a name, a quality, a reference. */
const usual = outboundFax({
  connectionId: "2504417093312205841",
  createdAt: noon + 123,
  settings: { quality: "high", fromDisplayName: "Example Clinic" },
  reference: "order 2026-10-02/17",
});
const document = {
  sha256: "ab".repeat(32),
  sizeBytes: 1_482_133,
  pages: 12,
  contentType: "application/pdf" as const,
};

async function fromCreatedToDelivered() {
  const { id } = usual;
  await createFax(table, usual, requestOf(id, { clientState: toClientState(id, 1) }), 1_000);
  await markPrepared(table, id, document, noon + 1_234);
  await claimCall(table, { id, attempt: 1 }, "Zm9vYmFy", noon + 2_345);
  await markSubmitted(table, id, 1, uuid("carrier outbound"), noon + 3_456);
  await noteFetch(table, { id, attempt: 1 }, "carrier.fetched", noon + 4_000);
  // `fax.queued` repeats the answer to the create call and is not written.
  const types = ["fax.media.processed", "fax.sending.started", "fax.delivered"] as const;
  for (const [turn, type] of types.entries()) {
    await applyOutboundEvent(
      table,
      outboundEvent(type, { occurredAt: noon + 4_567 * (turn + 1) }),
      noon + 60_001,
    );
  }
}

describe("constant work per fax", () => {
  it("from created to delivered costs at most 10 requests and 26 write units with indexes; the item stays under 1 KB", async () => {
    meter.reset();
    await fromCreatedToDelivered();
    const { writeUnits } = meter;
    const requests = [...meter.requests];
    const item = await stored(`fax#${usual.id}`, "fax");
    const request = await stored(`fax#${usual.id}`, "request");
    expect(item?.["status"]).toEqual({ S: "delivered" });
    expect(itemSize(item ?? {})).toBeLessThanOrEqual(1_024);
    expect(itemSize(request ?? {})).toBeLessThanOrEqual(1_024);
    expect(requests.length).toBeLessThanOrEqual(10);
    // The engine must have counted at all: three items in a transaction are six units at least.
    expect(writeUnits).toBeGreaterThan(6);
    expect(writeUnits).toBeLessThanOrEqual(26);
  });

  it("does not depend on how many faxes are stored", async () => {
    for (let index = 0; index < 50; index++) {
      const id = uuid(`crowd ${index}`);
      await createFax(table, outboundFax({ id, status: "queued" }), requestOf(id), 1_000);
    }
    const id = uuid("one more");
    meter.reset();
    await createFax(table, outboundFax({ id }), requestOf(id), 1_000);
    await markPrepared(table, id, document, noon);
    expect(meter.requests).toEqual(["TransactWriteItems", "UpdateItem"]);
    expect(meter.writeUnits).toBe(10);
  });
});
