import { Duration } from "aws-cdk-lib";
import { Alarm, ComparisonOperator, TreatMissingData, type IMetric } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";

type Severity = "high" | "low";

/** Alarms, each with a severity and a heading in docs/runbook.md, mailed to the operator if one is named. */
export class Monitoring extends Construct {
  private readonly topic: Topic | undefined;

  constructor(scope: Construct, id: string, alarmEmail: string | undefined) {
    super(scope, id);
    if (!alarmEmail) return;
    this.topic = new Topic(this, "Topic");
    this.topic.addSubscription(new EmailSubscription(alarmEmail));
  }

  /** Messages that were given up: each is a fax or event that waits for a person. */
  deadLetterAlarm(scope: Construct, name: string, queue: Queue): Alarm {
    const metric = queue.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(5) });
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

  private alarm(
    scope: Construct,
    heading: string,
    severity: Severity,
    metric: IMetric,
    threshold: number,
  ): Alarm {
    const alarm = new Alarm(scope, "Alarm", {
      alarmDescription: `[${severity}] ${heading}: see docs/runbook.md, "${heading}".`,
      metric,
      threshold,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    if (this.topic) alarm.addAlarmAction(new SnsAction(this.topic));
    return alarm;
  }
}
