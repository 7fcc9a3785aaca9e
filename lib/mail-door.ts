import { CfnOutput } from "aws-cdk-lib";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { CfnReceiptRule, CfnReceiptRuleSet } from "aws-cdk-lib/aws-ses";
import { type CfnTopicPolicy, Topic } from "aws-cdk-lib/aws-sns";
import { SqsSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import { Construct } from "constructs";
import { mailCondition, type DocumentBucket } from "./document-bucket.ts";
import type { WorkQueue } from "./work-queue.ts";

export type MailDoorProps = {
  domain: string;
  /** An existing rule set to add our rule to; only one set is active per region. */
  ruleSetName: string | undefined;
  documents: DocumentBucket;
  queue: WorkQueue;
};

/** SES stores each message under `email/` and tells SNS, which tells the queue. */
export class MailDoor extends Construct {
  constructor(scope: Construct, id: string, props: MailDoorProps) {
    super(scope, id);
    const ruleSet = props.ruleSetName ? undefined : new CfnReceiptRuleSet(this, "RuleSet");
    const ruleSetName = props.ruleSetName ?? ruleSet?.ref ?? "";
    const topic = new Topic(this, "Received");
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal("ses.amazonaws.com")],
        actions: ["sns:Publish"],
        resources: [topic.topicArn],
        conditions: mailCondition(this, ruleSetName),
      }),
    );
    topic.addSubscription(new SqsSubscription(props.queue.queue, { rawMessageDelivery: true }));
    props.documents.grantPutFromMail("email/", ruleSetName);
    const rule = new CfnReceiptRule(this, "Rule", {
      ruleSetName,
      rule: {
        enabled: true,
        recipients: [props.domain],
        scanEnabled: true,
        tlsPolicy: "Optional",
        actions: [
          {
            s3Action: {
              bucketName: props.documents.bucket.bucketName,
              objectKeyPrefix: "email/",
              topicArn: topic.topicArn,
            },
          },
        ],
      },
    });
    // SES tries both when the rule is made, and refuses the rule if it may not.
    if (props.documents.bucket.policy) rule.node.addDependency(props.documents.bucket.policy);
    rule.node.addDependency(topic.node.findChild("Policy").node.defaultChild as CfnTopicPolicy);
    if (ruleSet) {
      new CfnOutput(this, "ActivateCommand", {
        description: "CloudFormation cannot activate an SES rule set: run this once.",
        value: `aws ses set-active-receipt-rule-set --rule-set-name ${ruleSet.ref}`,
      });
    }
  }
}
