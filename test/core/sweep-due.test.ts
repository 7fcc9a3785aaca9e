import { describe, expect, it } from "vitest";
import type { Fax } from "../../core/fax.ts";
import { sweepDue } from "../../core/operations/sweep-due.ts";
import { inboundFax, noon, outboundFax, sendingFax, uuid } from "../support/faxes.ts";
import { memoryFaxes } from "../support/memory-faxes.ts";

async function sweep(...faxes: Fax[]) {
  const table = memoryFaxes(...faxes);
  const forgotten: string[] = [];
  const handled = await sweepDue({
    now: () => noon,
    listDue: async () => faxes.map(({ id }) => id),
    readFax: table.readFax,
    failPreparing: table.markFailed,
    wakeQueued: table.wakeQueued,
    forgetDue: async (id) => forgotten.push(id),
  });
  return { table, forgotten, handled };
}

describe("the sweep", () => {
  it("ends a fax whose upload never came", async () => {
    const { table } = await sweep(outboundFax({ uploadExpiresAt: noon }));
    expect(table.outbound(uuid("fax"))).toMatchObject({
      status: "failed",
      failure: { reason: "upload_expired", internalReason: "upload_expired" },
    });
  });

  it("leaves a fax whose upload may still come", async () => {
    const { table, forgotten } = await sweep(outboundFax({ uploadExpiresAt: noon + 1 }));
    expect(table.outbound(uuid("fax")).status).toBe("preparing");
    expect(forgotten).toEqual([]);
  });

  it("wakes a queued fax, so that the stream triggers it again", async () => {
    const { table } = await sweep(outboundFax({ status: "queued", wakes: 3 }));
    expect(table.outbound(uuid("fax"))).toMatchObject({ status: "queued", wakes: 4 });
  });

  it("takes a fax on its way, or ended, out of its list", async () => {
    const { forgotten, handled } = await sweep(
      sendingFax(),
      outboundFax({ id: uuid("b"), status: "delivered" }),
    );
    expect(forgotten).toEqual([uuid("fax"), uuid("b")]);
    expect(handled).toBe(2);
  });

  it("passes over what is gone, or inbound", async () => {
    const { forgotten, handled } = await sweep(inboundFax());
    expect([forgotten, handled]).toEqual([[], 1]);
  });
});
