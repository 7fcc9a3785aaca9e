import { describe, expect, it } from "vitest";
import { inboundEventTypes, outboundEventTypes } from "../../core/carrier-event.ts";
import type { InboundFax, OutboundFax } from "../../core/fax.ts";
import { timelineKey } from "../../core/ids.ts";
import { inboundFetchFailed, decideInbound, decideOutbound } from "../../core/transitions.ts";
import { inboundEvent, outboundEvent } from "../support/carrier-events.ts";
import { inboundFax, noon, outboundFax, sendingFax } from "../support/faxes.ts";

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
        expect(decideOutbound(fax, outboundEvent(type)).kind).toBe(words[column]);
      });
    }
  }

  it("given an event already in the timeline, when it comes again, then it is a repeat", () => {
    const event = outboundEvent("fax.queued");
    const entry = { key: timelineKey(event.eventId), at: noon, word: event.type };
    const fax = sendingFax({ state: "submitted", rank: 10 }, { timeline: [entry] });
    expect(decideOutbound(fax, event)).toEqual({ kind: "repeat" });
  });

  it("given a call under way, when it ends delivered, then fax and attempt end with pages and seconds", () => {
    const decision = decideOutbound(
      sendingFax({ state: "in_progress", rank: 40 }),
      outboundEvent("fax.delivered"),
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

  it("given a call under way, when it fails, then the fax fails with the carrier's word and a sentence", () => {
    expect(decideOutbound(sendingFax(), outboundEvent("fax.failed"))).toMatchObject({
      status: "failed",
      failure: { reason: "user_busy", internalReason: "user_busy", detail: "The line was busy." },
    });
  });

  it("given a failure without a reason, then the reason is unknown, and the sentence says so", () => {
    const { failureReason: _given, internalFailureReason: _too, ...event } = outboundEvent("fax.failed");
    expect(decideOutbound(sendingFax(), event)).toMatchObject({ failure: { reason: "unknown" } });
  });

  it("given a cancel wish, when the call fails, then the fax is canceled and has no failure", () => {
    const decision = decideOutbound(sendingFax({}, { cancelRequestedAt: noon }), outboundEvent("fax.failed"));
    expect(decision).toMatchObject({ kind: "advance", status: "canceled", state: "failed" });
    expect(decision).not.toHaveProperty("failure");
  });

  it("given a cancel wish, when the call was delivered all the same, then the fax is delivered", () => {
    const fax = sendingFax({}, { cancelRequestedAt: noon });
    expect(decideOutbound(fax, outboundEvent("fax.delivered"))).toMatchObject({ status: "delivered" });
  });

  it("given an event of another attempt, then it is foreign", () => {
    expect(decideOutbound(sendingFax(), outboundEvent("fax.queued", { attempt: 2 })).kind).toBe("foreign");
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
