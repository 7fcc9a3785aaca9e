import { describe, expect, it } from "vitest";
import { endOf } from "../../core/end-of-fax.ts";
import type { Attempt } from "../../core/fax.ts";
import { inboundFax, noon, outboundFax } from "../support/faxes.ts";

const busy = { key: "e", at: noon + 80_000, word: "fax.failed", attempt: 1 };
const ended = (word: string) => ({ key: word, at: noon + 500_000, word });
/** Sent again since: that is no part of it. */
const updatedAt = noon + 9_000_000;

describe("the end of a fax", () => {
  it.each([
    "failed",
    "canceled",
    "fax.failed",
    "carrier.refused",
    "duplicate.refused",
    "call.lost",
    "call.absent",
    "cancel.requested",
  ])("after an earlier call is the later step: %s", (word) => {
    const timeline = [busy, ended(word), { key: "r", at: updatedAt, word: "resent" }];
    expect(endOf(outboundFax({ status: "failed", timeline, updatedAt }))).toBe(noon + 500_000);
  });

  it("of one delivered is that of the call, whatever was heard since", () => {
    const call: Attempt = {
      number: 1,
      rank: 100,
      state: "delivered",
      startedAt: noon,
      endedAt: noon + 41_000,
    };
    const fax = outboundFax({ status: "delivered", attempts: [call], timeline: [busy], updatedAt });
    expect(endOf(fax)).toBe(noon + 41_000);
  });

  it("of one received is when its pages were ours", () => {
    expect(endOf(inboundFax({ status: "received", timeline: [ended("stored")], updatedAt }))).toBe(
      noon + 500_000,
    );
  });

  it("that no step tells is its last change: never too early", () => {
    expect(endOf(outboundFax({ status: "canceled", updatedAt }))).toBe(updatedAt);
  });
});
