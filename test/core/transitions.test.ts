import { describe, expect, it } from "vitest";
import { inboundEventTypes, outboundEventTypes } from "../../core/carrier-event.ts";
import type { InboundFax, OutboundFax } from "../../core/fax.ts";
import { timelineKey } from "../../core/ids.ts";
import { inboundFetchFailed, decideInbound, decideOutbound } from "../../core/transitions.ts";
import { inboundEvent, outboundEvent } from "../support/carrier-events.ts";
import { firstAttempt, inboundFax, noon, outboundFax, sendingFax } from "../support/faxes.ts";

type Word = "advance" | "note" | "repeat" | "contradiction" | "foreign";
const all = (word: Word): Word[] => outboundEventTypes.map(() => word);
const noCall = (status: OutboundFax["status"]) => outboundFax({ status });
const ended = (status: OutboundFax["status"], state: "delivered" | "failed") =>
  sendingFax({ state, rank: 100, endedAt: noon }, { status });

// Columns: queued, media.processed, sending.started, delivered, failed.
const outboundTable: [string, OutboundFax, Word[]][] = [
  ["scheduled, no call yet", noCall("scheduled"), all("foreign")],
  ["preparing, no call yet", noCall("preparing"), all("foreign")],
  ["queued, no call yet", noCall("queued"), all("foreign")],
  ["canceled before any call", noCall("canceled"), all("foreign")],
  ["failed before any call", noCall("failed"), all("foreign")],
  [
    "queued for a redial",
    sendingFax({ state: "failed", rank: 100, endedAt: noon }, { status: "queued" }),
    ["note", "note", "note", "advance", "note"],
  ],
  ["submitting", sendingFax({ state: "submitting", rank: 0 }), all("advance")],
  ["unknown", sendingFax({ state: "unknown", rank: 0 }), all("advance")],
  ["submitted, by the answer", sendingFax({ state: "submitted", rank: 5 }), all("advance")],
  [
    "submitted, by an event",
    sendingFax({ state: "submitted", rank: 10 }),
    ["note", "advance", "advance", "advance", "advance"],
  ],
  [
    "media.processed",
    sendingFax({ state: "media.processed", rank: 20 }),
    ["note", "note", "advance", "advance", "advance"],
  ],
  [
    "originated",
    sendingFax({ state: "originated", rank: 30 }),
    ["note", "note", "advance", "advance", "advance"],
  ],
  [
    "in_progress",
    sendingFax({ state: "in_progress", rank: 40 }),
    ["note", "note", "note", "advance", "advance"],
  ],
  ["delivered", ended("delivered", "delivered"), ["note", "note", "note", "note", "contradiction"]],
  ["failed", ended("failed", "failed"), ["note", "note", "note", "contradiction", "note"]],
  [
    "canceled during the call",
    ended("canceled", "failed"),
    ["note", "note", "note", "contradiction", "note"],
  ],
  ["deleted", { ...ended("delivered", "delivered"), deletedAt: noon }, all("repeat")],
];

describe("one table of transitions: an outbound fax", () => {
  for (const [given, fax, words] of outboundTable) {
    for (const [column, type] of outboundEventTypes.entries()) {
      it(`given ${given}, when ${type} comes, then ${words[column]}`, () => {
        expect(decideOutbound(fax, outboundEvent(type), noon).kind).toBe(words[column]);
      });
    }
  }

  it("given an event already in the timeline, when it comes again, then it is a repeat", () => {
    const event = outboundEvent("fax.queued");
    const entry = { key: timelineKey(event.eventId), at: noon, word: event.type };
    const fax = sendingFax({ state: "submitted", rank: 10 }, { timeline: [entry] });
    expect(decideOutbound(fax, event, noon)).toEqual({ kind: "repeat" });
  });

  it("given a call under way, when it ends delivered, then fax and attempt end with pages and seconds", () => {
    const decision = decideOutbound(
      sendingFax({ state: "in_progress", rank: 40 }),
      outboundEvent("fax.delivered"),
      noon,
    );
    expect(decision).toMatchObject({
      kind: "advance",
      status: "delivered",
      state: "delivered",
      rank: 100,
      facts: { pageCount: 3, callSeconds: 124 },
    });
    expect(decision).not.toHaveProperty("failure");
  });

  const failed = (reason: string, fax: Partial<OutboundFax> = {}) =>
    decideOutbound(
      sendingFax({ state: "in_progress", rank: 40 }, fax),
      outboundEvent("fax.failed", { failureReason: reason, internalFailureReason: `${reason}_there` }),
      noon,
    );

  it("given a call under way, when it fails for good, then the fax fails with the carrier's word and a sentence", () => {
    expect(failed("destination_invalid")).toMatchObject({
      status: "failed",
      state: "failed",
      reason: "destination_invalid",
      after: {
        failure: {
          reason: "destination_invalid",
          internalReason: "destination_invalid_there",
          detail: "The carrier refused the number as invalid.",
        },
        entries: [],
      },
    });
  });

  it("given a call under way, when the line is busy, then the fax waits for its redial and has no failure", () => {
    const decision = failed("user_busy");
    expect(decision).toMatchObject({
      status: "queued",
      state: "failed",
      reason: "user_busy",
      after: { wait: { reason: "redial", until: noon + 120_000 }, entries: [{ word: "redial.planned" }] },
    });
    expect(decision).not.toHaveProperty("after.failure");
    expect(decision).not.toHaveProperty("after.settings");
  });

  it("given the sender's limit, when the last allowed call fails, then the fax fails and says how often it was called", () => {
    const busy = firstAttempt({ state: "failed", rank: 100, failureReason: "user_busy" });
    const fax = sendingFax({}, { attempts: [busy, firstAttempt({ number: 2 })], retry: { max_attempts: 2 } });
    const decision = decideOutbound(fax, outboundEvent("fax.failed", { attempt: 2 }), noon);
    expect(decision).toMatchObject({
      status: "failed",
      after: { failure: { detail: "The line was busy. It was called 2 times." } },
    });
  });

  it("given a call that broke off late, then the timeline says that pages may have printed and what changes", () => {
    const decision = failed("fax_signaling_error", { settings: { quality: "high" } });
    expect(decision).toMatchObject({
      after: {
        settings: { quality: "high", t38Enabled: false },
        entries: [{ word: "pages.may_have_printed" }, { word: "t38.off" }, { word: "redial.planned" }],
      },
    });
  });

  it("given all our lines in use, then the fax waits for the carrier", () => {
    expect(failed("user_channel_limit_exceeded")).toMatchObject({
      status: "queued",
      after: { wait: { reason: "carrier_capacity", until: noon + 30_000 }, isRefused: true },
    });
    const refusedTwice = sendingFax(
      {},
      { attempts: [firstAttempt({ number: 3 })], lastRefused: { attempt: 2, reason: "r" } },
    );
    const event = outboundEvent("fax.failed", {
      attempt: 3,
      failureReason: "user_channel_limit_exceeded",
    });
    expect(decideOutbound(refusedTwice, event, noon)).toMatchObject({
      after: { wait: { until: noon + 120_000 } },
    });
  });

  it("given an account that cannot send, then the fax waits behind the breaker and no attempt is spent", () => {
    expect(failed("account_disabled", { giveUpAt: noon + 1 })).toMatchObject({
      status: "queued",
      reason: "account_disabled",
      after: {
        wait: { reason: "breaker", until: noon },
        isRefused: true,
        entries: [{ word: "breaker.account_disabled" }],
      },
    });
  });

  it("given a call that was refused and left nothing, its late events are old news, a delivery calls a person", () => {
    const fax = outboundFax({ status: "queued", lastRefused: { attempt: 1, reason: "r" } });
    expect(decideOutbound(fax, outboundEvent("fax.failed"), noon).kind).toBe("repeat");
    expect(decideOutbound(fax, outboundEvent("fax.media.processed"), noon).kind).toBe("repeat");
    expect(decideOutbound(fax, outboundEvent("fax.delivered"), noon).kind).toBe("contradiction");
    expect(decideOutbound(fax, outboundEvent("fax.failed", { attempt: 2 }), noon).kind).toBe("foreign");
  });

  it("given a number that was called as often in a row as the law allows, the redial waits for its rest", () => {
    const row = { tries: 1, allBusy: false };
    const event = outboundEvent("fax.failed", { failureReason: "receiver_no_answer" });
    const decision = decideOutbound(sendingFax(), event, noon, { row });
    expect(decision).toMatchObject({
      after: {
        wait: { reason: "redial", until: noon + 3_600_000 },
        row: { tries: 0, notBefore: noon + 3_600_000 },
        entries: [{ word: "redial.after_rest" }],
      },
    });
    const soon = sendingFax({}, { giveUpAt: noon + 1_800_000 });
    expect(decideOutbound(soon, event, noon, { row })).toMatchObject({ status: "failed" });
  });

  it("given a number that is not in service, it is marked, and an earlier mark is told", () => {
    const bad = { reason: "receiver_unallocated_number", at: noon - 86_400_000 };
    const event = outboundEvent("fax.failed", { failureReason: "receiver_unallocated_number" });
    expect(decideOutbound(sendingFax(), event, noon, { bad })).toMatchObject({
      status: "failed",
      after: {
        bad: { reason: "receiver_unallocated_number" },
        failure: { detail: expect.stringContaining("failed on 2026-10-01") },
      },
    });
  });

  const redialing = outboundFax({
    status: "queued",
    attempts: [firstAttempt({ state: "failed", rank: 100, failureReason: "user_busy" })],
  });

  it("given a fax that waits for its redial, when its failed call was delivered after all, then it is delivered", () => {
    const decision = decideOutbound(redialing, outboundEvent("fax.delivered"), noon);
    expect(decision).toMatchObject({ kind: "advance", status: "delivered", state: "delivered", late: true });
  });

  it("given a newer call, when an earlier one was delivered after all, then it is a contradiction", () => {
    const calling = {
      ...redialing,
      status: "sending" as const,
      attempts: [...redialing.attempts, firstAttempt({ number: 2 })],
    };
    expect(decideOutbound(calling, outboundEvent("fax.delivered"), noon).kind).toBe("contradiction");
  });

  it("given a failure without a reason, then the reason is unknown, and the sentence says so", () => {
    const { failureReason: _given, internalFailureReason: _too, ...event } = outboundEvent("fax.failed");
    expect(decideOutbound(sendingFax(), event, noon)).toMatchObject({ reason: "unknown" });
  });

  it("given a cancel wish, when the call fails, then the fax is canceled and has no failure", () => {
    const decision = decideOutbound(
      sendingFax({}, { cancelRequestedAt: noon }),
      outboundEvent("fax.failed"),
      noon,
    );
    expect(decision).toMatchObject({ kind: "advance", status: "canceled", state: "failed" });
    expect(decision).not.toHaveProperty("after.failure");
  });

  it("given a cancel wish, when the call was delivered all the same, then the fax is delivered", () => {
    const fax = sendingFax({}, { cancelRequestedAt: noon });
    expect(decideOutbound(fax, outboundEvent("fax.delivered"), noon)).toMatchObject({ status: "delivered" });
  });

  it("given an event of another attempt, then it is foreign", () => {
    expect(decideOutbound(sendingFax(), outboundEvent("fax.queued", { attempt: 2 }), noon).kind).toBe(
      "foreign",
    );
  });
});

const heard = (status: InboundFax["status"], rank: number, more: Partial<InboundFax> = {}) =>
  inboundFax({ status, rank, ...more });

// Columns: receiving.started, media.processing.started, received, failed.
const inboundTable: [string, InboundFax | undefined, Word[]][] = [
  ["never heard of", undefined, ["advance", "advance", "advance", "advance"]],
  ["receiving", heard("receiving", 20), ["note", "advance", "advance", "advance"]],
  ["media processing", heard("receiving", 30), ["note", "note", "advance", "advance"]],
  [
    "fetching",
    heard("fetching", 100, { carrierLink: "https://x.example" }),
    ["note", "note", "note", "contradiction"],
  ],
  ["received", heard("received", 100), ["note", "note", "note", "contradiction"]],
  ["failed at the carrier", heard("failed", 100), ["note", "note", "contradiction", "note"]],
  [
    "failed to be fetched",
    heard("failed", 100, {
      failure: { reason: "file_download_failed", internalReason: inboundFetchFailed, detail: "Gone." },
    }),
    ["note", "note", "note", "contradiction"],
  ],
  ["deleted", heard("received", 100, { deletedAt: noon }), ["repeat", "repeat", "repeat", "repeat"]],
];

describe("one table of transitions: an inbound fax", () => {
  for (const [given, fax, words] of inboundTable) {
    for (const [column, type] of inboundEventTypes.entries()) {
      it(`given ${given}, when ${type} comes, then ${words[column]}`, () => {
        expect(decideInbound(fax, inboundEvent(type), noon).kind).toBe(words[column]);
      });
    }
  }

  it("given nothing, when fax.received comes first, then the fax is fetching and knows its link", () => {
    expect(decideInbound(undefined, inboundEvent("fax.received"), noon)).toMatchObject({
      kind: "advance",
      fax: {
        status: "fetching",
        rank: 100,
        carrierLink: "https://carrier.example/pages.pdf",
        pageCount: 2,
        callSeconds: 71,
        partialContent: false,
        callerId: "+14155550166",
        createdAt: noon,
      },
    });
  });

  it("given a reception, when it fails, then the fax fails with the carrier's reason", () => {
    const decision = decideInbound(heard("receiving", 20), inboundEvent("fax.failed"), noon);
    expect(decision).toMatchObject({ fax: { status: "failed", failure: { reason: "sender_call_dropped" } } });
  });
});
