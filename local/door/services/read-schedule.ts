/** What EventBridge Scheduler takes as a one-time schedule into a queue, and how it says no. */
import * as v from "valibot";
import type { Schedule } from "../../engines/scheduler.ts";
import type { Json } from "../needs/need.ts";
import type { ScheduleCall } from "../needs/schedules.ts";
import { RestRefused } from "./rest-json.ts";

const invalid = (message: string): RestRefused => new RestRefused(400, "ValidationException", message);

/** Strict: what the laptop does not run would work on AWS and not here. */
const body = v.strictObject({
  ClientToken: v.optional(v.pipe(v.string(), v.maxLength(64))),
  GroupName: v.optional(v.string()),
  ScheduleExpression: v.pipe(v.string(), v.maxLength(256)),
  ScheduleExpressionTimezone: v.optional(v.literal("UTC")),
  FlexibleTimeWindow: v.strictObject({ Mode: v.literal("OFF") }),
  ActionAfterCompletion: v.literal("DELETE"),
  State: v.optional(v.literal("ENABLED")),
  Target: v.strictObject({
    Arn: v.string(),
    RoleArn: v.string(),
    Input: v.pipe(v.string(), v.minLength(1)),
  }),
});

/**
 * The schedule that a call asks for; `now` in epoch ms. @throws RestRefused for a bad name or time, a target or a
 * role that is none
 */
export function readSchedule(
  { name, group }: ScheduleCall,
  given: Json,
  ground: { trusts: (roleArn: string, group: string) => boolean; hasQueue: (arn: string) => boolean },
  now: number,
): Schedule {
  if (!/^[0-9a-zA-Z\-_.]{1,64}$/.test(name)) {
    throw invalid(`The name ${name} must have 1 to 64 characters of [0-9a-zA-Z-_.].`);
  }
  const read = v.safeParse(body, given);
  if (!read.success) {
    const issue = read.issues[0];
    throw invalid(`The laptop does not take this schedule: ${v.getDotPath(issue) ?? ""} ${issue.message}`);
  }
  const { ScheduleExpression: expression, Target } = read.output;
  const at = momentOf(expression);
  if (at === undefined) throw invalid(`Invalid Schedule Expression ${expression}.`);
  if (at <= now) throw invalid(`The time of ${expression} has passed.`);
  if (!ground.hasQueue(Target.Arn)) throw invalid(`Provided Arn is not valid: ${Target.Arn}.`);
  if (!ground.trusts(Target.RoleArn, group)) {
    throw invalid("The execution role you provide must allow AWS EventBridge Scheduler to assume the role.");
  }
  return {
    name,
    group,
    expression,
    at,
    createdAt: now,
    queueArn: Target.Arn,
    roleArn: Target.RoleArn,
    input: Target.Input,
  };
}

/** `at(yyyy-mm-ddThh:mm:ss)` in UTC, epoch ms; undefined where it is no such moment. */
function momentOf(expression: string): number | undefined {
  const [, text] = /^at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)$/.exec(expression) ?? [];
  const at = text === undefined ? NaN : Date.parse(`${text}Z`);
  // A 31st of February is read as the 3rd of March.
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 19) !== text ? undefined : at;
}
