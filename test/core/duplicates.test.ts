import { describe, expect, it } from "vitest";
import {
  duplicateWarning,
  duplicateWindowMs,
  judgeDuplicate,
  otherFaxOf,
  slotOf,
  type Slot,
} from "../../core/duplicates.ts";
import type { OutboundFax } from "../../core/fax.ts";
import { dispatchDesk, queuedFax } from "../support/dispatch-desk.ts";
import { document, firstAttempt, noon, outboundFax, uuid } from "../support/faxes.ts";

const [one, other] = [uuid("fax"), uuid("other")];
const slotAt = (createdAt: number, id = one, sha256 = document.sha256): Slot => {
  const slot = slotOf({ id, createdAt, document: { ...document, sha256 } });
  if (!slot) throw new Error("a fax with pages has a slot");
  return slot;
};

describe("a lane's memory of documents", () => {
  it("has eight slots of one width, chosen by the pages", () => {
    const names = Array.from(
      { length: 256 },
      (_, byte) => slotAt(noon, one, `${"0".repeat(62)}${byte.toString(16).padStart(2, "0")}`).name,
    );
    expect(new Set(names).size).toBe(8);
    for (const at of [0, noon, noon * 3]) expect(slotAt(at).mark).toHaveLength(16 + 1 + 9 + 1 + 36);
    expect(slotOf({ id: one, createdAt: noon })).toBeUndefined();
  });

  it.each([
    ["accepted at the same moment", 0, other],
    ["ten minutes before", -duplicateWindowMs, other],
    ["a little more than ten minutes before", -duplicateWindowMs - 1, undefined],
    ["ten minutes later", duplicateWindowMs, other],
    ["a little more than ten minutes later", duplicateWindowMs + 1, undefined],
  ])("a fax of the same pages that was %s: %i ms", (_when, ms, found) => {
    expect(otherFaxOf(slotAt(noon + ms, other).mark, slotAt(noon))).toBe(found);
  });

  it("of ids, the highest and the lowest lie within the window's ends", () => {
    for (const id of ["00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"]) {
      for (const ms of [-duplicateWindowMs, duplicateWindowMs]) {
        expect(otherFaxOf(slotAt(noon + ms, id).mark, slotAt(noon))).toBe(id);
      }
    }
  });

  it("other pages, nothing, and the fax itself are no duplicate", () => {
    expect(otherFaxOf(slotAt(noon, other, "cd".repeat(32)).mark, slotAt(noon))).toBeUndefined();
    expect(otherFaxOf(undefined, slotAt(noon))).toBeUndefined();
    expect(otherFaxOf(slotAt(noon).mark, slotAt(noon))).toBeUndefined();
  });
});

describe("whether a fax of the same pages is a duplicate", () => {
  const fax = outboundFax();
  const ended = (status: OutboundFax["status"], reason?: string) =>
    outboundFax({
      id: other,
      status,
      attempts: reason ? [firstAttempt({ state: "failed", failureReason: reason })] : [],
    });
  const judge = (earlier: OutboundFax | undefined, more: Partial<OutboundFax> = {}) =>
    judgeDuplicate({ ...fax, ...more }, earlier, "refuse");

  it.each([
    ["was delivered", ended("delivered"), "refuse"],
    ["is under way", ended("sending"), "refuse"],
    ["will be called again", ended("queued", "user_busy"), "refuse"],
    ["failed after pages may have printed", ended("failed", "receiver_call_dropped"), "refuse"],
    ["was canceled after pages may have printed", ended("canceled", "fax_signaling_error"), "refuse"],
    ["failed before any page", ended("failed", "user_busy"), "allow"],
    ["was canceled before any call", ended("canceled"), "allow"],
    ["is not there", undefined, "allow"],
  ])("the other %s", (_what, earlier, verdict) => {
    expect(judge(earlier)).toBe(verdict);
  });

  it("a call whose answer is unknown may have arrived", () => {
    const attempts = [firstAttempt({ state: "unknown" })];
    expect(judge(outboundFax({ id: other, status: "canceled", attempts }))).toBe("refuse");
  });

  it("the key's rule goes before the installation's", () => {
    expect(judge(ended("delivered"), { duplicates: "allow" })).toBe("allow");
    expect(judge(ended("delivered"), { duplicates: "warn" })).toBe("warn");
    expect(judgeDuplicate({ ...fax, duplicates: "refuse" }, ended("delivered"), "warn")).toBe("refuse");
  });

  it("what was sent again by intent is none, nor is the fax whose duplicate the other is", () => {
    expect(judge(ended("delivered"), { resendOf: other })).toBe("allow");
    expect(judge({ ...ended("delivered"), warnings: [duplicateWarning(one)] })).toBe("allow");
    expect(judge({ ...ended("delivered"), warnings: [duplicateWarning(uuid("third"))] })).toBe("refuse");
  });
});

describe("when its turn comes", () => {
  const desk = (rule: "warn" | "refuse" | "allow", more: Partial<OutboundFax> = {}) => {
    const made = dispatchDesk(queuedFax({ ...more }));
    made.table.faxes.set(other, outboundFax({ id: other, status: "delivered", document }));
    made.table.marks.set(made.fax().to, slotAt(noon - 1, other).mark);
    made.deps = { ...made.deps, duplicates: rule };
    return made;
  };

  it("given warn, the duplicate is called once and says which fax it repeats", async () => {
    const made = desk("warn");
    expect(await made.dispatch()).toBe(true);
    expect(made.calls).toHaveLength(1);
    expect(made.fax()).toMatchObject({ status: "sending", warnings: [duplicateWarning(other)] });
  });

  it("given refuse, nobody is called, and the fax ends with the reason and the other fax", async () => {
    const made = desk("refuse");
    expect(await made.dispatch()).toBe("ended");
    expect(made.calls).toEqual([]);
    const { failure, ...fax } = made.fax();
    expect(fax).toMatchObject({ status: "failed", warnings: [duplicateWarning(other)], attempts: [] });
    expect(failure).toMatchObject({ reason: "duplicate", internalReason: "duplicate" });
    expect(failure?.detail).toContain(other);
  });

  it("given allow, it goes without a word", async () => {
    const made = desk("allow");
    await made.dispatch();
    expect(made.calls).toHaveLength(1);
    expect(made.fax().warnings).toBeUndefined();
  });

  it("given a fax that was called before, it is not judged again", async () => {
    const attempts = [firstAttempt({ state: "failed", failureReason: "user_busy" })];
    const made = desk("refuse", { attempts });
    await made.dispatch();
    expect(made.calls).toHaveLength(1);
  });

  it("given a fax that moved into a line while it was judged, it is looked at again and refused", async () => {
    const made = desk("refuse");
    const { refuseDuplicate } = made.deps;
    let turns = 0;
    made.deps.refuseDuplicate = async (...args) => {
      made.table.taken.channels = ++turns === 1;
      if (turns === 1) await made.table.standInLine(made.fax(), 1, { kind: "blocked", by: "channel" }, noon);
      made.table.taken.channels = false;
      return refuseDuplicate(...args);
    };
    expect(await made.dispatch()).toBe("ended");
    expect(turns).toBe(2);
    expect(made.fax()).toMatchObject({ status: "failed" });
    expect(made.calls).toEqual([]);
  });
});
