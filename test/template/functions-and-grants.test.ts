import { describe, expect, it } from "vitest";
import { fullEnvironment, fullSettings } from "../support/full-settings.ts";
import { ofType, referencesIn, statementsOf, synthStack, type Resource } from "../support/synth-stack.ts";

const template = synthStack(fullSettings, fullEnvironment);
const one = (type: string): Resource => {
  const [only, second] = ofType(template, type);
  if (!only || second) throw new Error(`the template has not exactly one ${type}`);
  return only[1];
};
const property = (resource: Resource | undefined, name: string): unknown => resource?.Properties?.[name];
const allowed = statementsOf(template).filter(({ statement }) => statement.Effect === "Allow");
const actionsOf = (actions: string | string[]) => [actions].flat();

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
    for (const [, role] of ofType(template, "AWS::IAM::Role"))
      expect(property(role, "ManagedPolicyArns")).toBeUndefined();
  });

  it("only the functions that need it may read the carrier's key", () => {
    const readers = allowed.filter(({ statement }) =>
      actionsOf(statement.Action).includes("ssm:GetParameter"),
    );
    expect(readers.map(({ holder }) => /^Rooms(\w+?)Role/.exec(holder)?.[1]).sort()).toEqual([
      "Cancel",
      "Carrier",
      "Diagnosis",
      "Dispatch",
      "FetchInbound",
      "Health",
      "Sweep",
    ]);
    for (const { statement } of readers)
      expect(JSON.stringify(statement.Resource)).toContain("parameter/ServerlessFax/carrier-key");
  });

  it("only the relay makes schedules, only in our own group, and hands only the schedules' role to the scheduler alone", () => {
    const of = (action: string) =>
      allowed.filter(({ statement }) => actionsOf(statement.Action).includes(action));
    const group = ofType(template, "AWS::Scheduler::ScheduleGroup")[0]?.[0] ?? "";
    const [create, pass] = [of("scheduler:CreateSchedule"), of("iam:PassRole")];
    for (const grants of [create, pass]) {
      expect(grants.map(({ holder }) => holder)).toEqual([expect.stringMatching(/^StreamRelayRole/)]);
    }
    expect(referencesIn(create[0]?.statement.Resource)).toContain(group);
    expect(JSON.stringify(create[0]?.statement.Resource)).toMatch(/:schedule\/.*"\/\*"/);
    expect(referencesIn(pass[0]?.statement.Resource)).toEqual([expect.stringMatching(/SchedulesRole/)]);
    expect(pass[0]?.statement.Condition).toEqual({
      StringEquals: { "iam:PassedToService": "scheduler.amazonaws.com" },
    });
    const others = allowed.flatMap(({ statement }) => actionsOf(statement.Action));
    expect(others.filter((action) => /^(scheduler|iam):/.test(action)).sort()).toEqual([
      "iam:PassRole",
      "scheduler:CreateSchedule",
    ]);
  });

  it("a schedule may put messages into dispatch's queue and do nothing else, and only our own group's may be it", () => {
    const grants = allowed.filter(({ holder }) => /SchedulesRole/.test(holder));
    expect(grants.map(({ statement }) => statement.Action)).toEqual(["sqs:SendMessage"]);
    expect(referencesIn(grants[0]?.statement.Resource)).toEqual([
      expect.stringMatching(/^RoomsDispatchQueue/),
    ]);
    const [, role] = ofType(template, "AWS::IAM::Role").find(([id]) => /SchedulesRole/.test(id)) ?? [];
    const trust = property(role, "AssumeRolePolicyDocument") as { Statement: object[] };
    const [group] = ofType(template, "AWS::Scheduler::ScheduleGroup")[0] ?? [];
    expect(trust.Statement).toEqual([
      expect.objectContaining({
        Principal: { Service: "scheduler.amazonaws.com" },
        Condition: {
          StringEquals: { "aws:SourceAccount": fullEnvironment.account },
          ArnEquals: { "aws:SourceArn": { "Fn::GetAtt": [group, "Arn"] } },
        },
      }),
    ]);
  });

  const holders = (action: string) =>
    allowed
      .filter(({ statement }) => actionsOf(statement.Action).includes(action))
      .map(({ holder }) => holder);

  it("only one function may write the carrier's key", () => {
    expect(holders("ssm:PutParameter")).toEqual([expect.stringContaining("CarrierRole")]);
  });

  it("nobody may delete objects but the eraser, who stored for a fax deleted meanwhile, the sweep the pages of a call that must not be made, and the probe and covers their own; nor items but the API and the sweep those of faxes, dispatch and mail places in line, and broadcasts, covers, endpoints, contacts and mailboxes theirs", () => {
    expect(holders("s3:DeleteObject")).toEqual([
      expect.stringContaining("Pages"),
      expect.stringContaining("Diagnosis"),
      expect.stringContaining("Prepare"),
      expect.stringContaining("Erase"),
      expect.stringContaining("Sweep"),
    ]);
    const swept = allowed.find(
      ({ holder, statement }) =>
        holder.includes("Sweep") && actionsOf(statement.Action).includes("s3:DeleteObject"),
    );
    expect(JSON.stringify(swept?.statement.Resource)).toContain("/call/*");
    const probe = allowed.find(
      ({ holder, statement }) =>
        holder.includes("Diagnosis") && actionsOf(statement.Action).includes("s3:DeleteObject"),
    );
    expect(JSON.stringify(probe?.statement.Resource)).toContain("/probe/*");
    const ofPages = (action: string) =>
      allowed.filter(
        ({ holder, statement }) => holder.includes("Pages") && actionsOf(statement.Action).includes(action),
      );
    expect(JSON.stringify(ofPages("s3:DeleteObject")[0]?.statement.Resource)).toContain("/covers/*");
    for (const action of ["dynamodb:PutItem", "dynamodb:DeleteItem"]) {
      expect(ofPages(action).map(({ statement }) => statement.Condition)).toEqual([
        { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["covers"] } },
      ]);
    }
    // What may list them cannot write them: mailboxes say whose faxes a key may see.
    expect(ofPages("dynamodb:Query").map(({ statement }) => statement.Condition)).toEqual(
      [["covers"], ["mailboxes"]].map((keys) => ({
        "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": keys },
      })),
    );
    expect(holders("dynamodb:DeleteItem")).toEqual([
      expect.stringContaining("Api"),
      expect.stringContaining("Pages"),
      expect.stringContaining("Endpoints"),
      expect.stringContaining("Directory"),
      expect.stringContaining("Dispatch"),
      expect.stringContaining("Mail"),
      expect.stringContaining("Broadcast"),
      expect.stringContaining("Sweep"),
    ]);
    const ofSweep = allowed.filter(
      ({ holder, statement }) =>
        holder.includes("Sweep") && actionsOf(statement.Action).includes("dynamodb:DeleteItem"),
    );
    expect(ofSweep.map(({ statement }) => statement.Condition)).toEqual([
      { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["fax#*"] } },
    ]);
    const strangers = allowed.filter(({ holder }) => /TellRole|EndpointsRole/.test(holder));
    for (const { statement } of strangers) {
      const actions = actionsOf(statement.Action).filter((action) =>
        /:(Put|Update|Delete)Item|Query/.test(action),
      );
      if (actions.length === 0) continue;
      expect(statement.Condition).toEqual({
        "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["endpoints", "endpoint#*"] },
      });
    }
    expect(strangers.length).toBeGreaterThan(4);
    const ofDirectory = allowed.filter(
      ({ holder, statement }) =>
        holder.includes("DirectoryRole") &&
        actionsOf(statement.Action).some((one) => one.startsWith("dynamodb:")),
    );
    expect(ofDirectory.map(({ statement }) => statement.Condition)).toEqual(
      [["keys"], ["contacts", "mailboxes"]].map((keys) => ({
        "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": keys },
      })),
    );
    expect(holders("dynamodb:Scan")).toEqual([]);
  });

  it("the carrier's door may do nothing but put an event into its queue and log", () => {
    const actions = allowed
      .filter(({ holder }) => holder.includes("WebhookRole"))
      .flatMap(({ statement }) => actionsOf(statement.Action));
    expect(actions.sort()).toEqual(["logs:CreateLogStream", "logs:PutLogEvents", "sqs:SendMessage"]);
  });

  it("whoever may call a function is named with the source of the call", () => {
    for (const [id, permission] of ofType(template, "AWS::Lambda::Permission")) {
      if (id.startsWith("RoomsMedia")) continue;
      expect(property(permission, "Principal"), id).toMatch(/^(apigateway|events)\.amazonaws\.com$/);
      expect(property(permission, "SourceArn"), id).toBeDefined();
    }
  });
});

describe("the one address that is open to all", () => {
  const ofMedia = ofType(template, "AWS::Lambda::Permission").filter(([id]) => id.startsWith("RoomsMedia"));

  it("is that of the pages, streamed, and may be called by its address and in no other way", () => {
    expect(one("AWS::Lambda::Url").Properties).toMatchObject({
      AuthType: "NONE",
      InvokeMode: "RESPONSE_STREAM",
    });
    expect(referencesIn(one("AWS::Lambda::Url"))).toEqual([expect.stringMatching(/^RoomsMediaFunction/)]);
    const permissions = ofMedia.map(([, { Properties }]) => Properties);
    expect(permissions).toHaveLength(2);
    expect(permissions).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ Action: "lambda:InvokeFunctionUrl", FunctionUrlAuthType: "NONE" }),
        expect.objectContaining({ Action: "lambda:InvokeFunction", InvokedViaFunctionUrl: true }),
      ]),
    );
  });

  it("reads attempts' own copies only, and notes in the table that they were read", () => {
    const grants = allowed
      .filter(({ holder }) => holder.includes("RoomsMediaRole"))
      .flatMap(({ statement }) => actionsOf(statement.Action));
    expect(grants.sort()).toEqual([
      "dynamodb:UpdateItem",
      "logs:CreateLogStream",
      "logs:PutLogEvents",
      "s3:GetObject",
      "s3:ListBucket",
    ]);
    const reads = allowed.find(
      ({ holder, statement }) =>
        holder.includes("RoomsMediaRole") && actionsOf(statement.Action).includes("s3:GetObject"),
    );
    expect(JSON.stringify(reads?.statement.Resource)).toContain("/call/*");
  });

  it("is not there where the settings choose presigned links", () => {
    const presigned = synthStack({ ...fullSettings, mediaLink: "presigned" }, fullEnvironment);
    expect(ofType(presigned, "AWS::Lambda::Url")).toEqual([]);
    const [, dispatch] =
      ofType(presigned, "AWS::Lambda::Function").find(([id]) => id.includes("Dispatch")) ?? [];
    expect(JSON.stringify(property(dispatch, "Environment"))).toContain('"MEDIA_URL":""');
    const [, streamed] =
      ofType(template, "AWS::Lambda::Function").find(([id]) => id.includes("Dispatch")) ?? [];
    expect(JSON.stringify(property(streamed, "Environment"))).toContain("FunctionUrl");
  });
});

describe("every function", () => {
  const functions = ofType(template, "AWS::Lambda::Function");

  it("runs Node 24 on arm64 with 256 or 512 MB (what makes or draws pages, or reads mail, with a whole processor), source maps on, and a log that ends", () => {
    expect(functions.length).toBeGreaterThanOrEqual(14);
    for (const [id, fn] of functions) {
      expect(fn.Properties, id).toMatchObject({
        Runtime: "nodejs24.x",
        Architectures: ["arm64"],
        Handler: "index.handler",
      });
      expect(/Prepare|Pages|Preview|Mail|Drop/.test(id) ? [1769] : [256, 512], id).toContain(
        property(fn, "MemorySize"),
      );
      expect(JSON.stringify(property(fn, "Environment")), id).toContain("--enable-source-maps");
      const [log = ""] = referencesIn(property(fn, "LoggingConfig"));
      expect(property(template.Resources[log], "RetentionInDays"), id).toBe(30);
    }
    expect(ofType(template, "AWS::Logs::LogGroup")).toHaveLength(functions.length);
  });

  it("costs nothing while nothing happens: nothing is provisioned, no key is ours", () => {
    for (const [id, fn] of functions)
      expect(property(fn, "ReservedConcurrentExecutions"), id).toBeUndefined();
    const types = new Set(Object.values(template.Resources).map(({ Type }) => Type));
    for (const costly of [
      "AWS::KMS::Key",
      "AWS::Lambda::Alias",
      "AWS::EC2::VPC",
      "AWS::SecretsManager::Secret",
    ]) {
      expect(types).not.toContain(costly);
    }
  });

  it("holds no secret in its environment", () => {
    for (const [id, fn] of functions) {
      const { Variables = {} } = (property(fn, "Environment") ?? {}) as {
        Variables?: Record<string, unknown>;
      };
      expect(
        Object.keys(Variables).filter((name) => /SECRET|TOKEN|PASSWORD|API_KEY$/.test(name)),
        id,
      ).toEqual([]);
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
    const naming = [
      "BucketName",
      "TableName",
      "QueueName",
      "FunctionName",
      "RoleName",
      "TopicName",
      "LogGroupName",
      "AlarmName",
      "RuleSetName",
      "PolicyName",
    ];
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
    expect([pattern.test("ab".repeat(32)), pattern.test(""), pattern.test("secret")]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it("reads the stream from its beginning, splits bad batches, and keeps what failed", () => {
    const stream = ofType(template, "AWS::Lambda::EventSourceMapping").find(
      ([, { Properties }]) => Properties?.["StartingPosition"],
    );
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
    expect(JSON.stringify(template.Outputs["MailDoorActivateCommand"] ?? template.Outputs)).toContain(
      "set-active-receipt-rule-set",
    );
  });
});
