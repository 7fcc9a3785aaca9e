import { describe, expect, it } from "vitest";
import type { SubmitOutcome } from "../../core/carrier-answer.ts";
import { toClientState } from "../../core/ids.ts";
import { claimHeldMs } from "../../core/absence.ts";
import { dispatchFax } from "../../core/operations/dispatch-fax.ts";
import { dispatchDesk, queuedFax, stopAt } from "../support/dispatch-desk.ts";
import { firstAttempt, noon, sendingFax, uuid } from "../support/faxes.ts";

const id = uuid("fax");
const unknownOf = { status: "sending", attempts: [{ number: 1, state: "unknown" }] };

describe("never twice: one attempt makes at most one carrier call", () => {
  it("given a queued fax, when it is dispatched, then the carrier is called once with our key and this call's own link", async () => {
    const desk = dispatchDesk();
    await desk.dispatch();
    expect(desk.calls).toEqual([
      {
        clientState: toClientState(id, 1),
        mediaUrl: `https://bucket.example/call/${id}/1.pdf?t=00`,
      },
    ]);
    expect(desk.fax()).toMatchObject({
      status: "sending",
      attempts: [{ number: 1, state: "submitted", carrierFaxId: "carrier-1" }],
    });
  });

  it("given pages with header lines, then they tell when the call was claimed, however long the claim took", async () => {
    const { document } = queuedFax();
    if (!document) throw new Error("a queued fax has a document");
    const desk = dispatchDesk(queuedFax({ document: { ...document, timeOffset: 900 } }));
    const { claim } = desk.deps;
    desk.deps.claim = async (...given) => {
      const claimed = await claim(...given);
      desk.clock += 60_000;
      return claimed;
    };
    await desk.dispatch();
    expect(desk.linked).toEqual([
      expect.objectContaining({ contentType: "application/pdf", time: { offset: 900, calledAt: noon } }),
    ]);
  });

  it("given a dispatched fax, when the queue brings it ten times more, then nobody is called", async () => {
    const desk = dispatchDesk();
    await desk.dispatch();
    for (let turn = 0; turn < 10; turn++) await desk.dispatch();
    expect(desk.calls).toHaveLength(1);
  });

  it("given two deliveries at once, when both are dispatched, then one calls", async () => {
    const desk = dispatchDesk();
    await Promise.allSettled([desk.dispatch(), desk.dispatch(), desk.dispatch()]);
    expect(desk.calls).toHaveLength(1);
  });

  it("given an ambiguous answer, when the order comes again and again, then submit is never called again", async () => {
    const desk = dispatchDesk();
    desk.answer = () => ({ kind: "ambiguous", why: "no answer" });
    await desk.dispatch();
    expect(await desk.redeliver()).toBe(true);
    await desk.redeliver(20);
    expect(desk.calls).toHaveLength(1);
    expect(desk.fax()).toMatchObject(unknownOf);
    expect(desk.reports).toEqual(["attempt_unknown"]);
  });

  it("given a crash between claim and answer, when the order comes again, then the attempt is unknown and nobody is called", async () => {
    const desk = dispatchDesk();
    desk.answer = () => Promise.reject(new Error("the process ended"));
    await expect(desk.dispatch()).rejects.toThrow();
    expect(await desk.redeliver()).toBe(true);
    expect(desk.calls).toHaveLength(1);
    expect(desk.fax()).toMatchObject(unknownOf);
  });

  it("given another process that may still be calling, when the order comes, then it waits and claims nothing", async () => {
    const desk = dispatchDesk(sendingFax({ claim: "other", startedAt: noon }));
    desk.clock = noon + claimHeldMs - 1;
    await expect(desk.dispatch()).rejects.toThrow("another process holds the claim");
    expect(desk.fax().attempts).toEqual([firstAttempt({ claim: "other", startedAt: noon })]);
    desk.clock = noon + claimHeldMs;
    await desk.dispatch();
    expect(desk.fax()).toMatchObject(unknownOf);
    expect(desk.calls).toEqual([]);
  });

  it("given a claim whose answer was lost on the way back, when it is claimed again under the same name, then it goes on", async () => {
    const desk = dispatchDesk();
    const claimTwice: typeof desk.deps.claim = async (...args) => {
      await desk.deps.claim(...args);
      return desk.deps.claim(...args);
    };
    await desk.dispatch({ ...desk.deps, claim: claimTwice });
    expect(desk.calls).toHaveLength(1);
    expect(desk.fax()).toMatchObject({ attempts: [{ state: "submitted" }] });
  });

  for (const when of ["before", "after"] as const) {
    it(`given a process stopped ${when} any external call, when the order comes again, then there is at most one call`, async () => {
      const answers: SubmitOutcome[] = [
        { kind: "accepted", carrierFaxId: "carrier-1" },
        { kind: "ambiguous", why: "answer 502" },
        { kind: "refused", status: 422, code: "10016", detail: "" },
      ];
      for (const answer of answers) {
        for (let nth = 1; ; nth++) {
          const desk = dispatchDesk();
          desk.answer = () => answer;
          const stopped = stopAt(desk.deps, nth, when);
          await desk.dispatch(stopped.deps).catch(() => undefined);
          if (!stopped.hasStopped()) break;
          expect(await desk.redeliver()).toBe(true);
          await desk.redeliver(5);
          expect(desk.calls.length).toBeLessThanOrEqual(1);
          expect(["sending", "failed"]).toContain(desk.fax().status);
        }
      }
    });
  }

  it.each(["preparing", "delivered", "failed", "canceled"] as const)(
    "given a fax that is %s, when the order comes, then nobody is called",
    async (status) => {
      const desk = dispatchDesk(queuedFax({ status }));
      await desk.dispatch();
      expect(desk.calls).toEqual([]);
      expect(desk.fax().status).toBe(status);
    },
  );

  it("given an event that outran the answer, then the answer changes no status", async () => {
    const desk = dispatchDesk();
    desk.answer = () => {
      const fax = desk.fax();
      const attempts = fax.attempts.map((attempt) => ({
        ...attempt,
        state: "delivered" as const,
        rank: 100,
      }));
      desk.table.faxes.set(fax.id, { ...fax, status: "delivered", attempts });
      return { kind: "accepted", carrierFaxId: "carrier-1" };
    };
    await desk.dispatch();
    expect(desk.fax()).toMatchObject({ status: "delivered", attempts: [{ state: "delivered" }] });
  });
});

describe("nothing was sent: the fax waits and no attempt is spent", () => {
  it("without a carrier key it waits, says so, and goes once the key is there", async () => {
    const desk = dispatchDesk();
    desk.key = undefined;
    await desk.dispatch();
    expect(desk.fax()).toMatchObject({ status: "queued", line: "channel", attempts: [] });
    expect(desk.table.taken.breaker).toBe("not_configured");
    expect(desk.reports).toEqual(["breaker_opened"]);
    // Waiting costs nothing: no time is set at which it would look again.
    expect(desk.fax()).not.toHaveProperty("notBefore");
    desk.key = "carrier-key";
    await desk.dispatch();
    expect(desk.calls).toEqual([]);
    desk.table.taken.breaker = undefined;
    await desk.dispatch();
    expect(desk.calls).toHaveLength(1);
  });

  it.each([
    ["capacity", { kind: "capacity", retryAfterSeconds: 42 }, "carrier_capacity", 42_000],
    ["not sent", { kind: "not_sent", why: "ECONNREFUSED" }, "carrier_unreachable", 30_000],
  ] as [string, SubmitOutcome, string, number][])(
    "after %s it waits",
    async (_name, answer, reason, waitMs) => {
      const desk = dispatchDesk();
      desk.answer = () => answer;
      await desk.dispatch();
      expect(desk.fax()).toMatchObject({
        status: "queued",
        waitingFor: reason,
        notBefore: desk.clock + waitMs,
        attempts: [],
      });
    },
  );

  it("a refused key opens the breaker for all, and the fax waits behind it", async () => {
    const desk = dispatchDesk();
    desk.answer = () => ({ kind: "account", status: 401 });
    await desk.dispatch();
    expect(desk.table.taken.breaker).toBe("carrier_key_refused");
    expect(desk.fax()).toMatchObject({ status: "queued", waitingFor: "breaker", attempts: [] });
    expect(desk.fax()).not.toHaveProperty("notBefore");
    desk.key = "another";
    await desk.dispatch();
    expect(desk.fax()).toMatchObject({ status: "queued", line: "channel" });
    expect(desk.calls).toHaveLength(1);
  });

  it("a key that was replaced a moment ago opens nothing: the fax goes on with the new one", async () => {
    const desk = dispatchDesk();
    desk.answer = () => {
      desk.deps.forgetCarrierKey = () => (desk.key = "the new key");
      return { kind: "account", status: 401 };
    };
    await desk.dispatch();
    expect(desk.table.taken.breaker).toBeUndefined();
    desk.answer = () => ({ kind: "accepted", carrierFaxId: "carrier-1" });
    await desk.dispatch();
    expect(desk.fax().status).toBe("sending");
  });

  it("after its time to give up nobody is called", async () => {
    const desk = dispatchDesk(queuedFax({ giveUpAt: noon }));
    await desk.dispatch();
    expect(desk.calls).toEqual([]);
    expect(desk.fax()).toMatchObject({ status: "failed", failure: { internalReason: "give_up_at_passed" } });
  });

  it("a refused key is forgotten, so that a new one is read", async () => {
    const desk = dispatchDesk();
    desk.answer = () => ({ kind: "account", status: 401 });
    await desk.dispatch();
    expect(desk.key).toBeUndefined();
    expect(desk.reports).toEqual(["carrier_refuses_account", "breaker_opened"]);
  });

  it("a carrier out of reach is tried ever more seldom, then the fax fails and says why", async () => {
    const desk = dispatchDesk();
    desk.answer = () => ({ kind: "not_sent", why: "ENETUNREACH" });
    const waits: number[] = [];
    for (let turn = 0; turn < 30 && desk.fax().status === "queued"; turn++) {
      const before = desk.clock;
      await desk.dispatch();
      const { notBefore = before } = desk.fax();
      waits.push((notBefore - before) / 1000);
      desk.clock = notBefore;
    }
    expect(waits.slice(0, 6)).toEqual([30, 60, 120, 240, 480, 900]);
    expect(desk.calls).toHaveLength(20);
    expect(desk.fax()).toMatchObject({
      status: "failed",
      failure: { reason: "service_unavailable", internalReason: "carrier_unreachable" },
    });
  });

  it("a cancel that came meanwhile ends the fax canceled when its call is given back", async () => {
    const desk = dispatchDesk();
    desk.answer = async () => {
      await desk.table.requestCancel(id, desk.clock);
      return { kind: "not_sent", why: "ECONNREFUSED" };
    };
    await desk.dispatch();
    expect(desk.fax()).toMatchObject({ status: "canceled", attempts: [] });
  });

  it("without its document, or with a link the carrier would not take, nobody is called", async () => {
    const gone = dispatchDesk();
    gone.objects.clear();
    await gone.dispatch();
    const long = dispatchDesk();
    long.link = `https://bucket.example/${"x".repeat(2000)}/`;
    await long.dispatch();
    for (const desk of [gone, long]) {
      expect(desk.calls).toEqual([]);
      expect(desk.fax()).toMatchObject({ status: "queued", waitingFor: "carrier_unreachable" });
    }
  });
});

describe("the carrier refused the request itself", () => {
  it.each([
    ["10016", "receiver_invalid_number_format"],
    ["10002", "rejected"],
  ])("code %s ends the fax with %s and what the carrier said", async (code, reason) => {
    const desk = dispatchDesk();
    desk.answer = () => ({ kind: "refused", status: 422, code, detail: "It will not do." });
    await desk.dispatch();
    expect(desk.fax()).toMatchObject({
      status: "failed",
      attempts: [{ state: "failed", failureReason: reason }],
      failure: { reason, internalReason: `carrier_${code}` },
    });
    expect(desk.fax().failure?.detail).toContain("It will not do.");
  });
});

describe("never before its time", () => {
  const resting = () =>
    dispatchDesk(
      queuedFax({
        status: "scheduled",
        scheduledAt: noon + 60_000,
        notBefore: noon + 60_000,
        waitingFor: "schedule",
      }),
    );
  const order = { faxId: id, attempt: 1 };

  it("given an order that came early, then nobody is called and the order is given again", async () => {
    const desk = resting();
    await dispatchFax(desk.deps, order);
    expect(desk.calls).toEqual([]);
    expect(desk.fax()).toMatchObject({ status: "scheduled", wakes: 1, notBefore: noon + 60_000 });
  });

  it("given its time, then a scheduled fax is called as any other, and the order's repeats call nobody", async () => {
    const desk = resting();
    desk.clock = noon + 60_000;
    await dispatchFax(desk.deps, order);
    await dispatchFax(desk.deps, order);
    expect(desk.calls).toHaveLength(1);
    expect(desk.fax().status).toBe("sending");
  });

  it("given its time and another call to the number, then it stands in line as a queued fax", async () => {
    const desk = resting();
    desk.clock = noon + 60_000;
    desk.table.taken.lanes.add(desk.fax().to);
    await dispatchFax(desk.deps, order);
    expect(desk.calls).toEqual([]);
    expect(desk.fax()).toMatchObject({ status: "queued", line: "lane", waitingFor: "lane" });
  });

  it("given an early order and no carrier, then the time it rests until is not moved", async () => {
    const desk = resting();
    desk.key = undefined;
    await dispatchFax(desk.deps, order);
    expect(desk.fax()).toMatchObject({ status: "scheduled", notBefore: noon + 60_000 });
  });
});

describe("a number that is left alone", () => {
  it("a fax that stands in its line learns until when, once", async () => {
    const desk = dispatchDesk(queuedFax({ line: "lane", waitingFor: "lane" }));
    const restsUntil = noon + 3_600_000;
    const stood: (number | undefined)[] = [];
    desk.deps.claim = async () => ({ kind: "blocked", by: "lane", restsUntil });
    desk.deps.standInLine = async (fax, _attempt, by) => {
      stood.push(by.restsUntil);
      const standing = { ...fax, notBefore: restsUntil };
      desk.table.faxes.set(fax.id, standing);
      return standing;
    };
    await desk.dispatch();
    desk.clock = restsUntil;
    await desk.dispatch();
    expect(stood).toEqual([restsUntil]);
    expect(desk.calls).toEqual([]);
  });
});
