import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  inboundEventTypes,
  outboundEventTypes,
  type InboundEvent,
  type OutboundEvent,
} from "../../core/carrier-event.ts";
import { isClosed, type InboundFax, type OutboundFax } from "../../core/fax.ts";
import { inboundLadder, outboundLadder } from "../../core/transitions.ts";
import { inboundEvent, outboundEvent } from "../support/carrier-events.ts";
import { firstAttempt, noon, outboundFax, sendingFax } from "../support/faxes.ts";
import { afterInbound, afterOutbound, comparable } from "../support/interpret.ts";

const copies = fc.integer({ min: 1, max: 2 });
const outboundOf = (...types: OutboundEvent["type"][]) =>
  fc.tuple(fc.constantFrom(...types), copies).map(([type, copy]) => outboundEvent(type, { copy }));
const inboundOf = (...types: InboundEvent["type"][]) =>
  fc.tuple(fc.constantFrom(...types), copies).map(([type, copy]) => inboundEvent(type, { copy }));

const anyStart = (): fc.Arbitrary<OutboundFax> => fc.oneof(starts.map(startOf), absentStarts);

/** Events of one attempt with repeats, whose ends, if there are any, agree. */
const agreeingOutbound = fc
  .constantFrom<OutboundEvent["type"]>("fax.delivered", "fax.failed")
  .chain((end) =>
    fc.array(outboundOf("fax.queued", "fax.media.processed", "fax.sending.started", end), { maxLength: 12 }),
  );
const agreeingInbound = fc
  .constantFrom<InboundEvent["type"]>("fax.received", "fax.failed")
  .chain((end) =>
    fc.array(inboundOf("fax.receiving.started", "fax.media.processing.started", end), { maxLength: 10 }),
  );

const starts = fc.record({
  attempt: fc.constantFrom(
    { state: "submitting" as const, rank: 0 },
    { state: "unknown" as const, rank: 0 },
    { state: "submitted" as const, rank: 5, carrierFaxId: "known" },
  ),
  wantsCancel: fc.boolean(),
});
/** A call held to be absent may turn out to exist, before and after a newer one was begun. */
const absentStarts = fc
  .tuple(fc.constantFrom<OutboundFax["status"]>("queued", "sending", "canceled", "failed"), fc.boolean())
  .map(([status, hasNewer]) =>
    outboundFax({
      status,
      attempts: [
        firstAttempt({ state: "absent", rank: 1 }),
        ...(hasNewer || status === "sending" ? [firstAttempt({ number: 2 })] : []),
      ],
    }),
  );
const startOf = ({
  attempt,
  wantsCancel,
}: {
  attempt: Partial<OutboundFax["attempts"][0]>;
  wantsCancel: boolean;
}) => sendingFax(attempt, wantsCancel ? { cancelRequestedAt: noon } : {});

/** Each event once, in the order in which things happen. */
function ordered<E extends { eventId: string; type: string }>(
  events: E[],
  rankOf: (event: E) => number,
): E[] {
  const once = new Map(events.map((event) => [event.eventId, event]));
  return [...once.values()].sort((a, b) => rankOf(a) - rankOf(b) || (a.eventId < b.eventId ? -1 : 1));
}

describe("duplicate, late and out-of-order events are no-ops", () => {
  it("any order and repetition of an outbound call's events ends in the same fax as the ordered ones", () => {
    fc.assert(
      fc.property(starts, agreeingOutbound, (start, events) => {
        const inOrder = ordered(events, (event) => outboundLadder[event.type].rank);
        const asTheyCame = events.reduce((fax, event) => afterOutbound(fax, event), startOf(start));
        expect(comparable(asTheyCame)).toEqual(
          comparable(inOrder.reduce((fax, event) => afterOutbound(fax, event), startOf(start))),
        );
      }),
      { numRuns: 500 },
    );
  });

  it("any order and repetition of a reception's events ends in the same fax as the ordered ones", () => {
    const run = (events: InboundEvent[]) =>
      events.reduce<InboundFax | undefined>((fax, event) => afterInbound(fax, event, noon), undefined);
    fc.assert(
      fc.property(agreeingInbound, (events) => {
        const inOrder = ordered(events, (event) => inboundLadder[event.type].rank);
        expect(comparable(run(events))).toEqual(comparable(run(inOrder)));
      }),
      { numRuns: 500 },
    );
  });
});

const stateOf = (fax: OutboundFax) => fax.attempts.map(({ state }) => state);

describe("inside an attempt the status only rises; a terminal status never changes", () => {
  it("of an outbound fax, whatever comes, contradictions included", () => {
    fc.assert(
      fc.property(
        anyStart(),
        fc.array(outboundOf(...outboundEventTypes), { maxLength: 20 }),
        (start, events) => {
          let fax = start;
          for (const event of events) {
            const next = afterOutbound(fax, event);
            expect(next.attempts[0]?.rank).toBeGreaterThanOrEqual(fax.attempts[0]?.rank ?? 0);
            if (isClosed(fax.status)) {
              expect([next.status, stateOf(next), next.failure]).toEqual([
                fax.status,
                stateOf(fax),
                fax.failure,
              ]);
            }
            fax = next;
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it("of an inbound fax, whatever comes, contradictions included", () => {
    fc.assert(
      fc.property(fc.array(inboundOf(...inboundEventTypes), { maxLength: 15 }), (events) => {
        let fax: InboundFax | undefined;
        for (const event of events) {
          const next = afterInbound(fax, event, noon);
          expect(next?.rank).toBeGreaterThanOrEqual(fax?.rank ?? 0);
          if (fax && fax.rank === 100) expect(next?.status).toBe(fax.status);
          fax = next;
        }
      }),
      { numRuns: 500 },
    );
  });
});
