import { describe, expect, it } from "vitest";
import {
  afterAbsence,
  chooseControls,
  isTelling,
  judgeMissing,
  maxAbsences,
  settlingMs,
  type Control,
  type Listing,
} from "../../core/absence.ts";
import { decideOutbound } from "../../core/transitions.ts";
import { outboundEvent } from "../support/carrier-events.ts";
import { firstAttempt, noon, outboundFax, sendingFax } from "../support/faxes.ts";

const listing = (ids: string[], more: Partial<Listing> = {}): Listing => ({
  faxes: ids.map((id) => ({ id, status: "delivered" })),
  isComplete: false,
  isShort: false,
  ...more,
});
const began = noon + 1_000;
const older: Control = { carrierFaxId: "older", startedAt: began - 60_000 };
const newer: Control = { carrierFaxId: "newer", startedAt: began + 60_000 };

describe("never twice: a listing tells something", () => {
  it("given a fax known to be at the carrier, only where it shows that one", () => {
    expect(isTelling(listing(["older", "x"]), [older], began)).toBe(true);
    expect(isTelling(listing(["x"]), [older], began)).toBe(false);
    expect(isTelling(listing([], { isComplete: true }), [older], began)).toBe(false);
  });

  it("given one that was sent after the call, only where it shows that: a list may lag", () => {
    expect(isTelling(listing(["older"]), [older, newer], began)).toBe(false);
    expect(isTelling(listing(["newer"]), [older, newer], began)).toBe(true);
  });

  it("given none known, only where its own totals say that it is whole", () => {
    expect(isTelling(listing(["x"]), [], began)).toBe(false);
    expect(isTelling(listing([], { isComplete: true }), [], began)).toBe(true);
  });

  it("never where its own totals say that something is missing", () => {
    expect(isTelling(listing(["older"], { isShort: true }), [older], began)).toBe(false);
  });

  it("controls are the newest, settled and not too old, if possible newer than the call", () => {
    const now = began + 20 * 60_000;
    const young = { carrierFaxId: "young", startedAt: now - settlingMs + 1 };
    const old = { carrierFaxId: "old", startedAt: began - 7 * 86_400_000 - 1 };
    expect(chooseControls([old, older, newer, young], began, began, now)).toEqual([newer]);
    expect(chooseControls([old, older, young], began, began, now)).toEqual([older]);
    const many = [5, 4, 3, 2, 1].map((n) => ({ carrierFaxId: `${n}`, startedAt: began - n * 1_000 }));
    expect(chooseControls(many, began, began, now).map(({ carrierFaxId }) => carrierFaxId)).toEqual([
      "1",
      "2",
      "3",
    ]);
  });
});

describe("never twice: a call that the list does not show", () => {
  const unknown = sendingFax({ state: "unknown" });
  const [attempt] = unknown.attempts as [ReturnType<typeof firstAttempt>];
  const judge = (missedAt: number | undefined, now: number, fax = unknown, shown = ["older"]) =>
    judgeMissing(fax, { ...attempt, ...(missedAt ? { missedAt } : {}) }, listing(shown), [older], now);

  it("is missed once, and absent the second time, five minutes later", () => {
    const missed = noon + 7 * 60_000;
    expect(judge(undefined, missed)).toEqual({ kind: "missed" });
    expect(judge(missed, missed + settlingMs - 1)).toEqual({ kind: "stays", why: "too_early" });
    expect(judge(missed, missed + settlingMs)).toEqual({ kind: "absent" });
  });

  it("stays unknown while the listing proves nothing", () => {
    const why = { kind: "stays", why: "listing_proves_nothing" };
    expect(judge(undefined, noon + 1e6, unknown, ["x"])).toEqual(why);
    expect(judge(noon, noon + 1e9, unknown, ["x"])).toEqual(why);
  });

  it.each(["carrier.fetched", "carrier.asked_head", "carrier.fetch_broke_off"])(
    "stays unknown where somebody used its link (%s): only the carrier was told it",
    (word) => {
      const timeline = [{ key: `${word}.1`, at: noon, word, attempt: 1 }];
      expect(judge(noon, noon + 1e9, { ...unknown, timeline })).toEqual({
        kind: "stays",
        why: "pages_were_fetched",
      });
      const ofAnother = [{ key: `${word}.2`, at: noon, word, attempt: 2 }];
      expect(judge(noon, noon + 1e9, { ...unknown, timeline: ofAnother }).kind).toBe("absent");
    },
  );
});

describe("a fax whose call is known not to have been made", () => {
  const unknown = (more: Parameters<typeof outboundFax>[0] = {}) => sendingFax({ state: "unknown" }, more);

  it("is queued for a new call", () => {
    expect(afterAbsence(unknown(), noon)).toEqual({ status: "queued" });
    expect(afterAbsence(unknown({ giveUpAt: noon + 1 }), noon)).toEqual({ status: "queued" });
  });

  it("is canceled as wished, and fails where its time to give up has come", () => {
    expect(afterAbsence(unknown({ cancelRequestedAt: noon, giveUpAt: noon }), noon)).toEqual({
      status: "canceled",
    });
    expect(afterAbsence(unknown({ giveUpAt: noon }), noon)).toMatchObject({
      status: "failed",
      failure: { internalReason: "give_up_at_passed" },
    });
  });

  it("fails where the carrier never took it", () => {
    const absences = (count: number) => [
      ...Array.from({ length: count }, (_, index) =>
        firstAttempt({ number: index + 1, state: "absent", rank: 1 }),
      ),
      firstAttempt({ number: count + 1, state: "unknown" }),
    ];
    expect(afterAbsence(unknown({ attempts: absences(maxAbsences - 2) }), noon).status).toBe("queued");
    expect(afterAbsence(unknown({ attempts: absences(maxAbsences - 1) }), noon)).toMatchObject({
      status: "failed",
      failure: { internalReason: "carrier_never_took_it" },
    });
  });

  it("has spent no attempt with it: limits and pauses count real calls", () => {
    const fax = sendingFax(
      {},
      {
        attempts: [firstAttempt({ state: "absent", rank: 1 }), firstAttempt({ number: 2 })],
        retry: { max_attempts: 2 },
      },
    );
    expect(decideOutbound(fax, outboundEvent("fax.failed", { attempt: 2 }), noon)).toMatchObject({
      status: "queued",
      after: { wait: { until: noon + 120_000 } },
    });
  });
});

describe("a call that the carrier took after its pages were put out of reach", () => {
  const fenced = (number: number, more = {}) =>
    firstAttempt({ number, state: "unknown", missedAt: noon, ...more });
  const cannotFetch = { failureReason: "file_download_failed" };
  const failedOne = (number: number) => fenced(number, { state: "failed", rank: 100, ...cannotFetch });
  const told = (attempts: ReturnType<typeof fenced>[], reason = cannotFetch) =>
    decideOutbound(
      sendingFax({}, { attempts, retry: { max_attempts: 1 } }),
      outboundEvent("fax.failed", { attempt: attempts.length, ...reason }),
      noon,
    );

  it("cannot fetch them: that spends no attempt, and the fax is called again", () => {
    expect(told([fenced(1)])).toMatchObject({ status: "queued", after: { wait: { until: noon + 60_000 } } });
    expect(told([failedOne(1), failedOne(2), fenced(3)])).toMatchObject({ status: "queued" });
    expect(told([failedOne(1), firstAttempt({ number: 2 })])).toMatchObject({
      status: "failed",
      after: { failure: { detail: "The document could not be fetched." } },
    });
  });

  it("but not for ever, and not where it failed otherwise", () => {
    const five = [1, 2, 3, 4, 5].map(failedOne);
    expect(told([...five, fenced(6)])).toMatchObject({ status: "failed" });
    expect(told([fenced(1)], { failureReason: "user_busy" })).toMatchObject({ status: "failed" });
  });
});

describe("an event of a call held to be absent", () => {
  const absent = firstAttempt({ state: "absent", rank: 1 });
  const waiting = outboundFax({ status: "queued", attempts: [absent] });
  const calling = sendingFax({}, { attempts: [absent, firstAttempt({ number: 2 })] });
  const closed = (status: "delivered" | "failed" | "canceled") => outboundFax({ status, attempts: [absent] });
  const told = (fax: typeof waiting, type: Parameters<typeof outboundEvent>[0]) =>
    decideOutbound(fax, outboundEvent(type), noon);

  it.each(["fax.queued", "fax.media.processed", "fax.sending.started"] as const)(
    "given nothing newer submitted, when %s comes, then the call is adopted",
    (type) => {
      expect(told(waiting, type)).toMatchObject({ kind: "adopt", advance: { attempt: 1 } });
      const twice = [absent, firstAttempt({ number: 2, state: "absent", rank: 1 })];
      expect(told({ ...waiting, attempts: twice }, type).kind).toBe("adopt");
    },
  );

  it("given nothing newer submitted, when it was delivered, then the fax is", () => {
    expect(told(waiting, "fax.delivered")).toMatchObject({
      kind: "advance",
      status: "delivered",
      late: true,
    });
  });

  it("when it failed, then that is noted and the fax goes on as it does, whatever was submitted since", () => {
    for (const fax of [waiting, calling, closed("delivered")]) {
      expect(told(fax, "fax.failed")).toMatchObject({ kind: "stray", hasEnded: true });
    }
  });

  it.each([
    ["a newer call", calling],
    ["a newer call that failed", { ...calling, status: "queued" as const }],
    ["a fax that has ended", closed("canceled")],
  ])("given %s, when it goes on, then it is a stray to be stopped", (_what, fax) => {
    expect(told(fax, "fax.media.processed")).toMatchObject({ kind: "stray", hasEnded: false });
  });

  it.each([
    ["a newer call", calling],
    ["a fax that has ended", closed("failed")],
  ])("given %s, when it was delivered, then a person is told", (_what, fax) => {
    expect(told(fax, "fax.delivered").kind).toBe("contradiction");
  });

  it("given a stray that has ended, when older news of it come, then they are noted and adopt nothing", () => {
    const ended = { ...absent, rank: 100, endedAt: noon };
    expect(told({ ...waiting, attempts: [ended] }, "fax.sending.started").kind).toBe("note");
  });
});
