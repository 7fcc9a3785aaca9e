import { sha256Hex } from "./ids.ts";
import type { DispatchMessage, FaxOrder } from "./messages.ts";

/**
 * An order to dispatch for a moment to come: held back by its queue where that can hold it so long, else by a
 * one-time schedule. `at`: epoch ms; `schedule`: the schedule's name.
 */
export type Wake =
  | { queue: "dispatch"; message: DispatchMessage; delaySeconds: number }
  | { queue: "dispatch"; message: DispatchMessage; at: number; schedule: string };

/** SQS holds a message back at most this long. */
const maxDelaySeconds = 900;
const minuteMs = 60_000;

/**
 * Wakes at `at`, never before. A schedule is exact to a minute, so it is set to a full one, the next: whatever the
 * service makes of seconds, it does not fire early. Pure; times in epoch ms.
 */
export function wakeAt(message: DispatchMessage, at: number, now: number): Wake {
  const waitSeconds = Math.max(0, Math.ceil((at - now) / 1000));
  if (waitSeconds <= maxDelaySeconds) return { queue: "dispatch", message, delaySeconds: waitSeconds };
  const full = Math.ceil(at / minuteMs) * minuteMs;
  return { queue: "dispatch", message, at: full, schedule: scheduleName(message, full) };
}

/**
 * The same for the same order and moment, so that "exists already" means done; at most 64 characters of those that a
 * schedule's name may have. It is told in logs that are not ours, so a lane stands there without its number.
 */
const scheduleName = (message: DispatchMessage, at: number): string =>
  `${subjectOf(message)}-${Math.floor(at / minuteMs).toString(36)}`;

function subjectOf(message: DispatchMessage): string {
  if ("lane" in message) return `lane-${sha256Hex(message.lane).slice(0, 32)}`;
  return "channel" in message ? "channel" : faxSubject(message);
}

const faxSubject = ({ faxId, attempt }: FaxOrder): string => `${faxId}-${attempt}`;
