import { randomUUID } from "node:crypto";
import type { Clock } from "../../clock.ts";
import type { Pool } from "../lambda/pool.ts";
import type { Model } from "../template/model.ts";
import { place } from "../template/place.ts";
import { TemplateRefusal } from "../template/refusal.ts";

const unitMs: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * Invokes the targets of `rate(...)` rules on the laptop's clock; answers the function that stops.
 * @throws TemplateRefusal for a cron rule, or a target that is no function of the template.
 */
export function startRules(model: Model, pool: Pool, clock: Clock): () => void {
  const cancels = model.rules
    .filter(({ properties }) => properties.State === "ENABLED")
    .map((rule) => {
      const periodMs = readRate(rule.properties.ScheduleExpression, rule.logicalId);
      const targets = rule.properties.Targets.map(({ Arn, Input }) => {
        const fn = model.functions.find(({ arn }) => arn === Arn);
        if (!fn)
          throw new TemplateRefusal(`The rule ${rule.logicalId} calls ${Arn}, which is no function here.`);
        return { fn, input: Input };
      });
      const fire = () => {
        cancel = clock.after(periodMs, fire);
        for (const { fn, input } of targets) {
          const event: unknown = input === undefined ? scheduledEvent(rule.arn, clock) : JSON.parse(input);
          void pool.invoke(fn, event);
        }
      };
      let cancel = clock.after(periodMs, fire);
      return () => cancel();
    });
  return () => {
    for (const cancel of cancels) cancel();
  };
}

/** `rate(5 minutes)` -> milliseconds */
function readRate(expression: string, logicalId: string): number {
  const [, count, unit = ""] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const periodMs = Number(count) * (unitMs[unit] ?? NaN);
  if (periodMs > 0) return periodMs;
  throw new TemplateRefusal(`The laptop runs rate(...) rules only, but ${logicalId} says ${expression}.`);
}

const scheduledEvent = (ruleArn: string, clock: Clock) => ({
  version: "0",
  id: randomUUID(),
  "detail-type": "Scheduled Event",
  source: "aws.events",
  account: place.account,
  time: clock
    .now()
    .toISOString()
    .replace(/\.\d+Z$/, "Z"),
  region: place.region,
  resources: [ruleArn],
  detail: {},
});
