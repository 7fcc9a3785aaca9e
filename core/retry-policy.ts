import * as v from "valibot";
import type { RedialRule } from "./redial.ts";

/** Classes whose redials can be set; the others have none. */
export const retryClasses = ["busy", "no_answer", "handshake", "network", "document", "unknown"] as const;
export type RetryClass = (typeof retryClasses)[number];

const whole = (min: number, max: number, unit = "") =>
  v.pipe(
    v.number("10026|must be a whole number"),
    v.integer("10026|must be a whole number"),
    v.minValue(min, `10033|must be from ${min} to ${max}${unit}`),
    v.maxValue(max, `10033|must be from ${min} to ${max}${unit}`),
  );

const rule = v.strictObject(
  {
    pauses_seconds: v.optional(
      v.pipe(
        v.array(whole(10, 86_400, " seconds"), "10026|must be a list of seconds"),
        v.minLength(1, "10025|must name at least one pause"),
        v.maxLength(10, "10025|names at most 10 pauses"),
      ),
    ),
    redials: v.optional(whole(0, 20)),
  },
  '10026|must be an object such as {"pauses_seconds": [60, 300], "redials": 2}, with no other field',
);

/** How often and when to call again, at any of the three levels: deployment, API key, fax. Every part optional. */
export const retryBody = v.strictObject(
  {
    max_attempts: v.optional(whole(1, 20)),
    give_up_after_seconds: v.optional(whole(60, 30 * 86_400, " seconds")),
    busy: v.optional(rule),
    no_answer: v.optional(rule),
    handshake: v.optional(rule),
    network: v.optional(rule),
    document: v.optional(rule),
    unknown: v.optional(rule),
  },
  '10026|must be an object such as {"max_attempts": 3, "busy": {"redials": 5}}, with no other field',
);
export type Retry = v.InferOutput<typeof retryBody>;

/** A fax that nobody gave a time for is given up after this. */
export const defaultGiveUpSeconds = 3 * 86_400;

/** Later levels win, field by field; undefined where no level says anything. Pure. */
export function mergeRetry(...levels: (Retry | undefined)[]): Retry | undefined {
  const given = levels.filter((level) => level !== undefined && Object.keys(level).length > 0);
  if (given.length === 0) return undefined;
  return given.reduce<Retry>((merged, level) => {
    const rules = retryClasses.flatMap((name) => {
      const parts = { ...merged[name], ...level?.[name] };
      return Object.keys(parts).length > 0 ? [[name, parts] as const] : [];
    });
    return { ...merged, ...level, ...Object.fromEntries(rules) };
  }, {});
}

/** A class's rule where levels change it: a changed part stands, the other part stays. */
export function ruleWith(usual: RedialRule, given: Retry[RetryClass]): RedialRule {
  return {
    pausesSeconds: given?.pauses_seconds ?? usual.pausesSeconds,
    redials: given?.redials ?? usual.redials,
  };
}

/** Reads the settings' part of an environment variable; throws where it is none. Empty = nothing set. */
export const readRetry = (text: string): Retry | undefined =>
  text === "" ? undefined : v.parse(retryBody, JSON.parse(text));
