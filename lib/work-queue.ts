import { Duration } from "aws-cdk-lib";
import { type Alarm } from "aws-cdk-lib/aws-cloudwatch";
import { PolicyStatement, ServicePrincipal, type IGrantable } from "aws-cdk-lib/aws-iam";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { Monitoring } from "./monitoring.ts";

export type WorkQueueProps = {
  /** The limit of the function that reads it; a message stays hidden six times as long. */
  functionTimeout: Duration;
  /** Receives before a message goes to the dead-letter queue. */
  maxReceives: number;
  monitoring: Monitoring;
};

/** A queue with its dead-letter queue and the alarm on that. */
export class WorkQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly alarm: Alarm;

  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id);
    this.deadLetters = new Queue(this, "DeadLetters", { retentionPeriod: Duration.days(14) });
    this.queue = new Queue(this, "Queue", {
      visibilityTimeout: Duration.seconds(props.functionTimeout.toSeconds() * 6),
      retentionPeriod: Duration.days(14),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: props.maxReceives },
    });
    this.alarm = props.monitoring.deadLetterAlarm(this, id, this.deadLetters);
  }

  /** Lets a function put messages in. */
  grantSend(grantee: IGrantable): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions: ["sqs:SendMessage"], resources: [this.queue.queueArn] }),
    );
  }

  /** Lets an AWS service put messages in, under conditions that name the very source. */
  grantSendFromService(service: string, conditions: Record<string, Record<string, string>>): void {
    this.queue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal(service)],
        actions: ["sqs:SendMessage"],
        resources: [this.queue.queueArn],
        conditions,
      }),
    );
  }
}
