import { describe, expect, it } from "vitest";
import { ofType, referencesIn, statementsOf, synthStack, type Resource } from "../support/synth-stack.ts";
import { tableShape } from "../support/table-engine.ts";
import { signingCarrier } from "../support/webhook-signing.ts";

const { publicKey } = signingCarrier();
const template = synthStack(
  {
    region: "us-east-1",
    connection: { id: "234423", from: "+13125790015" },
    carrier: { publicKeys: [publicKey] },
    mail: { domain: "fax.example.com", allowedSenders: ["@clinic.example"] },
    alarmEmail: "ops@example.com",
  },
  { account: "123456789012", region: "us-east-1" },
);
const one = (type: string): Resource => {
  const [only, second] = ofType(template, type);
  if (!only || second) throw new Error(`the template has not exactly one ${type}`);
  return only[1];
};
const property = (resource: Resource | undefined, name: string): unknown => resource?.Properties?.[name];
const allowed = statementsOf(template).filter(({ statement }) => statement.Effect === "Allow");
const actionsOf = (actions: string | string[]) => [actions].flat();

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
    const denials = statementsOf(template).filter(({ type, statement }) => type === "AWS::S3::BucketPolicy" && statement.Effect === "Deny");
    expect(denials.map(({ statement }) => statement)).toContainEqual(
      expect.objectContaining({
        Action: "s3:*",
        Principal: { AWS: "*" },
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      }),
    );
  });

  it("lets nobody in by its policy but SES, for mail of our own rules", () => {
    const letIn = allowed.filter(({ type }) => type === "AWS::S3::BucketPolicy").map(({ statement }) => statement);
    expect(letIn).toHaveLength(1);
    expect(letIn[0]).toMatchObject({ Action: "s3:PutObject", Principal: { Service: "ses.amazonaws.com" } });
    expect(Object.keys(letIn[0]?.Condition ?? {}).sort()).toEqual(["ArnLike", "StringEquals"]);
  });

  it("tells queues of new objects only after their policies let it, and only what is meant for them", () => {
    const configured = (property(bucket, "NotificationConfiguration") as { QueueConfigurations: unknown[] }).QueueConfigurations;
    const told = configured.flatMap((entry) => referencesIn((entry as { Queue: unknown }).Queue));
    expect(told).toHaveLength(2);
    const letting = ofType(template, "AWS::SQS::QueuePolicy").filter(([, policy]) =>
      referencesIn(property(policy, "Queues")).some((queue) => told.includes(queue)),
    );
    expect(letting).toHaveLength(2);
    expect(bucket?.DependsOn).toEqual(expect.arrayContaining(letting.map(([policyId]) => policyId)));
    expect(JSON.stringify(configured)).toMatch(/"uploads\/".*"drop\/"/);
  });

  it("forgets uploads nobody finished", () => {
    const { Rules } = property(bucket, "LifecycleConfiguration") as { Rules: Record<string, unknown>[] };
    expect(Rules).toContainEqual(expect.objectContaining({ Prefix: "uploads/", ExpirationInDays: 7 }));
    expect(Rules).toContainEqual(expect.objectContaining({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } }));
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
    const names = (schema: unknown) => (schema as { AttributeName: string }[]).map(({ AttributeName }) => AttributeName);
    const indexes = property(table, "GlobalSecondaryIndexes") as { IndexName: string; KeySchema: unknown; Projection: unknown }[];
    expect(names(property(table, "KeySchema"))).toEqual(tableShape.key);
    expect(Object.fromEntries(indexes.map((index) => [index.IndexName, names(index.KeySchema)]))).toEqual(tableShape.indexes);
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
      expect(Number(property(template.Resources[queue], "VisibilityTimeout"))).toBeGreaterThanOrEqual(6 * functionTimeout(fn));
      expect(property(mapping, "FunctionResponseTypes")).toEqual(["ReportBatchItemFailures"]);
    }
    for (const [, queue] of queues) expect(property(queue, "MessageRetentionPeriod")).toBe(14 * 86_400);
  });

  it("of dispatch allows the function 60 s and five at a time", () => {
    const dispatch = ofType(template, "AWS::Lambda::EventSourceMapping").find(([id]) => id.includes("Dispatch"));
    expect(property(dispatch?.[1], "ScalingConfig")).toEqual({ MaximumConcurrency: 5 });
    const [fn = ""] = referencesIn(property(dispatch?.[1], "FunctionName"));
    expect(functionTimeout(fn)).toBeGreaterThanOrEqual(60);
  });

  it("that a service may fill names that service and its source", () => {
    const open = allowed.filter(({ type }) => type === "AWS::SQS::QueuePolicy");
    expect(open).toHaveLength(3);
    for (const { statement } of open) {
      expect(statement.Action).toBe("sqs:SendMessage");
      expect(statement.Principal).toEqual({ Service: expect.stringMatching(/^(s3|sns)\.amazonaws\.com$/) as string });
      expect(JSON.stringify(statement.Condition)).toContain("aws:SourceArn");
    }
  });
});

describe("least privilege", () => {
  it("no action is a wildcard, and no statement reaches everything", () => {
    for (const { holder, statement } of allowed) {
      for (const action of actionsOf(statement.Action)) expect(action, holder).not.toContain("*");
      for (const resource of [statement.Resource ?? []].flat()) {
        expect(resource, holder).not.toBe("*");
        expect(JSON.stringify(resource), holder).not.toMatch(/"(arn:aws:[a-z0-9]+:::)?\*"/);
      }
    }
  });

  it("each function has a role of its own, without any managed policy", () => {
    const functions = ofType(template, "AWS::Lambda::Function");
    const roles = functions.flatMap(([, fn]) => referencesIn(property(fn, "Role")));
    expect(new Set(roles).size).toBe(functions.length);
    for (const [, role] of ofType(template, "AWS::IAM::Role")) expect(property(role, "ManagedPolicyArns")).toBeUndefined();
  });

  it("only the functions that need it may read the carrier's key", () => {
    const readers = allowed.filter(({ statement }) => actionsOf(statement.Action).includes("ssm:GetParameter"));
    expect(readers.map(({ holder }) => /^Rooms(\w+?)Role/.exec(holder)?.[1]).sort()).toEqual([
      "Cancel",
      "Dispatch",
      "FetchInbound",
      "Health",
    ]);
    for (const { statement } of readers) expect(JSON.stringify(statement.Resource)).toContain("parameter/ServerlessFax/carrier-key");
  });

  it("nobody may delete objects but the eraser, nor items but the API", () => {
    const holders = (action: string) =>
      allowed.filter(({ statement }) => actionsOf(statement.Action).includes(action)).map(({ holder }) => holder);
    expect(holders("s3:DeleteObject")).toEqual([expect.stringContaining("Erase")]);
    expect(holders("dynamodb:DeleteItem")).toEqual([expect.stringContaining("Api")]);
    expect(holders("dynamodb:Scan")).toEqual([]);
  });

  it("the carrier's door may do nothing but put an event into its queue and log", () => {
    const actions = allowed.filter(({ holder }) => holder.includes("WebhookRole")).flatMap(({ statement }) => actionsOf(statement.Action));
    expect(actions.sort()).toEqual(["logs:CreateLogStream", "logs:PutLogEvents", "sqs:SendMessage"]);
  });

  it("whoever may call a function is named with the source of the call", () => {
    for (const [id, permission] of ofType(template, "AWS::Lambda::Permission")) {
      expect(property(permission, "Principal"), id).toMatch(/^(apigateway|events)\.amazonaws\.com$/);
      expect(property(permission, "SourceArn"), id).toBeDefined();
    }
  });
});

describe("every function", () => {
  const functions = ofType(template, "AWS::Lambda::Function");

  it("runs Node 24 on arm64 with 256 or 512 MB, source maps on, and a log that ends", () => {
    expect(functions.length).toBeGreaterThanOrEqual(14);
    for (const [id, fn] of functions) {
      expect(fn.Properties, id).toMatchObject({ Runtime: "nodejs24.x", Architectures: ["arm64"], Handler: "index.handler" });
      expect([256, 512], id).toContain(property(fn, "MemorySize"));
      expect(JSON.stringify(property(fn, "Environment")), id).toContain("--enable-source-maps");
      const [log = ""] = referencesIn(property(fn, "LoggingConfig"));
      expect(property(template.Resources[log], "RetentionInDays"), id).toBe(30);
    }
    expect(ofType(template, "AWS::Logs::LogGroup")).toHaveLength(functions.length);
  });

  it("costs nothing while nothing happens: nothing is provisioned, no key is ours", () => {
    for (const [id, fn] of functions) expect(property(fn, "ReservedConcurrentExecutions"), id).toBeUndefined();
    const types = new Set(Object.values(template.Resources).map(({ Type }) => Type));
    for (const costly of ["AWS::KMS::Key", "AWS::Lambda::Alias", "AWS::EC2::VPC", "AWS::SecretsManager::Secret"]) {
      expect(types).not.toContain(costly);
    }
  });

  it("holds no secret in its environment", () => {
    for (const [id, fn] of functions) {
      const { Variables = {} } = (property(fn, "Environment") ?? {}) as { Variables?: Record<string, unknown> };
      expect(Object.keys(Variables).filter((name) => /SECRET|TOKEN|PASSWORD|API_KEY$/.test(name)), id).toEqual([]);
    }
  });
});

describe("the stack", () => {
  it("has no custom resources and no functions but ours", () => {
    const types = Object.values(template.Resources).map(({ Type }) => Type);
    expect(types.filter((type) => /^Custom::|CustomResource/.test(type))).toEqual([]);
    for (const [id] of ofType(template, "AWS::Lambda::Function")) expect(id).toMatch(/^(Rooms|StreamRelay)/);
  });

  it("pins the logical ids of what must never be built anew", () => {
    expect(template.Resources["FaxTable"]?.Type).toBe("AWS::DynamoDB::Table");
    expect(template.Resources["DocumentBucket"]?.Type).toBe("AWS::S3::Bucket");
    expect(template.Resources["HttpApi"]?.Type).toBe("AWS::ApiGatewayV2::Api");
  });

  it("gives nothing a fixed physical name", () => {
    const naming = ["BucketName", "TableName", "QueueName", "FunctionName", "RoleName", "TopicName", "LogGroupName", "AlarmName", "RuleSetName", "PolicyName"];
    const exempt: Record<string, string[]> = {
      // These name another resource, or are only unique inside their role.
      "AWS::Lambda::EventSourceMapping": ["FunctionName"],
      "AWS::Lambda::Permission": ["FunctionName"],
      "AWS::SES::ReceiptRule": ["RuleSetName"],
      "AWS::IAM::Policy": ["PolicyName"],
    };
    for (const [id, { Type, Properties = {} }] of Object.entries(template.Resources)) {
      const named = naming.filter((name) => name in Properties && !exempt[Type]?.includes(name));
      expect(named, `${id} (${Type})`).toEqual([]);
    }
  });

  it("says where it is", () => {
    expect(Object.keys(template.Outputs)).toEqual(
      expect.arrayContaining(["ApiUrl", "WebhookUrl", "CarrierKeyParameter", "Bucket"]),
    );
    expect(referencesIn(template.Outputs["ApiUrl"])).toContain("HttpApi");
    expect(JSON.stringify(template.Outputs["WebhookUrl"])).toContain("/webhooks/telnyx");
    expect(template.Outputs["CarrierKeyParameter"]?.Value).toBe("/ServerlessFax/carrier-key");
    expect(referencesIn(template.Outputs["Bucket"])).toEqual(["DocumentBucket"]);
  });

  it("takes the first key's hash, and nothing that is no hash", () => {
    const { FirstApiKeySha256 } = template.Parameters;
    expect(FirstApiKeySha256).toMatchObject({ Type: "String", Default: "" });
    const pattern = new RegExp(String(FirstApiKeySha256?.["AllowedPattern"]));
    expect([pattern.test("ab".repeat(32)), pattern.test(""), pattern.test("secret")]).toEqual([true, true, false]);
  });

  it("reads the stream from its beginning, splits bad batches, and keeps what failed", () => {
    const stream = ofType(template, "AWS::Lambda::EventSourceMapping").find(([, { Properties }]) => Properties?.["StartingPosition"]);
    expect(stream?.[1].Properties).toMatchObject({
      StartingPosition: "TRIM_HORIZON",
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 10,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
    });
    expect(referencesIn(property(stream?.[1], "DestinationConfig"))).toEqual(["DocumentBucket"]);
  });

  it("sweeps every five minutes", () => {
    expect(property(one("AWS::Events::Rule"), "ScheduleExpression")).toBe("rate(5 minutes)");
  });

  it("stores mail, scanned, under email/ and tells the queue by SNS, once bucket and topic let SES in", () => {
    const rule = one("AWS::SES::ReceiptRule");
    const [[topicPolicy] = [""]] = ofType(template, "AWS::SNS::TopicPolicy");
    const [[bucketPolicy] = [""]] = ofType(template, "AWS::S3::BucketPolicy");
    expect(rule.DependsOn).toEqual(expect.arrayContaining([topicPolicy, bucketPolicy]));
    expect(property(rule, "Rule")).toMatchObject({
      Enabled: true,
      ScanEnabled: true,
      Recipients: ["fax.example.com"],
      Actions: [{ S3Action: { ObjectKeyPrefix: "email/" } }],
    });
    expect(JSON.stringify(template.Outputs["MailDoorActivateCommand"] ?? template.Outputs)).toContain("set-active-receipt-rule-set");
  });
});
