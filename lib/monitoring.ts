import { Duration, Stack } from "aws-cdk-lib";
import { Alarm, ComparisonOperator, TreatMissingData, type IMetric } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { figureAlarms, figureOf, type Severity } from "./figure-alarms.ts";

/** Alarms, each with a severity and a heading in docs/runbook.md, mailed to the operator if one is named. */
export class Monitoring extends Construct {
  /** Messages given up, by queue. */
  readonly deadLetters: IMetric[] = [];
  private readonly topic: Topic | undefined;

  constructor(scope: Construct, id: string, alarmEmail: string | undefined) {
    super(scope, id);
    if (alarmEmail) {
      this.topic = new Topic(this, "Topic");
      this.topic.addSubscription(new EmailSubscription(alarmEmail));
    }
    for (const { heading, severity, metric, above, periods, ...how } of figureAlarms) {
      const figure = figureOf(Stack.of(this).stackName, metric, how);
      this.alarm(new Construct(this, metric), heading, severity, figure, above, periods);
    }
  }

  /** Messages that were given up: each is a fax or event that waits for a person. */
  deadLetterAlarm(scope: Construct, name: string, queue: Queue): Alarm {
    const metric = queue.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(5) });
    this.deadLetters.push(metric.with({ label: name }));
    return this.alarm(scope, `${name} dead letters`, "high", metric, 0);
  }

  /** The stream is not being read: nothing moves on. */
  relayLagAlarm(scope: Construct, relay: IFunction): Alarm {
    const metric = relay.metric("IteratorAge", { statistic: "Maximum", period: Duration.minutes(5) });
    return this.alarm(scope, "Relay lag", "high", metric, Duration.minutes(5).toMilliseconds());
  }

  /** The carrier's door fails: events may be lost after its few retries. */
  webhookErrorAlarm(scope: Construct, webhook: IFunction): Alarm {
    const metric = webhook.metricErrors({ period: Duration.minutes(5) });
    return this.alarm(scope, "Webhook errors", "high", metric, 0);
  }

  /** What repairs and measures does not run: three failures in a quarter of an hour are all its runs. */
  sweepErrorAlarm(scope: Construct, sweep: IFunction): Alarm {
    const metric = sweep.metricErrors({ period: Duration.minutes(15) });
    return this.alarm(scope, "Sweep errors", "high", metric, 2);
  }

  private alarm(
    scope: Construct,
    heading: string,
    severity: Severity,
    metric: IMetric,
    threshold: number,
    evaluationPeriods = 1,
  ): Alarm {
    const alarm = new Alarm(scope, "Alarm", {
      alarmDescription: `[${severity}] ${heading}: see docs/runbook.md, "${heading}".`,
      metric,
      threshold,
      evaluationPeriods,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    if (this.topic) alarm.addAlarmAction(new SnsAction(this.topic));
    return alarm;
  }
}
