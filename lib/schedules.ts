import { Stack } from "aws-cdk-lib";
import { PolicyStatement, Role, ServicePrincipal, type IGrantable } from "aws-cdk-lib/aws-iam";
import { CfnScheduleGroup } from "aws-cdk-lib/aws-scheduler";
import { Construct } from "constructs";
import type { WorkQueue } from "./work-queue.ts";

/** Where one-time schedules lie, and the role as which they put their orders into one queue. */
export class Schedules extends Construct {
  readonly groupName: string;
  readonly role: Role;

  constructor(scope: Construct, id: string, queue: WorkQueue) {
    super(scope, id);
    const group = new CfnScheduleGroup(this, "Group", {});
    this.groupName = group.ref;
    this.role = new Role(this, "Role", {
      // The service tells the group it acts for, never the single schedule.
      assumedBy: new ServicePrincipal("scheduler.amazonaws.com", {
        conditions: {
          StringEquals: { "aws:SourceAccount": Stack.of(this).account },
          ArnEquals: { "aws:SourceArn": group.attrArn },
        },
      }),
    });
    this.role.addToPolicy(
      new PolicyStatement({ actions: ["sqs:SendMessage"], resources: [queue.queue.queueArn] }),
    );
  }

  /** Lets a function make schedules in this group, and hand them this role. */
  grantCreate(grantee: IGrantable): void {
    const resource = `schedule/${this.groupName}/*`;
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ["scheduler:CreateSchedule"],
        resources: [Stack.of(this).formatArn({ service: "scheduler", resource })],
      }),
    );
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ["iam:PassRole"],
        resources: [this.role.roleArn],
        conditions: { StringEquals: { "iam:PassedToService": "scheduler.amazonaws.com" } },
      }),
    );
  }
}
