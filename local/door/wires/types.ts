/** The wires of a template: resolved CloudFormation properties, and what else the reader knows of each resource. */
import type { Statement } from "../iam.ts";
import type { PolicyDocument } from "./resource-policy.ts";

export type Wired<Properties> = { logicalId: string; ref: string; arn: string; properties: Properties };

export type WiredFunction = {
  name: string;
  /** `arn:aws:lambda:<region>:<account>:function:<name>` */
  arn: string;
  /** who may assume its role */
  trust: Statement[];
  /** what its role may do */
  statements: Statement[];
};

export type Wires = {
  account: string;
  region: string;
  functions: WiredFunction[];
  permissions: Wired<{
    FunctionName: string;
    Action: string;
    Principal: string;
    SourceArn?: string | undefined;
    FunctionUrlAuthType?: string | undefined;
    InvokedViaFunctionUrl?: boolean | undefined;
  }>[];
  functionUrls: Wired<{ TargetFunctionArn: string }>[];
  /** of the HTTP API, whose one stage is `$default` */
  routes: Wired<{ ApiId: string; RouteKey: string; Target: string }>[];
  integrations: Wired<{ IntegrationUri: string }>[];
  rules: Wired<{ Targets?: { Arn: string }[] | undefined }>[];
  eventSources: Wired<{
    FunctionName: string;
    EventSourceArn: string;
    DestinationConfig?: { OnFailure?: { Destination: string } | undefined } | undefined;
  }>[];
  buckets: Wired<{
    NotificationConfiguration?: { QueueConfigurations?: { Queue: string }[] | undefined } | undefined;
  }>[];
  subscriptions: Wired<{ TopicArn: string; Protocol: string; Endpoint?: string | undefined }>[];
  receiptRules: Wired<{
    RuleSetName: string;
    Rule: {
      Name?: unknown;
      Actions?:
        | {
            S3Action?:
              | { BucketName: string; ObjectKeyPrefix?: string | undefined; TopicArn?: string | undefined }
              | undefined;
          }[]
        | undefined;
    };
  }>[];
  /** Roles that EventBridge Scheduler may act as, and the names of its groups. */
  schedulerRoles?: { name: string; trust: Statement[] }[];
  scheduleGroups?: string[];
  /** Queues as CloudFormation names them: by URL; an ARN will do. */
  queuePolicies: Wired<{ Queues: string[]; PolicyDocument: PolicyDocument }>[];
  bucketPolicies: Wired<{ Bucket: string; PolicyDocument: PolicyDocument }>[];
  topicPolicies: Wired<{ Topics: string[]; PolicyDocument: PolicyDocument }>[];
};
