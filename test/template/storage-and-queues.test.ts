import { describe, expect, it } from "vitest";
import { fullEnvironment, fullSettings } from "../support/full-settings.ts";
import { ofType, referencesIn, statementsOf, synthStack, type Resource } from "../support/synth-stack.ts";
import { tableShape } from "../support/table-engine.ts";

const template = synthStack(fullSettings, fullEnvironment);
const property = (resource: Resource | undefined, name: string): unknown => resource?.Properties?.[name];
const allowed = statementsOf(template).filter(({ statement }) => statement.Effect === "Allow");

describe("the bucket", () => {
  const [[id, bucket] = ["", undefined]] = ofType(template, "AWS::S3::Bucket");

  it("is private, encrypted and kept when the stack goes", () => {
    expect(id).toBe("DocumentBucket");
    expect(property(bucket, "PublicAccessBlockConfiguration")).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    expect(JSON.stringify(property(bucket, "BucketEncryption"))).toContain('"SSEAlgorithm":"AES256"');
    expect(JSON.stringify(property(bucket, "OwnershipControls"))).toContain("BucketOwnerEnforced");
    expect([bucket?.DeletionPolicy, bucket?.UpdateReplacePolicy]).toEqual(["Retain", "Retain"]);
  });

  it("speaks TLS only", () => {
    const denials = statementsOf(template).filter(
      ({ type, statement }) => type === "AWS::S3::BucketPolicy" && statement.Effect === "Deny",
    );
    expect(denials.map(({ statement }) => statement)).toContainEqual(
      expect.objectContaining({
        Action: "s3:*",
        Principal: { AWS: "*" },
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      }),
    );
  });

  it("lets nobody in by its policy but SES, for mail of our own rules", () => {
    const letIn = allowed
      .filter(({ type }) => type === "AWS::S3::BucketPolicy")
      .map(({ statement }) => statement);
    expect(letIn).toHaveLength(1);
    expect(letIn[0]).toMatchObject({ Action: "s3:PutObject", Principal: { Service: "ses.amazonaws.com" } });
    expect(Object.keys(letIn[0]?.Condition ?? {}).sort()).toEqual(["ArnLike", "StringEquals"]);
  });

  it("tells queues of new objects only after their policies let it, and only what is meant for them", () => {
    const configured = (property(bucket, "NotificationConfiguration") as { QueueConfigurations: unknown[] })
      .QueueConfigurations;
    const told = configured.flatMap((entry) => referencesIn((entry as { Queue: unknown }).Queue));
    expect(told).toHaveLength(3);
    const letting = ofType(template, "AWS::SQS::QueuePolicy").filter(([, policy]) =>
      referencesIn(property(policy, "Queues")).some((queue) => told.includes(queue)),
    );
    expect(letting).toHaveLength(3);
    expect(bucket?.DependsOn).toEqual(expect.arrayContaining(letting.map(([policyId]) => policyId)));
    expect(JSON.stringify(configured)).toMatch(/"uploads\/".*"drop\/".*"lists\/"/);
  });

  it("forgets uploads nobody finished", () => {
    const { Rules } = property(bucket, "LifecycleConfiguration") as { Rules: Record<string, unknown>[] };
    expect(Rules).toContainEqual(expect.objectContaining({ Prefix: "uploads/", ExpirationInDays: 7 }));
    expect(Rules).toContainEqual(
      expect.objectContaining({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } }),
    );
    for (const kept of ["documents/", "inbound/"]) expect(JSON.stringify(Rules)).not.toContain(kept);
  });
});

describe("the table", () => {
  const [[id, table] = ["", undefined]] = ofType(template, "AWS::DynamoDB::Table");

  it("is kept, protected from deletion, recoverable to any moment, and streams both images", () => {
    expect(id).toBe("FaxTable");
    expect([table?.DeletionPolicy, table?.UpdateReplacePolicy]).toEqual(["Retain", "Retain"]);
    expect(table?.Properties).toMatchObject({
      BillingMode: "PAY_PER_REQUEST",
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      StreamSpecification: { StreamViewType: "NEW_AND_OLD_IMAGES" },
      TimeToLiveSpecification: { AttributeName: "expires", Enabled: true },
    });
  });

  it("has the keys and indexes that the adapters' tests run on", () => {
    const names = (schema: unknown) =>
      (schema as { AttributeName: string }[]).map(({ AttributeName }) => AttributeName);
    const indexes = property(table, "GlobalSecondaryIndexes") as {
      IndexName: string;
      KeySchema: unknown;
      Projection: unknown;
    }[];
    expect(names(property(table, "KeySchema"))).toEqual(tableShape.key);
    expect(Object.fromEntries(indexes.map((index) => [index.IndexName, names(index.KeySchema)]))).toEqual(
      tableShape.indexes,
    );
    for (const index of indexes) expect(index.Projection).toEqual({ ProjectionType: "KEYS_ONLY" });
  });
});

describe("every queue", () => {
  const queues = ofType(template, "AWS::SQS::Queue");
  const deadLettersOf = (queue: Resource) => referencesIn(property(queue, "RedrivePolicy"))[0];
  const deadLetters = new Set(queues.flatMap(([, queue]) => deadLettersOf(queue) ?? []));
  const functionTimeout = (id: string) => Number(property(template.Resources[id], "Timeout"));

  it("has a dead-letter queue of its own, or is one", () => {
    const working = queues.filter(([id]) => !deadLetters.has(id));
    expect(working.length).toBeGreaterThanOrEqual(8);
    expect(deadLetters.size).toBe(working.length);
    for (const [id, queue] of working) expect(deadLettersOf(queue), id).toBeDefined();
  });

  it("has an alarm on its dead letters that reaches the operator", () => {
    const watched = ofType(template, "AWS::CloudWatch::Alarm").flatMap(([, alarm]) => {
      expect(referencesIn(property(alarm, "AlarmActions"))).toHaveLength(1);
      return property(alarm, "MetricName") === "ApproximateNumberOfMessagesVisible"
        ? referencesIn(property(alarm, "Dimensions"))
        : [];
    });
    expect(watched.sort()).toEqual([...deadLetters].sort());
  });

  it("hides a message at least six times as long as its function may run, and keeps it fourteen days", () => {
    const mappings = ofType(template, "AWS::Lambda::EventSourceMapping").filter(
      ([, mapping]) => property(mapping, "StartingPosition") === undefined,
    );
    expect(mappings.length).toBe(queues.length - deadLetters.size);
    for (const [, mapping] of mappings) {
      const [queue = ""] = referencesIn(property(mapping, "EventSourceArn"));
      const [fn = ""] = referencesIn(property(mapping, "FunctionName"));
      expect(Number(property(template.Resources[queue], "VisibilityTimeout"))).toBeGreaterThanOrEqual(
        6 * functionTimeout(fn),
      );
      expect(property(mapping, "FunctionResponseTypes")).toEqual(["ReportBatchItemFailures"]);
    }
    for (const [, queue] of queues) expect(property(queue, "MessageRetentionPeriod")).toBe(14 * 86_400);
  });

  it("of dispatch allows the function 60 s and five at a time", () => {
    const dispatch = ofType(template, "AWS::Lambda::EventSourceMapping").find(([id]) =>
      id.includes("Dispatch"),
    );
    expect(property(dispatch?.[1], "ScalingConfig")).toEqual({ MaximumConcurrency: 5 });
    const [fn = ""] = referencesIn(property(dispatch?.[1], "FunctionName"));
    expect(functionTimeout(fn)).toBeGreaterThanOrEqual(60);
  });

  it("that a service may fill names that service and its source", () => {
    const open = allowed.filter(({ type }) => type === "AWS::SQS::QueuePolicy");
    expect(open).toHaveLength(4);
    for (const { statement } of open) {
      expect(statement.Action).toBe("sqs:SendMessage");
      expect(statement.Principal).toEqual({
        Service: expect.stringMatching(/^(s3|sns)\.amazonaws\.com$/) as string,
      });
      expect(JSON.stringify(statement.Condition)).toContain("aws:SourceArn");
    }
  });
});
