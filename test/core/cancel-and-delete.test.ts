import { describe, expect, it } from "vitest";
import { Problem } from "../../core/errors.ts";
import type { Fax } from "../../core/fax.ts";
import { cancelFax } from "../../core/operations/cancel-fax.ts";
import { deleteFax } from "../../core/operations/delete-fax.ts";
import { inboundFax, noon, outboundFax, sendingFax, uuid } from "../support/faxes.ts";
import { memoryFaxes } from "../support/memory-faxes.ts";

function counter(fax: Fax) {
  const table = memoryFaxes(fax);
  return {
    table,
    fax: () => table.faxes.get(fax.id),
    cancel: () => cancelFax({ ...table, now: () => noon }, fax.id),
    remove: () => deleteFax({ readFax: table.readFax, deleteFax: table.remove, now: () => noon }, fax.id),
  };
}

const refusal = async (done: Promise<unknown>) => {
  const error: unknown = await done.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error instanceof Problem ? [error.status, error.errors[0]?.code] : "done";
};

describe("cancel", () => {
  it.each(["scheduled", "preparing", "queued"] as const)("a %s fax is canceled at once", async (status) => {
    const { cancel, fax } = counter(outboundFax({ status }));
    await cancel();
    expect(fax()).toMatchObject({ status: "canceled" });
  });

  it("during a call the wish is noted, and the carrier's next word decides", async () => {
    const { cancel, fax } = counter(sendingFax());
    await cancel();
    expect(fax()).toMatchObject({ status: "sending", cancelRequestedAt: noon });
    expect(await refusal(cancel())).toBe("done");
  });

  it("of a canceled fax changes nothing and is no mistake", async () => {
    expect(await refusal(counter(outboundFax({ status: "canceled" })).cancel())).toBe("done");
  });

  it.each(["delivered", "failed"] as const)("of a %s fax is refused: 90080", async (status) => {
    expect(await refusal(counter(outboundFax({ status })).cancel())).toEqual([422, "90080"]);
  });

  it("of an inbound fax is refused: 90081", async () => {
    expect(await refusal(counter(inboundFax()).cancel())).toEqual([422, "90081"]);
  });

  it("of an unknown or deleted fax is 404", async () => {
    const deleted = outboundFax({ status: "delivered", deletedAt: noon });
    expect(await refusal(counter(deleted).cancel())).toEqual([404, "10005"]);
    const { table } = counter(deleted);
    expect(await refusal(cancelFax({ ...table, now: () => noon }, uuid("nobody")))).toEqual([404, "10005"]);
  });

  it("that meets a claim just then still reaches the call", async () => {
    const { table, fax } = counter(outboundFax({ status: "queued" }));
    const markCanceled: typeof table.markCanceled = async (fax, at) => {
      await table.claim(fax, 1, { claimId: "claim-1" }, at);
      return table.markCanceled(fax, at);
    };
    await cancelFax({ ...table, markCanceled, now: () => noon }, uuid("fax"));
    expect(fax()).toMatchObject({ status: "sending", cancelRequestedAt: noon });
  });

  it("that meets a call given back just then still cancels the fax", async () => {
    const { table, fax } = counter(sendingFax());
    const requestCancel: typeof table.requestCancel = async (id, at) => {
      const wait = { reason: "carrier_unreachable" as const, until: at };
      await table.releaseUnsent(table.outbound(id), 1, wait, at);
      return table.requestCancel(id, at);
    };
    await cancelFax({ ...table, requestCancel, now: () => noon }, uuid("fax"));
    expect(fax()).toMatchObject({ status: "canceled" });
  });
});

describe("delete", () => {
  it.each([
    outboundFax({ status: "delivered" }),
    outboundFax({ status: "failed" }),
    outboundFax({ status: "canceled" }),
    inboundFax({ status: "received" }),
  ])("a closed fax leaves a tombstone ($direction, $status)", async (fax) => {
    const counted = counter(fax);
    await counted.remove();
    expect(counted.fax()).toMatchObject({ deletedAt: noon });
    expect(await refusal(counted.remove())).toEqual([404, "10005"]);
  });

  it.each([outboundFax({ status: "queued" }), sendingFax(), inboundFax({ status: "fetching" })])(
    "an open fax is refused ($direction, $status)",
    async (fax) => {
      expect(await refusal(counter(fax).remove())).toEqual([422, "fax_open"]);
    },
  );
});
