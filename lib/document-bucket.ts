import { Aws, Duration, RemovalPolicy, Stack } from "aws-cdk-lib";
import { PolicyStatement, ServicePrincipal, type IGrantable } from "aws-cdk-lib/aws-iam";
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  HttpMethods,
  ObjectOwnership,
  type CfnBucket,
} from "aws-cdk-lib/aws-s3";
import type { CfnQueuePolicy } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { WorkQueue } from "./work-queue.ts";

/** Operations on objects a function may be granted, one by one; no wildcard. */
export type ObjectAction = "GetObject" | "PutObject" | "DeleteObject" | "ListBucket";

const keptDays = {
  /** Uploads nobody finished, or that have long become documents. */
  "uploads/": 7,
  /** Parts are copied into the document; they wait here as long as a queue can hold a message. */
  "parts/": 15,
  /** One attempt's own copy for the carrier. */
  "call/": 15,
  "email/": 15,
  "drop/": 15,
  "lists/": 7,
  /** A broadcast's list and what was wrong in it; one that pauses for longer cannot go on. */
  "broadcasts/": 90,
  "events/": 90,
  "aws/": 90,
  /** What a diagnosis that died left behind. */
  "probe/": 1,
};

/** The one bucket: documents, private, over TLS only, encrypted. Kept when the stack goes. */
export class DocumentBucket extends Construct {
  readonly bucket: Bucket;
  private readonly notifications: CfnBucket.QueueConfigurationProperty[] = [];

  constructor(scope: Construct, id: string, corsOrigins: string[]) {
    super(scope, id);
    this.bucket = new Bucket(this, "Bucket", {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.RETAIN,
      cors: [
        {
          allowedMethods: [HttpMethods.PUT, HttpMethods.GET],
          allowedOrigins: corsOrigins,
          allowedHeaders: ["content-type"],
          exposedHeaders: ["ETag"],
          maxAge: 3000,
        },
      ],
      lifecycleRules: [
        ...Object.entries(keptDays).map(([prefix, days]) => ({ prefix, expiration: Duration.days(days) })),
        { abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
    });
    this.cfn.overrideLogicalId("DocumentBucket");
  }

  /** Explicit actions on the objects under a prefix. */
  grant(grantee: IGrantable, action: ObjectAction, ...prefixes: string[]): void {
    const resources =
      action === "ListBucket"
        ? [this.bucket.bucketArn]
        : prefixes.map((prefix) => this.bucket.arnForObjects(`${prefix}*`));
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions: [`s3:${action}`], resources }),
    );
  }

  /**
   * New objects under `prefix` are told to the queue. The bucket's own property does it, not CDK's custom resource.
   * The queue names the buckets of this stack by prefix: naming the bucket itself would close a circle, since the
   * bucket can only be made once the queue lets it in.
   */
  notify(prefix: string, target: WorkQueue): void {
    // CloudFormation shortens long stack names inside bucket names.
    const stackPart = Stack.of(this).stackName.toLowerCase().slice(0, 20);
    const stackBuckets = `arn:${Aws.PARTITION}:s3:::${stackPart}*`;
    target.grantSendFromService("s3.amazonaws.com", {
      StringEquals: { "aws:SourceAccount": Aws.ACCOUNT_ID },
      ArnLike: { "aws:SourceArn": stackBuckets },
    });
    this.notifications.push({
      event: "s3:ObjectCreated:*",
      queue: target.queue.queueArn,
      filter: { s3Key: { rules: [{ name: "prefix", value: prefix }] } },
    });
    this.cfn.notificationConfiguration = { queueConfigurations: this.notifications };
    const policy = target.queue.node.findChild("Policy").node.defaultChild as CfnQueuePolicy;
    this.cfn.addResourceDependency(policy);
  }

  /** Lets SES store mail of our own rules under `prefix`. */
  grantPutFromMail(prefix: string, ruleSetName: string): void {
    this.bucket.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal("ses.amazonaws.com")],
        actions: ["s3:PutObject"],
        resources: [this.bucket.arnForObjects(`${prefix}*`)],
        conditions: mailCondition(this, ruleSetName),
      }),
    );
  }

  private get cfn(): CfnBucket {
    return this.bucket.node.defaultChild as CfnBucket;
  }
}

/** Requests that SES makes for a rule of this set, in this account. */
export const mailCondition = (scope: Construct, ruleSetName: string) => ({
  StringEquals: { "aws:SourceAccount": Aws.ACCOUNT_ID },
  ArnLike: {
    "aws:SourceArn": Stack.of(scope).formatArn({
      service: "ses",
      resource: "receipt-rule-set",
      resourceName: `${ruleSetName}:receipt-rule/*`,
    }),
  },
});
