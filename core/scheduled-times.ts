import { invalid, type Problem } from "./errors.ts";

/** A schedule is kept this long at most, milliseconds; who plans further ahead has mistaken the year. */
const longestAheadMs = 366 * 86_400_000;

/** What is wrong with the times of an order (ISO 8601, checked before), or undefined. `now` in epoch ms. */
export function refusalOfTimes(
  times: { scheduled_at?: string | undefined; give_up_at?: string | undefined },
  now: number,
): Problem | undefined {
  const { scheduled_at, give_up_at } = times;
  if (scheduled_at === undefined) return undefined;
  const at = Date.parse(scheduled_at);
  if (Number.isNaN(at)) return refused("is no moment of the calendar");
  if (at <= now) return refused("must lie in the future; leave it out to send at once");
  if (at > now + longestAheadMs) return refused("may lie at most a year ahead");
  return give_up_at !== undefined && at >= Date.parse(give_up_at)
    ? refused("must lie before 'give_up_at'")
    : undefined;
}

const refused = (why: string): Problem =>
  invalid("10033", "Value out of range", `The 'scheduled_at' parameter ${why}.`, {
    pointer: "/scheduled_at",
  });
