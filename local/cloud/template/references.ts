import { createHash } from "node:crypto";
import type { Resource } from "./assembly.ts";
import { arnOf, place } from "./place.ts";
import { TemplateRefusal } from "./refusal.ts";

/** Addresses that exist only while the laptop runs; everything else follows from the template. */
export type Addresses = {
  /** base of queue URLs: `<door>/<account>/<queue>` */
  doorUrl: string;
  /** what `https://<api>.execute-api.<region>.amazonaws.com` is here */
  apiUrl: string;
};

/** What `Ref` and `Fn::GetAtt` answer for one resource. */
export type Identity = { ref: string; arn: string; attributes: Record<string, string> };

type Naming = (name: string, addresses: Addresses) => Identity;

const named =
  (service: string, kind: string, attribute = "Arn"): Naming =>
  (name) => {
    const arn = arnOf(service, `${kind}${name}`);
    return { ref: name, arn, attributes: { [attribute]: arn } };
  };
const bare: Naming = (name) => ({ ref: name, arn: "", attributes: {} });

const table: Naming = (name) => {
  const arn = arnOf("dynamodb", `table/${name}`);
  // AWS stamps the stream with its birth; a fixed label keeps the ARN stable over restarts.
  return { ref: name, arn, attributes: { Arn: arn, StreamArn: `${arn}/stream/2026-01-01T00:00:00.000` } };
};
const queue: Naming = (name, { doorUrl }) => {
  const arn = arnOf("sqs", name);
  const url = `${doorUrl}/${place.account}/${name}`;
  return { ref: url, arn, attributes: { Arn: arn, QueueName: name, QueueUrl: url } };
};
const bucket: Naming = (name) => {
  const arn = `arn:aws:s3:::${name}`;
  const attributes = {
    Arn: arn,
    DomainName: `${name}.s3.${place.urlSuffix}`,
    RegionalDomainName: `${name}.s3.${place.region}.${place.urlSuffix}`,
  };
  return { ref: name, arn, attributes };
};
const api: Naming = (name, { apiUrl }) => {
  const arn = `arn:aws:execute-api:${place.region}:${place.account}:${name}`;
  return { ref: name, arn, attributes: { ApiId: name, ApiEndpoint: apiUrl } };
};
/** Lambda gives each function URL a host of its own; here it is a folder of the one address. */
export const functionUrlPath = (name: string): string => `/_url/${name.toLowerCase()}/`;
const functionUrl: Naming = (name, { apiUrl }) => ({
  ref: name,
  arn: "",
  attributes: { FunctionUrl: `${apiUrl}${functionUrlPath(name)}` },
});
const topic: Naming = (name) => {
  const arn = arnOf("sns", name);
  return { ref: arn, arn, attributes: { TopicArn: arn, TopicName: name } };
};
const role: Naming = (name) => {
  const arn = `arn:aws:iam::${place.account}:role/${name}`;
  return { ref: name, arn, attributes: { Arn: arn, RoleId: `AROA${name.toUpperCase()}` } };
};
const logGroup: Naming = (name) => {
  const arn = arnOf("logs", `log-group:${name}:*`);
  return { ref: name, arn, attributes: { Arn: arn } };
};
const receiptRule: Naming = (name) => ({ ref: name, arn: "", attributes: {} });

/** Every resource type the laptop knows; those without a naming of their own need nothing here. */
const namings: Record<string, Naming> = {
  "AWS::DynamoDB::Table": table,
  "AWS::DynamoDB::GlobalTable": table,
  "AWS::SQS::Queue": queue,
  "AWS::S3::Bucket": bucket,
  "AWS::Lambda::Function": named("lambda", "function:"),
  "AWS::Lambda::EventSourceMapping": bare,
  "AWS::Lambda::EventInvokeConfig": bare,
  "AWS::Lambda::Permission": bare,
  "AWS::Lambda::Url": functionUrl,
  "AWS::ApiGatewayV2::Api": api,
  "AWS::ApiGatewayV2::Integration": bare,
  "AWS::ApiGatewayV2::Route": bare,
  "AWS::ApiGatewayV2::Stage": bare,
  "AWS::Events::Rule": named("events", "rule/"),
  "AWS::Events::EventBus": named("events", "event-bus/"),
  "AWS::Scheduler::ScheduleGroup": named("scheduler", "schedule-group/"),
  "AWS::SES::ReceiptRuleSet": bare,
  "AWS::SES::ReceiptRule": receiptRule,
  "AWS::SNS::Topic": topic,
  "AWS::SNS::Subscription": bare,
  "AWS::SNS::TopicPolicy": bare,
  "AWS::SQS::QueuePolicy": bare,
  "AWS::S3::BucketPolicy": bare,
  "AWS::IAM::Role": role,
  "AWS::IAM::Policy": bare,
  "AWS::Logs::LogGroup": logGroup,
  "AWS::Logs::MetricFilter": bare,
  "AWS::CloudWatch::Alarm": named("cloudwatch", "alarm:"),
  "AWS::CloudWatch::CompositeAlarm": named("cloudwatch", "alarm:"),
  "AWS::CloudWatch::Dashboard": bare,
  "AWS::CDK::Metadata": bare,
};

/** Longest name that AWS accepts, where the usual 255 is too long. */
const longest: Record<string, number> = {
  "AWS::SQS::Queue": 80,
  "AWS::S3::Bucket": 63,
  "AWS::Lambda::Function": 64,
  "AWS::IAM::Role": 64,
  "AWS::Scheduler::ScheduleGroup": 64,
};

/** Properties by which a template may fix a name itself. */
const nameProperties = [
  "TableName",
  "QueueName",
  "BucketName",
  "FunctionName",
  "LogGroupName",
  "RuleSetName",
];

/** Where other properties are the resource's own name: a rule names the set it belongs to by `RuleSetName`. */
const ownNames: Record<string, string[]> = { "AWS::Events::EventBus": ["Name"], "AWS::SES::ReceiptRule": [] };

/**
 * Names a resource from its logical id, so that names are the same after a restart.
 * @throws TemplateRefusal for a resource type the laptop does not know.
 */
export function identify(
  stackName: string,
  logicalId: string,
  { Type, Properties }: Resource,
  addresses: Addresses,
): Identity {
  const naming = namings[Type];
  if (!naming) {
    throw new TemplateRefusal(`The laptop cannot run ${logicalId}: it does not know the type ${Type}.`);
  }
  const names = (ownNames[Type] ?? nameProperties).map((key) => Properties[key]);
  const given = names.find((value) => typeof value === "string");
  return naming(given ?? physicalName(stackName, logicalId, Type), addresses);
}

function physicalName(stackName: string, logicalId: string, type: string): string {
  const full = `${stackName}-${logicalId}`;
  const cased =
    type === "AWS::S3::Bucket" || type.startsWith("AWS::ApiGatewayV2") ? full.toLowerCase() : full;
  const limit = longest[type] ?? 255;
  if (cased.length <= limit) return cased;
  const digest = createHash("sha256").update(logicalId).digest("hex").slice(0, 8);
  return `${cased.slice(0, limit - 9)}-${digest}`;
}
