import { describe, expect, it } from "vitest";
import type { OutboundFax } from "../../core/fax.ts";
import { countOutcomes } from "../../core/fax-outcomes.ts";
import type { TableChange } from "../../core/relay.ts";
import { firstAttempt, inboundFax, outboundFax, sendingFax } from "../support/faxes.ts";

const change = (before: OutboundFax | undefined, after: OutboundFax | undefined): TableChange => ({
  item: "fax",
  before,
  after,
});
const delivered = (fax = sendingFax()) => change(fax, { ...fax, status: "delivered" });
const failed = (reason: string, fax = sendingFax()) =>
  change(fax, { ...fax, status: "failed", failure: { reason, internalReason: reason, detail: "" } });
const goesBack = (waitingFor: "redial" | "carrier_capacity" | "carrier_unreachable") => {
  const attempts =
    waitingFor === "carrier_unreachable"
      ? []
      : [firstAttempt({ state: "failed", failureReason: "user_busy", endedAt: 1 })];
  return change(sendingFax(), outboundFax({ status: "queued", waitingFor, attempts }));
};

describe("what a batch of the stream tells", () => {
  it("counts a delivered fax, and its part in the share of failures", () => {
    expect(countOutcomes([delivered()])).toEqual([{ figures: { Delivered: 1, FailedShare: [0] } }]);
  });

  it("counts failed faxes by class, each class in a line of its own", () => {
    const lines = countOutcomes([
      delivered(),
      failed("user_busy"),
      failed("receiver_calling_the_number_is_busy"),
      failed("receiver_unallocated_number"),
    ]);
    expect(lines).toEqual([
      { figures: { Delivered: 1, FailedShare: [0, 100, 100, 100] } },
      { figures: { Failed: 2 }, failureClass: "busy" },
      { figures: { Failed: 1 }, failureClass: "permanent" },
    ]);
  });

  it("counts a fax that failed before any call, too", () => {
    expect(countOutcomes([failed("gave_up", outboundFax({ status: "queued" }))])).toEqual([
      { figures: { FailedShare: [100] } },
      { figures: { Failed: 1 }, failureClass: "unknown" },
    ]);
  });

  it("counts what an operator can set right", () => {
    expect(countOutcomes([failed("destination_not_in_countries_whitelist")])[0]?.figures).toEqual({
      FailedShare: [100],
      ConfigurationFailures: 1,
    });
  });

  it("counts a redial when it is planned, and not a call that was never made", () => {
    expect(countOutcomes([goesBack("redial")])).toEqual([{ figures: { Redials: 1 } }]);
    expect(countOutcomes([goesBack("carrier_capacity"), goesBack("carrier_unreachable")])).toEqual([]);
  });

  it("says nothing of what is no end: another write to an ended fax, a new fax, a received one, a lane", () => {
    const ended = sendingFax({}, { status: "delivered" });
    const received = inboundFax();
    expect(
      countOutcomes([
        change(ended, { ...ended, pageCount: 3 }),
        change(undefined, outboundFax()),
        change(ended, undefined),
        { item: "fax", before: received, after: { ...received, status: "failed" } },
        { item: "lane", to: "+13125550148", before: { held: "a", waited: undefined }, after: undefined },
      ]),
    ).toEqual([]);
  });
});
