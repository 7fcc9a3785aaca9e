import { describe, expect, it } from "vitest";
import { breakerAfter, explainBreaker, opened, verdictOf, type Breaker } from "../../core/breaker.ts";
import { freeChannels, mayProbe } from "../../core/lanes.ts";
import { noon } from "../support/faxes.ts";

const call = "the probe";
const open: Breaker = { ...opened("account_disabled", noon), probe: call };
const account = verdictOf("account_disabled");

describe("the breaker", () => {
  it("opens with the first failure of the account, for five minutes", () => {
    expect(breakerAfter(undefined, "any", account, noon)).toEqual({
      reason: "account_disabled",
      since: noon,
      pauseSeconds: 300,
      probeAt: noon + 300_000,
    });
    expect(breakerAfter(undefined, "any", { kind: "sends" }, noon)).toBeUndefined();
  });

  it("waits for midnight UTC where the day's spend is reached, and for a repair where nothing can be tried", () => {
    const spent = opened("outbound_profile_daily_spend_limit_exceeded", noon);
    expect(new Date(spent.probeAt ?? 0).toISOString()).toBe("2026-10-03T00:00:00.000Z");
    expect(opened("not_configured", noon)).not.toHaveProperty("probeAt");
  });

  it("is closed by the probe that goes through, and by no other call", () => {
    expect(breakerAfter(open, call, { kind: "sends" }, noon)).toBe("closed");
    expect(breakerAfter(open, "begun before", { kind: "sends" }, noon)).toBeUndefined();
    expect(breakerAfter(open, "begun before", account, noon)).toBeUndefined();
  });

  it("opens again with twice the pause where the probe fails, up to an hour", () => {
    const pauses: number[] = [];
    for (let breaker: Breaker = open; pauses.length < 6;) {
      const next = breakerAfter({ ...breaker, probe: call }, call, account, noon + 1_000);
      if (next === undefined || next === "closed") throw new Error("it must open");
      expect(next).toMatchObject({ since: noon, probeAt: noon + 1_000 + next.pauseSeconds * 1000 });
      expect(next).not.toHaveProperty("probe");
      pauses.push(next.pauseSeconds);
      breaker = next;
    }
    expect(pauses).toEqual([600, 1_200, 2_400, 3_600, 3_600, 3_600]);
  });

  it.each([
    ["user_busy", "sends"],
    ["receiver_unallocated_number", "sends"],
    ["file_download_failed", "nothing"],
    ["file_format_invalid", "nothing"],
    ["unverified_origination_number", "nothing"],
    ["sender_canceled", "nothing"],
    ["user_channel_limit_exceeded", "capacity"],
    ["no_outbound_profile", "account"],
  ])("a probe that fails with %s says: %s", (reason, kind) => {
    expect(verdictOf(reason).kind).toBe(kind);
  });

  it("open lets no call begin; half-open one, while no other is in progress", () => {
    const calls = [{ faxId: "f", attempt: 1, startedAt: noon }];
    expect(freeChannels({ calls: [], breaker: open }, 10, noon + 299_999)).toBe(0);
    expect(freeChannels({ calls: [], breaker: open }, 10, noon + 300_000)).toBe(1);
    expect(freeChannels({ calls, breaker: open }, 10, noon + 300_000)).toBe(0);
    expect(mayProbe({ calls: [], breaker: opened("restored", noon) }, noon + 1e9)).toBe(false);
  });

  it.each(["not_configured", "carrier_key_refused", "restored", "account_disabled", "no_outbound_profile"])(
    "%s has a sentence that says what to do",
    (reason) => {
      expect(explainBreaker(reason)).toMatch(/(PUT|resume|at the carrier|ask the carrier)[^.]*\.$/);
    },
  );
});
