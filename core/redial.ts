import { classOfFailure, type FailureClass } from "./failure-classes.ts";
import type { FaxSettings } from "./fax.ts";

/** After the nth failure of a class: the nth pause (the last one repeats), for so many redials at most. */
export type RedialRule = { pausesSeconds: number[]; redials: number };

const minutes = (...list: number[]): number[] => list.map((each) => each * 60);

/** The defaults of each class that is called again by itself; the classes not named here give up at once. */
export const redialRules: Partial<Record<FailureClass, RedialRule>> = {
  busy: { pausesSeconds: minutes(2, 4, 8, 15, 30), redials: 9 },
  no_answer: { pausesSeconds: minutes(5, 15, 45), redials: 3 },
  handshake: { pausesSeconds: minutes(1, 3, 10), redials: 3 },
  network: { pausesSeconds: minutes(0.5, 2, 10), redials: 3 },
  document: { pausesSeconds: minutes(1), redials: 1 },
  unknown: { pausesSeconds: minutes(0.5, 2), redials: 2 },
  // No call was made: it costs no attempt. Bounded, because each refusal stays on the fax: some four hours.
  capacity: { pausesSeconds: minutes(0.5, 1, 2, 4, 8, 10), redials: 30 },
};

/** Calls one fax may make, whatever the mixture of failures. */
export const maxAttempts = 10;

/** Reasons that end sooner than the rest of their class: one more call, then a person should look at the number. */
const onceMore = ["fax_initial_communication_timeout", "receiver_incompatible_destination"];

/** What the sender asked for: how many calls at most, and until when (epoch ms) one may begin. */
export type RedialLimits = { maxAttempts?: number | undefined; giveUpAt?: number | undefined };

export type RedialDecision =
  /** Call again at `at` (epoch ms), with these settings changed for all calls from then on. */
  { kind: "redial"; at: number; change: FaxSettings } | { kind: "give_up" };

/**
 * Whether and when to call again. `reasons` are why the calls of this fax failed, in order, the last one just now;
 * `settings` those it was made with. Pure; `now` in epoch ms.
 */
export function decideRedial(
  reasons: string[],
  settings: FaxSettings,
  limits: RedialLimits,
  now: number,
): RedialDecision {
  const reason = reasons.at(-1) ?? "";
  const failure = classOfFailure(reason);
  const rule = redialRules[failure];
  if (!rule) return { kind: "give_up" };
  const failures = reasons.filter((each) => classOfFailure(each) === failure).length;
  if (failures > (onceMore.includes(reason) ? 1 : rule.redials)) return { kind: "give_up" };
  const spent = reasons.filter((each) => classOfFailure(each) !== "capacity").length;
  if (spent >= (limits.maxAttempts ?? maxAttempts)) return { kind: "give_up" };
  const pause = rule.pausesSeconds[failures - 1] ?? rule.pausesSeconds.at(-1) ?? 0;
  const at = now + pause * 1000;
  if (limits.giveUpAt !== undefined && at > limits.giveUpAt) return { kind: "give_up" };
  return { kind: "redial", at, change: failure === "handshake" ? easierSettings(settings) : {} };
}

/** What makes two machines understand each other more often: first no T.38, then a lower resolution. */
function easierSettings(settings: FaxSettings): FaxSettings {
  if (settings.t38Enabled !== false) return { t38Enabled: false };
  return settings.quality === "normal" ? {} : { quality: "normal" };
}
