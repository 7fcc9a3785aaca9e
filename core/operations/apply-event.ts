import * as v from "valibot";
import { readCarrierEvent, webhookBody, type InboundEvent, type OutboundEvent } from "../carrier-event.ts";
import { classOfFailure } from "../failure-classes.ts";
import { timelineKey } from "../ids.ts";
import { foreignEventKey } from "../keys-in-bucket.ts";
import type { EventMessage } from "../messages.ts";
import { noSuchAttempt } from "../transitions.ts";

type Outcome =
  | { kind: "advance"; failed?: string }
  | { kind: "note" | "repeat" }
  | { kind: "contradiction" | "foreign"; why: string }
  | { kind: "adopted"; holdsLane: boolean }
  | { kind: "stray" };

export type ApplyDeps = {
  now: () => number;
  connectionId: string;
  applyOutbound: (event: OutboundEvent, now: number) => Promise<Outcome>;
  applyInbound: (event: InboundEvent, now: number) => Promise<Outcome>;
  /** Keeps an authentic event that is none of ours, for a person to look at. */
  keepForeign: (key: string, body: string) => Promise<unknown>;
  report: (word: string, facts: Record<string, string | number>) => void;
};

/** Applies one authentic carrier event. Unknown, foreign and repeated events are no errors. */
export async function applyEvent(deps: ApplyDeps, message: EventMessage): Promise<void> {
  const body = v.safeParse(webhookBody, parsed(message.body));
  if (!body.success) return keep(deps, message, "unreadable", "the body is not an event");
  const event = readCarrierEvent(body.output, message.receivedAt);
  const eventId = body.output.data.id;
  if (event.direction === "foreign") return keep(deps, message, eventId, event.why);
  if (event.direction === "inbound" && event.connectionId !== deps.connectionId) {
    return keep(deps, message, eventId, "the event belongs to another connection of the account");
  }
  // The answer to our own create call said so already, and where that was lost the next event tells the rest: no write.
  if (event.direction === "outbound" && event.type === "fax.queued") return;
  const outcome =
    event.direction === "outbound"
      ? await deps.applyOutbound(event, deps.now())
      : await deps.applyInbound(event, deps.now());
  if (outcome.kind === "foreign" && outcome.why === noSuchAttempt) {
    // A call of a fax of ours that our records say was not made.
    deps.report("stray_call", { faxId: event.faxId, eventType: event.type });
  }
  if (outcome.kind === "foreign") return keep(deps, message, eventId, outcome.why);
  if (outcome.kind === "advance" && outcome.failed !== undefined) tellOperator(deps, outcome.failed);
  if (outcome.kind === "contradiction") {
    deps.report("contradicting_event", { faxId: event.faxId, eventType: event.type, why: outcome.why });
  }
  if (event.direction === "outbound") reportAbsentCall(deps.report, event, outcome);
}

/** Says what became of a call that was held to be absent. */
export function reportAbsentCall(report: ApplyDeps["report"], event: OutboundEvent, outcome: Outcome): void {
  const facts = { faxId: event.faxId, attempt: event.attempt, eventType: event.type };
  if (outcome.kind === "adopted")
    report("call_adopted", { ...facts, lane: outcome.holdsLane ? "held" : "none" });
  if (outcome.kind === "stray") report("stray_call", facts);
}

/** Failures that only a change at the carrier mends. */
function tellOperator(deps: ApplyDeps, reason: string): void {
  const failure = classOfFailure(reason);
  if (failure === "account") deps.report("breaker_opened", { reason });
  if (failure === "configuration") deps.report("carrier_settings_refuse", { reason });
}

async function keep(deps: ApplyDeps, message: EventMessage, eventId: string, why: string): Promise<void> {
  const day = new Date(message.receivedAt).toISOString().slice(0, 10);
  const key = timelineKey(eventId === "unreadable" ? message.body : eventId);
  await deps.keepForeign(foreignEventKey(day, key), message.body);
  deps.report("foreign_event", { why });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
