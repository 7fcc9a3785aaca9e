import { restsUntil, type Row } from "./courtesy.ts";
import { classOfFailure, type FailureClass } from "./failure-classes.ts";
import type { FaxSettings } from "./fax.ts";
import { retryClasses, ruleWith, type Retry, type RetryClass } from "./retry-policy.ts";

/** After the nth failure of a class: the nth pause (the last one repeats), for so many redials at most. */
export type RedialRule = { pausesSeconds: number[]; redials: number };

const minutes = (...list: number[]): number[] => list.map((each) => each * 60);

/** The defaults of each class that is called again by itself; the classes not named here give up at once. */
export const redialRules: Record<RetryClass, RedialRule> = {
  busy: { pausesSeconds: minutes(2, 4, 8, 15, 30), redials: 9 },
  no_answer: { pausesSeconds: minutes(5, 15, 45), redials: 3 },
  handshake: { pausesSeconds: minutes(1, 3, 10), redials: 3 },
  network: { pausesSeconds: minutes(0.5, 2, 10), redials: 3 },
  document: { pausesSeconds: minutes(1), redials: 1 },
  unknown: { pausesSeconds: minutes(0.5, 2), redials: 2 },
};

/** Our own lines were in use: the fax waits, for as long as it takes. */
const capacityPausesSeconds = minutes(0.5, 1, 2, 4, 8, 10);

/** Calls one fax may make, whatever the mixture of failures. */
export const maxAttempts = 10;

/** Reasons that end sooner than the rest of their class: then a person should look at the number. */
const fewerRedials: Record<string, number> = {
  fax_initial_communication_timeout: 1,
  receiver_incompatible_destination: 1,
  destination_unreachable: 2,
  receiver_decline: 2,
  rejected: 2,
};

/** What limits redials: the merged policy, the time to give up (epoch ms), and the number's own row of calls. */
export type RedialLimits = {
  retry?: Retry | undefined;
  giveUpAt?: number | undefined;
  row?: Row | undefined;
};

export type RedialDecision =
  /** Call again at `at` (epoch ms), with these settings changed; `rests`: the number is left alone until then by law. */
  { kind: "redial"; at: number; change: FaxSettings; rests: boolean } | { kind: "give_up" };

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
  if (!isRetried(failure)) return { kind: "give_up" };
  const rule = ruleWith(redialRules[failure], limits.retry?.[failure]);
  const failures = reasons.filter((each) => classOfFailure(each) === failure).length;
  if (failures > redialsAfter(reason, settings, rule)) return { kind: "give_up" };
  const spent = reasons.filter((each) => classOfFailure(each) !== "capacity").length;
  if (spent >= (limits.retry?.max_attempts ?? maxAttempts)) return { kind: "give_up" };
  const pause = rule.pausesSeconds[failures - 1] ?? rule.pausesSeconds.at(-1) ?? 0;
  const rest = restsUntil(limits.row, now) ?? 0;
  const at = Math.max(now + pause * 1000, rest);
  if (limits.giveUpAt !== undefined && at > limits.giveUpAt) return { kind: "give_up" };
  const change = failure === "handshake" ? easierSettings(settings) : {};
  return { kind: "redial", at, change, rests: rest === at };
}

const isRetried = (failure: FailureClass): failure is RetryClass =>
  retryClasses.some((name) => name === failure);

function redialsAfter(reason: string, settings: FaxSettings, rule: RedialRule): number {
  // The one thing worth a second call is T.38 switched off.
  if (reason === "receiver_incompatible_destination" && settings.t38Enabled === false) return 0;
  const most = Object.hasOwn(fewerRedials, reason) ? fewerRedials[reason] : undefined;
  return Math.min(rule.redials, most ?? rule.redials);
}

/** When a fax goes on (epoch ms) after so many refusals in a row (from 1) for want of a channel. */
export function afterCapacity(refusals: number, now: number): number {
  const pause = capacityPausesSeconds[refusals - 1] ?? capacityPausesSeconds.at(-1) ?? 0;
  return now + pause * 1000;
}

/** What makes two machines understand each other more often: first no T.38, then a lower resolution. */
function easierSettings(settings: FaxSettings): FaxSettings {
  if (settings.t38Enabled !== false) return { t38Enabled: false };
  return settings.quality === "normal" ? {} : { quality: "normal" };
}
