import { describe, expect, it } from "vitest";
import { receiptOf } from "../../core/receipt.ts";
import { timeInZone } from "../../core/zoned-time.ts";
import { inboundFax, noon, outboundFax } from "../support/faxes.ts";

const document = { sha256: "ab".repeat(32), sizeBytes: 9, pages: 2, contentType: "application/pdf" as const };
const call = { rank: 0, carrierFaxId: "c", startedAt: noon + 60_000 };
const delivered = outboundFax({
  status: "delivered",
  document,
  pageCount: 3,
  callSeconds: 41,
  reference: "case-4711",
  settings: { fromDisplayName: "Downtown Clinic" },
  attempts: [
    { ...call, number: 1, state: "failed", endedAt: noon + 80_000, failureReason: "user_busy" },
    { ...call, number: 2, state: "absent" },
    { ...call, number: 3, state: "delivered", startedAt: noon + 300_000, endedAt: noon + 341_000 },
  ],
  // Sent again since: that is no part of it.
  updatedAt: noon + 9_000_000,
});
const momentIn = (at: number, zone: string) => timeInZone(at, zone, "second");
const factsOf = (fax: Parameters<typeof receiptOf>[0]) => {
  const { facts = [], identity = [] } = receiptOf(fax, "UTC") ?? {};
  return Object.fromEntries([...facts, ...identity]);
};

describe("a receipt", () => {
  it("says number, completion, pages and result, and what identifies the fax", () => {
    expect(receiptOf(delivered, "UTC")?.title).toBe("Delivered");
    expect(factsOf(delivered)).toEqual({
      Result: "Delivered",
      To: delivered.to,
      From: `Downtown Clinic, ${delivered.from}`,
      Completed: momentIn(noon + 341_000, "UTC"),
      // As the carrier counted them at the other end.
      Pages: "3",
      "Duration of the call": "41 s",
      Accepted: momentIn(delivered.createdAt, "UTC"),
      Reference: "case-4711",
      Fax: delivered.id,
      "SHA-256 of the pages": document.sha256,
    });
  });

  it("tells every call, also one that the carrier never had", () => {
    expect(
      receiptOf(delivered, "UTC")?.calls.map(([number, , ended, how]) => [number, ended !== "", how]),
    ).toEqual([
      ["1", true, "The line was busy."],
      ["2", false, "The carrier never had this call."],
      ["3", true, "All pages were delivered."],
    ]);
  });

  it("of one that failed or was canceled without a call says when and why", () => {
    const failure = {
      reason: "file_format_invalid",
      internalReason: "document_corrupt",
      detail: "It is damaged.",
    };
    const timeline = [{ key: "failed", at: noon + 5_000, word: "failed" }];
    const failed = factsOf(outboundFax({ status: "failed", failure, timeline }));
    expect(failed).toMatchObject({
      Result: "Failed. It is damaged.",
      Completed: momentIn(noon + 5_000, "UTC"),
    });
    expect(failed).not.toHaveProperty("Pages");
    const canceled = outboundFax({
      status: "canceled",
      timeline: [{ key: "c", at: noon + 7_000, word: "canceled" }],
    });
    expect(factsOf(canceled)).toMatchObject({ Result: "Canceled", Completed: momentIn(noon + 7_000, "UTC") });
  });

  it("of one that is given up, or canceled, after a call says when that was, not when the call ended", () => {
    const attempts = [
      { ...call, number: 1, state: "failed" as const, endedAt: noon + 80_000, failureReason: "user_busy" },
    ];
    const timeline = [
      { key: "e", at: noon + 80_000, word: "fax.failed", attempt: 1 },
      { key: "c", at: noon + 500_000, word: "canceled" },
    ];
    const fax = outboundFax({ status: "canceled", attempts, timeline });
    expect(factsOf(fax)).toMatchObject({ Completed: momentIn(noon + 500_000, "UTC") });
  });

  it("of a received fax says when its pages were ours", () => {
    const fax = inboundFax({
      status: "received",
      document,
      timeline: [{ key: "stored", at: noon + 9_000, word: "stored" }],
    });
    expect(factsOf(fax)).toMatchObject({
      Result: "Received",
      Completed: momentIn(noon + 9_000, "UTC"),
      Pages: "2",
    });
    expect(receiptOf(fax, "UTC")?.calls).toEqual([]);
  });

  it.each(["scheduled", "preparing", "queued", "sending"] as const)(
    "is not there while a fax is %s",
    (status) => {
      expect(receiptOf(outboundFax({ status }), "UTC")).toBeUndefined();
    },
  );

  it("names its zone", () => {
    const at = Date.UTC(2026, 9, 2, 13, 30, 11);
    expect(momentIn(at, "America/New_York")).toBe("2026-10-02 09:30:11 EDT");
    expect(momentIn(at, "UTC")).toBe("2026-10-02 13:30:11 UTC");
  });
});
