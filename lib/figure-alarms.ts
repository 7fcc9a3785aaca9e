import { Duration } from "aws-cdk-lib";
import { Metric, Stats } from "aws-cdk-lib/aws-cloudwatch";
import { metricNamespace, type MetricName } from "../core/metrics.ts";

export type Severity = "high" | "low";

/** An alarm on one of our own figures: above `above` in each of `periods` following one another. */
export type FigureAlarm = {
  /** Also in docs/runbook.md. */
  heading: string;
  severity: Severity;
  metric: MetricName;
  statistic: "Sum" | "Maximum" | "Average";
  above: number;
  periodMinutes: number;
  periods: number;
};

const hour = 3_600;

/** All of them. Each costs ten cents a month, so a figure that needs no person has none. */
export const figureAlarms: FigureAlarm[] = [
  {
    heading: "Breaker open",
    severity: "high",
    metric: "Breaker",
    statistic: "Maximum",
    above: 0,
    periodMinutes: 5,
    periods: 1,
  },
  {
    heading: "Unknown attempts",
    severity: "high",
    metric: "UnknownsUnresolved",
    statistic: "Maximum",
    above: 0,
    periodMinutes: 5,
    periods: 1,
  },
  {
    heading: "Configuration failures",
    severity: "high",
    metric: "ConfigurationFailures",
    statistic: "Sum",
    above: 0,
    periodMinutes: 5,
    periods: 1,
  },
  {
    heading: "Oldest waiting",
    severity: "low",
    metric: "OldestWaiting",
    statistic: "Maximum",
    above: 2 * hour,
    periodMinutes: 15,
    periods: 1,
  },
  {
    heading: "Failure rate",
    severity: "low",
    metric: "FailedShare",
    statistic: "Average",
    above: 50,
    periodMinutes: 60,
    periods: 3,
  },
  {
    heading: "Sweep repairs",
    severity: "low",
    metric: "SweepRepairs",
    statistic: "Sum",
    above: 0,
    periodMinutes: 30,
    periods: 4,
  },
  {
    heading: "Contradicting events",
    severity: "high",
    metric: "Contradictions",
    statistic: "Sum",
    above: 0,
    periodMinutes: 5,
    periods: 1,
  },
];

/** One of our figures as CloudWatch knows it; `failureClass` where it is told apart by that. */
export const figureOf = (
  stack: string,
  name: MetricName,
  how: { statistic?: FigureAlarm["statistic"]; periodMinutes?: number; failureClass?: string } = {},
): Metric =>
  new Metric({
    namespace: metricNamespace,
    metricName: name,
    dimensionsMap: { Stack: stack, ...(how.failureClass ? { Class: how.failureClass } : {}) },
    statistic: how.statistic ?? Stats.SUM,
    period: Duration.minutes(how.periodMinutes ?? 5),
    ...(how.failureClass ? { label: how.failureClass } : {}),
  });
