/** What services put into our queues, topics and bucket: S3 events, SNS deliveries and SES mail. */
import { complaintsAbout, statementsOf } from "./resource-policy.ts";
import type { Wires } from "./types.ts";

const queueName = (urlOrArn: string): string => urlOrArn.split(/[:/]/).at(-1) ?? "";

const queueStatements = ({ queuePolicies }: Wires, queueArn: string) =>
  statementsOf(
    queuePolicies
      .filter(({ properties }) => properties.Queues.some((queue) => queueName(queue) === queueName(queueArn)))
      .map(({ properties }) => properties.PolicyDocument),
  );

export const checkBucketEvents = (wires: Wires): string[] =>
  wires.buckets.flatMap(({ arn, logicalId, properties }) => {
    const queues = (properties.NotificationConfiguration?.QueueConfigurations ?? []).map(
      ({ Queue }) => Queue,
    );
    return [...new Set(queues)].flatMap((queue) =>
      complaintsAbout(
        `The policy of the queue ${queueName(queue)}, which the bucket ${logicalId} notifies,`,
        queueStatements(wires, queue),
        {
          service: "s3.amazonaws.com",
          action: "sqs:SendMessage",
          resource: queue,
          context: { "aws:SourceArn": arn, "aws:SourceAccount": wires.account },
        },
      ),
    );
  });

export const checkSubscriptions = (wires: Wires): string[] =>
  wires.subscriptions.flatMap(({ properties: { Protocol, Endpoint, TopicArn } }) => {
    if (Protocol !== "sqs" || Endpoint === undefined) return [];
    return complaintsAbout(
      `The policy of the queue ${queueName(Endpoint)}, which a topic sends to,`,
      queueStatements(wires, Endpoint),
      {
        service: "sns.amazonaws.com",
        action: "sqs:SendMessage",
        resource: Endpoint,
        context: { "aws:SourceArn": TopicArn },
      },
    );
  });

/** SES Developer Guide, "Giving permissions to Amazon SES for email receiving". */
export const checkReceiptRules = (wires: Wires): string[] =>
  wires.receiptRules.flatMap(({ ref, logicalId, properties }) => {
    const ruleName = typeof properties.Rule.Name === "string" ? properties.Rule.Name : ref;
    const ruleArn =
      `arn:aws:ses:${wires.region}:${wires.account}:receipt-rule-set/${properties.RuleSetName}` +
      `:receipt-rule/${ruleName}`;
    const context = { "aws:SourceAccount": wires.account, "aws:SourceArn": ruleArn };
    const service = "ses.amazonaws.com";
    return (properties.Rule.Actions ?? []).flatMap(({ S3Action }) => {
      if (!S3Action) return [];
      const { BucketName, ObjectKeyPrefix = "", TopicArn } = S3Action;
      const put = complaintsAbout(
        `The policy of the bucket ${BucketName}, in which the rule ${logicalId} keeps mail,`,
        bucketStatements(wires, BucketName),
        {
          service,
          action: "s3:PutObject",
          resource: `arn:aws:s3:::${BucketName}/${ObjectKeyPrefix}message`,
          context,
        },
      );
      if (TopicArn === undefined) return put;
      const publish = { service, action: "sns:Publish", resource: TopicArn, context };
      return [
        ...put,
        ...complaintsAbout(
          `The policy of the topic ${queueName(TopicArn)}, which the rule ${logicalId} tells,`,
          topicStatements(wires, TopicArn),
          publish,
        ),
      ];
    });
  });

const bucketStatements = ({ bucketPolicies }: Wires, bucket: string) =>
  statementsOf(
    bucketPolicies
      .filter(({ properties }) => properties.Bucket === bucket)
      .map(({ properties }) => properties.PolicyDocument),
  );

const topicStatements = ({ topicPolicies }: Wires, topicArn: string) =>
  statementsOf(
    topicPolicies
      .filter(({ properties }) => properties.Topics.includes(topicArn))
      .map(({ properties }) => properties.PolicyDocument),
  );
