import { applyOutboundEvent } from "../adapters/aws/apply-carrier-event.ts";
import { createFax } from "../adapters/aws/create-fax.ts";
import { markPrepared } from "../adapters/aws/mark-prepared.ts";
import { markSubmitted } from "../adapters/aws/outbound-changes.ts";
import { toClientState } from "../core/ids.ts";
import { outboundEvent } from "../test/support/carrier-events.ts";
import { claimCall } from "../test/support/claim-call.ts";
import { document, noon, outboundFax, requestOf, uuid } from "../test/support/faxes.ts";
import { openTestTable } from "../test/support/table-engine.ts";

/** The writes of an everyday fax, each counted by the engine's own ConsumedCapacity with indexes. */
export async function writeUnitsPerFax(): Promise<number> {
  const { table, meter, close } = await openTestTable();
  try {
    const fax = outboundFax({ settings: { quality: "high", fromDisplayName: "Example Clinic" } });
    const { id } = fax;
    meter.reset();
    await createFax(table, fax, requestOf(id, { clientState: toClientState(id, 1) }), 1_000);
    await markPrepared(table, id, document, noon + 1_000);
    await claimCall(table, { id, attempt: 1 }, "Zm9vYmFy", noon + 2_000);
    await markSubmitted(table, id, 1, uuid("carrier outbound"), noon + 3_000);
    const events = ["fax.queued", "fax.media.processed", "fax.sending.started", "fax.delivered"] as const;
    for (const [turn, type] of events.entries()) {
      await applyOutboundEvent(
        table,
        outboundEvent(type, { occurredAt: noon + 4_000 * (turn + 1) }),
        noon + 60_000,
      );
    }
    return meter.writeUnits;
  } finally {
    await close();
  }
}
