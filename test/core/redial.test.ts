import { describe, expect, it } from "vitest";
import { classOfFailure, mayHavePrinted } from "../../core/failure-classes.ts";
import { afterCapacity, decideRedial, type RedialLimits } from "../../core/redial.ts";
import { mergeRetry, type Retry } from "../../core/retry-policy.ts";
import { outboundReasons } from "../support/failure-reasons.ts";
import { noon } from "../support/faxes.ts";

/** Pauses, in minutes, between the calls of a fax that fails the same way again and again. */
function pausesOf(reason: string, limits: RedialLimits = {}): number[] {
  const pauses: number[] = [];
  for (let now = noon, failed = [reason]; failed.length < 100; failed = [...failed, reason]) {
    const decision = decideRedial(failed, {}, limits, now);
    if (decision.kind === "give_up") return pauses;
    pauses.push((decision.at - now) / 60_000);
    now = decision.at;
  }
  throw new Error("it never gives up");
}
const busy = [2, 4, 8, 15, 30, 30, 30, 30, 30];

/** Every documented reason: what kind it is, and when the number is called again. */
const table: Record<string, [failure: string, pauses: number[]]> = {
  user_busy: ["busy", busy],
  receiver_calling_the_number_is_busy: ["busy", busy],
  receiver_no_answer: ["no_answer", [5, 15, 45]],
  receiver_no_response: ["no_answer", [5, 15, 45]],
  fax_initial_communication_timeout: ["no_answer", [5]],
  receiver_call_dropped: ["handshake", [1, 3, 10]],
  fax_signaling_error: ["handshake", [1, 3, 10]],
  invalid_ecm_response_from_receiver: ["handshake", [1, 3, 10]],
  receiver_incompatible_destination: ["handshake", [1]],
  receiver_communication_error: ["network", [0.5, 2, 10]],
  receiver_recovery_on_timer_expire: ["network", [0.5, 2, 10]],
  service_unavailable: ["network", [0.5, 2, 10]],
  destination_unreachable: ["no_answer", [5, 15]],
  receiver_decline: ["no_answer", [5, 15]],
  rejected: ["no_answer", [5, 15]],
  // These wait and never give up by themselves: below.
  user_channel_limit_exceeded: ["capacity", []],
  connection_channel_limit_exceeded: ["capacity", []],
  outbound_profile_channel_limit_exceeded: ["capacity", []],
  file_download_failed: ["document", [1]],
  media_processing_exception: ["document", [1]],
  file_format_invalid: ["permanent", []],
  file_size_limit_exceeded: ["permanent", []],
  page_count_limit_exceeded: ["permanent", []],
  receiver_unallocated_number: ["permanent", []],
  receiver_invalid_number_format: ["permanent", []],
  destination_invalid: ["permanent", []],
  destination_not_in_countries_whitelist: ["configuration", []],
  destination_not_in_service_plan: ["configuration", []],
  unverified_origination_number: ["configuration", []],
  unverified_destination_not_allowed: ["configuration", []],
  success: ["permanent", []],
  outbound_profile_daily_spend_limit_exceeded: ["account", []],
  no_outbound_profile: ["account", []],
  account_disabled: ["account", []],
};

describe("redial by reason", () => {
  it("judges every reason the carrier documents", () => {
    expect(outboundReasons.filter((reason) => !(reason in table))).toEqual([]);
  });

  it.each(Object.entries(table))("%s", (reason, [failure, pauses]) => {
    expect(classOfFailure(reason)).toBe(failure);
    expect(pausesOf(reason)).toEqual(pauses);
  });

  it.each(["brand_new", "", "unknown", "constructor"])("%j, a reason nobody knows, twice more", (reason) => {
    expect(classOfFailure(reason)).toBe("unknown");
    expect(pausesOf(reason)).toEqual([0.5, 2]);
  });

  it("counts each kind of failure by itself, and never more than ten calls", () => {
    const decide = (...reasons: string[]) => decideRedial(reasons, {}, {}, noon);
    expect(decide("user_busy", "user_busy", "receiver_no_answer")).toMatchObject({ at: noon + 300_000 });
    const mixed = [...Array<string>(6).fill("user_busy"), "receiver_no_answer", "receiver_no_answer"];
    expect(decide(...mixed, "service_unavailable").kind).toBe("redial");
    expect(decide(...mixed, "receiver_no_answer", "service_unavailable").kind).toBe("give_up");
  });

  it("spends no attempt where our own lines were in use", () => {
    const refused = Array<string>(12).fill("user_channel_limit_exceeded");
    expect(decideRedial([...refused, "user_busy"], {}, {}, noon)).toMatchObject({ at: noon + 120_000 });
    expect(decideRedial([...refused, "user_busy"], {}, { retry: { max_attempts: 2 } }, noon).kind).toBe(
      "redial",
    );
  });

  it("keeps to what the sender asked for", () => {
    expect(pausesOf("user_busy", { retry: { max_attempts: 1 } })).toEqual([]);
    expect(pausesOf("user_busy", { retry: { max_attempts: 3 } })).toEqual([2, 4]);
    expect(pausesOf("user_busy", { giveUpAt: noon + 7 * 60_000 })).toEqual([2, 4]);
  });
});

describe("redials at three levels", () => {
  const pauses = (...levels: Retry[]) => pausesOf("user_busy", { retry: mergeRetry(...levels) });

  it("what a level names goes before the levels above it, part by part", () => {
    const deployment: Retry = { busy: { pauses_seconds: [60, 120], redials: 4 }, max_attempts: 9 };
    expect(pauses(deployment)).toEqual([1, 2, 2, 2]);
    expect(pauses(deployment, { busy: { redials: 1 } })).toEqual([1]);
    expect(pauses(deployment, { busy: { redials: 1 } }, { busy: { pauses_seconds: [600] } })).toEqual([10]);
    expect(pauses(deployment, {}, { max_attempts: 2 })).toEqual([1]);
    expect(pauses({ no_answer: { redials: 0 } })).toEqual(busy);
    expect(mergeRetry(undefined, {})).toBeUndefined();
  });

  it("a reason that ends sooner than its class does so whatever is set", () => {
    const retry: Retry = { no_answer: { redials: 5 } };
    expect(pausesOf("fax_initial_communication_timeout", { retry })).toEqual([5]);
    expect(pausesOf("receiver_no_answer", { retry })).toEqual([5, 15, 45, 45, 45]);
  });
});

describe("our own lines in use", () => {
  it("let the fax wait longer each time, and as long as it takes", () => {
    const pauses = [1, 2, 3, 4, 5, 6, 7, 500].map((turn) => (afterCapacity(turn, noon) - noon) / 60_000);
    expect(pauses).toEqual([0.5, 1, 2, 4, 8, 10, 10, 10]);
  });
});

describe("a machine that does not take the call", () => {
  it("is called once more without T.38, and not again where T.38 was off already", () => {
    const decide = (settings: object) =>
      decideRedial(["receiver_incompatible_destination"], settings, {}, noon);
    expect(decide({})).toMatchObject({ kind: "redial", change: { t38Enabled: false } });
    expect(decide({ t38Enabled: false }).kind).toBe("give_up");
  });
});

describe("a handshake failure changes something before the next call", () => {
  const next = (settings: object) => decideRedial(["fax_signaling_error"], settings, {}, noon);

  it("first T.38 off, then the lower resolution, then nothing more", () => {
    expect(next({ quality: "high" })).toMatchObject({ change: { t38Enabled: false } });
    expect(next({ t38Enabled: false })).toMatchObject({ change: { quality: "normal" } });
    expect(next({ t38Enabled: false, quality: "normal" })).toMatchObject({ kind: "redial", change: {} });
  });

  it("and no other failure does", () => {
    expect(decideRedial(["user_busy"], {}, {}, noon)).toMatchObject({ change: {} });
  });
});

describe("calls that may have printed pages", () => {
  it("are those that broke off late", () => {
    expect(outboundReasons.filter(mayHavePrinted)).toEqual([
      "receiver_call_dropped",
      "fax_signaling_error",
      "invalid_ecm_response_from_receiver",
      "success",
    ]);
  });
});
