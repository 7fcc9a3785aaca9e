import { it, afterAll } from "vitest";
import { openTestTable } from "../../support/table-engine.ts";
import { createFax } from "../../../adapters/aws/create-fax.ts";
import { claim, markPrepared, markSubmitted } from "../../../adapters/aws/outbound-changes.ts";
import { applyOutboundEvent } from "../../../adapters/aws/apply-carrier-event.ts";
import { outboundEvent } from "../../support/carrier-events.ts";
import { document, noon, outboundFax, requestOf, uuid } from "../../support/faxes.ts";
const t = await openTestTable();
afterAll(() => t.close());
it("probe", async () => {
  const show = (w: string) => { console.log(w, t.meter.requests, t.meter.writeUnits); t.meter.reset(); };
  const id = uuid("fax");
  console.log(await createFax(t.table, outboundFax(), requestOf(id), 10)); show("create");
  await markPrepared(t.table, id, document, noon); show("prep");
  await claim(t.table, {id, attempt: 1}, "abc", noon); show("claim");
  await markSubmitted(t.table, id, 1, "c1", noon); show("subm");
  for (const e of ["fax.queued","fax.media.processed","fax.sending.started","fax.delivered"] as const) { console.log(await applyOutboundEvent(t.table, outboundEvent(e), noon)); show(e); }
  console.log(JSON.stringify(await t.stored(`fax#${id}`, "fax")));
});
