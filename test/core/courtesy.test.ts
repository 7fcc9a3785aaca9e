import { describe, expect, it } from "vitest";
import { restMs, rowAfter, type Row } from "../../core/courtesy.ts";
import { noon } from "../support/faxes.ts";

const busy = "user_busy";
const silent = "receiver_no_answer";

/** After how many of these calls, one after the other, the number rests; undefined = it never does. */
function restsAfter(...reasons: string[]): number | undefined {
  let row: Row | undefined;
  for (const [index, reason] of reasons.entries()) {
    row = rowAfter(row, reason, noon);
    if (row?.notBefore !== undefined) return index + 1;
  }
  return undefined;
}
const times = (count: number, reason: string): string[] => Array<string>(count).fill(reason);

describe("a number is not called again and again (47 CFR 68.318(b)(1))", () => {
  it.each<[string, string[], number | undefined]>([
    ["two calls in a row that nobody answers", [silent, silent], 2],
    ["one", [silent], undefined],
    ["fifteen that are all busy", times(15, busy), 15],
    ["fourteen", times(14, busy), undefined],
    ["a reorder signal counts as busy", [...times(14, busy), "receiver_recovery_on_timer_expire"], 15],
    ["busy, then no answer: not all busy any more", [busy, silent], 2],
    ["busy five times, then declined", [...times(5, busy), "receiver_decline"], 6],
    ["a number not in service counts", ["receiver_unallocated_number", silent], 2],
    ["a reason nobody knows counts", ["brand_new", "brand_new"], 2],
    ["an answered call ends the row", [silent, "fax_signaling_error", silent], undefined],
    ["a voice that answered, too", [silent, "fax_initial_communication_timeout", silent], undefined],
    [
      "no call was made: does not count",
      [silent, "account_disabled", "user_channel_limit_exceeded"],
      undefined,
    ],
    ["nor a document nobody could read", [silent, "file_download_failed", "file_format_invalid"], undefined],
  ])("%s", (_what, reasons, rests) => {
    expect(restsAfter(...reasons)).toBe(rests);
  });

  it("the rest is an hour, and after it a new row begins", () => {
    const row = rowAfter(rowAfter(undefined, silent, noon), silent, noon + 1_000);
    expect(row?.notBefore).toBe(noon + 1_000 + 60 * 60_000);
    expect(restMs).toBe(3_600_000);
    const next = rowAfter(row, silent, noon + restMs + 2_000);
    expect(next).toEqual({ tries: 1, allBusy: false });
  });

  it("a call that was not made leaves the row as it is", () => {
    const row = { tries: 1, allBusy: true };
    expect(rowAfter(row, "account_disabled", noon)).toEqual(row);
  });
});
