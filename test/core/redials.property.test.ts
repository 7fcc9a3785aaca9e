import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OutboundEvent } from "../../core/carrier-event.ts";
import { isClosed, nextAttempt, type OutboundFax } from "../../core/fax.ts";
import { endRank, outboundLadder } from "../../core/transitions.ts";
import { outboundEvent } from "../support/carrier-events.ts";
import { firstAttempt, sendingFax, uuid } from "../support/faxes.ts";
import { afterOutbound, inOneOrder } from "../support/interpret.ts";

/** Events of several calls of one fax; a claim opens the next call wherever the fax waits for one. */
type Step = OutboundEvent | "claim";

const eventOf = (type: OutboundEvent["type"], attempt: number, copy: number, reason: string): OutboundEvent =>
  outboundEvent(type, {
    eventId: uuid(`${type} ${attempt} ${copy}`),
    attempt,
    carrierFaxId: uuid(`carrier ${attempt}`),
    ...(type === "fax.failed" ? { failureReason: reason, internalFailureReason: reason } : {}),
  });

function claimed({ waitingFor: _for, notBefore: _until, ...fax }: OutboundFax): OutboundFax {
  const attempt = firstAttempt({ number: nextAttempt(fax) });
  return { ...fax, status: "sending", attempts: [...fax.attempts, attempt] };
}

const after = (fax: OutboundFax, step: Step): OutboundFax => {
  if (step !== "claim") return afterOutbound(fax, step);
  return fax.status === "queued" ? claimed(fax) : fax;
};
const play = (steps: Step[]): OutboundFax => steps.reduce(after, sendingFax());
const rankOf = ({ type }: OutboundEvent): number => outboundLadder[type].rank;

const reasons = fc.constantFrom(
  "user_busy",
  "receiver_no_answer",
  "fax_signaling_error",
  "service_unavailable",
  "user_channel_limit_exceeded",
  "receiver_unallocated_number",
  "unheard_of",
);
const early = fc.constantFrom<OutboundEvent["type"]>(
  "fax.queued",
  "fax.media.processed",
  "fax.sending.started",
);

/** One call: what was told of it in the order in which it came, one end among it, and what comes again much later. */
const calls = fc.array(
  fc.record({
    reason: reasons,
    isDelivered: fc.integer({ min: 0, max: 5 }).map((die) => die === 0),
    before: fc.array(early, { maxLength: 4 }),
    after: fc.array(early, { maxLength: 3 }),
    endAgain: fc.boolean(),
    muchLater: fc.array(early, { maxLength: 2 }),
  }),
  { minLength: 1, maxLength: 6 },
);

/** The story as it came, and the same in the order in which things happen, each once. */
const stories = calls.map((list) => {
  const told = list.map((call, index) => {
    const of = (type: OutboundEvent["type"]) => eventOf(type, index + 1, 1, call.reason);
    const end = of(call.isDelivered ? "fax.delivered" : "fax.failed");
    return {
      now: [...call.before.map(of), end, ...call.after.map(of), ...(call.endAgain ? [end] : [])],
      later: call.muchLater.map(of),
    };
  });
  const asItCame = told.flatMap(({ now }, index): Step[] => [
    ...(told[index - 2]?.later ?? []),
    ...now,
    "claim",
    ...(told[index]?.later ?? []),
    ...now,
  ]);
  const inOrder = told.flatMap(({ now, later }): Step[] => [
    ...[...new Map([...now, ...later].map((event) => [event.eventId, event])).values()].sort(
      (a, b) => rankOf(a) - rankOf(b),
    ),
    "claim",
  ]);
  return { asItCame, inOrder };
});

describe("events of several calls, in any order and repeated", () => {
  it("end in the same fax as the ordered ones: late news of a call never touches the next", () => {
    fc.assert(
      fc.property(stories, ({ asItCame, inOrder }) => {
        expect(inOneOrder(play(asItCame))).toEqual(inOneOrder(play(inOrder)));
      }),
      { numRuns: 500 },
    );
  });

  const anything = fc.array(
    fc.oneof(
      { weight: 1, arbitrary: fc.constant<Step>("claim") },
      {
        weight: 4,
        arbitrary: fc
          .tuple(
            fc.oneof(early, fc.constantFrom<OutboundEvent["type"]>("fax.delivered", "fax.failed")),
            fc.integer({ min: 1, max: 4 }),
            fc.integer({ min: 1, max: 2 }),
            reasons,
          )
          .map((parts): Step => eventOf(...parts)),
      },
    ),
    { maxLength: 40 },
  );

  it("never leave a terminal state, never take a call away, and lower no rank, contradictions included", () => {
    fc.assert(
      fc.property(anything, (steps) => {
        let fax = sendingFax();
        for (const step of steps) {
          const next = after(fax, step);
          if (isClosed(fax.status)) {
            expect([next.status, next.attempts, next.failure]).toEqual([
              fax.status,
              fax.attempts,
              fax.failure,
            ]);
          }
          for (const [index, attempt] of fax.attempts.entries()) {
            expect(next.attempts[index]?.number).toBe(attempt.number);
            expect(next.attempts[index]?.rank).toBeGreaterThanOrEqual(attempt.rank);
          }
          expect(next.attempts.length - fax.attempts.length).toBeLessThanOrEqual(step === "claim" ? 1 : 0);
          fax = next;
        }
      }),
      { numRuns: 500 },
    );
  });

  it("leave at most one call open, the latest, and none once the fax waits or has ended", () => {
    fc.assert(
      fc.property(anything, (steps) => {
        steps.reduce((fax, step) => {
          const next = after(fax, step);
          const open = next.attempts.filter(({ rank }) => rank < endRank).map(({ number }) => number);
          expect(open).toEqual(next.status === "sending" ? [next.attempts.at(-1)?.number] : []);
          return next;
        }, sendingFax());
      }),
      { numRuns: 500 },
    );
  });
});
