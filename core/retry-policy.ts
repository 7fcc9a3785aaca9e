import * as v from "valibot";
import type { RedialRule } from "./redial.ts";

/** Classes whose redials can be set; the others have none. */
export const retryClasses = ["busy", "no_answer", "handshake", "network", "document", "unknown"] as const;
export type RetryClass = (typeof retryClasses)[number];

const whole = (min: number, max: number, meaning: string, unit = "") =>
  v.pipe(
    v.number("10026|must be a whole number"),
    v.integer("10026|must be a whole number"),
    v.minValue(min, `10033|must be from ${min} to ${max}${unit}`),
    v.maxValue(max, `10033|must be from ${min} to ${max}${unit}`),
    v.description(meaning),
  );

const rule = (meaning: string) =>
  v.optional(
    v.pipe(
      v.strictObject(
        {
          pauses_seconds: v.optional(
            v.pipe(
              v.array(
                whole(10, 86_400, "A pause in seconds.", " seconds"),
                "10026|must be a list of seconds",
              ),
              v.minLength(1, "10025|must name at least one pause"),
              v.maxLength(10, "10025|names at most 10 pauses"),
              v.description("Pauses before the first, second, ... redial; the last one repeats."),
            ),
          ),
          redials: v.optional(whole(0, 20, "Redials at most after failures of this kind.")),
        },
        '10026|must be an object such as {"pauses_seconds": [60, 300], "redials": 2}, with no other field',
      ),
      v.description(meaning),
    ),
  );

/** How often and when to call again, at any of the three levels: deployment, API key, fax. Every part optional. */
export const retryBody = v.strictObject(
  {
    max_attempts: v.optional(whole(1, 20, "Calls at most, redials included.")),
    give_up_after_seconds: v.optional(
      whole(60, 30 * 86_400, "So long after creation no call begins any more.", " seconds"),
    ),
    busy: rule("The line was busy."),
    no_answer: rule("Not answered, declined or not reached."),
    handshake: rule("The machines did not understand each other, or the call broke off."),
    network: rule("The telephone network or the carrier failed."),
    document: rule("The carrier could not get or read the pages."),
    unknown: rule("A reason that nobody knows."),
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
export function ruleWith(usual: RedialRule, given: Retry[RetryClass] | undefined): RedialRule {
  return {
    pausesSeconds: given?.pauses_seconds ?? usual.pausesSeconds,
    redials: given?.redials ?? usual.redials,
  };
}

/** Reads the settings' part of an environment variable; throws where it is none. Empty = nothing set. */
export const readRetry = (text: string): Retry | undefined =>
  text === "" ? undefined : v.parse(retryBody, JSON.parse(text));
