import { describe, expect, it } from "vitest";
import type { Statement } from "../../local/door/iam.ts";
import { checkWires, type Wires } from "../../local/door/wires.ts";

const account = "000000000000";
const region = "us-east-1";
const arn = (service: string, rest: string) => `arn:aws:${service}:${region}:${account}:${rest}`;
const functionArn = arn("lambda", "function:Api");
const ruleArn = arn("events", "rule/sweep");
const queueArn = arn("sqs", "work");
const topicArn = arn("sns", "mail");
const streamArn = arn("dynamodb", "table/faxes/stream/2026");
const bucketArn = "arn:aws:s3:::documents";
const mailGuard = {
  StringEquals: { "aws:SourceAccount": account },
  ArnLike: { "aws:SourceArn": arn("ses", "receipt-rule-set/faxes:receipt-rule/*") },
};

const wired = <Properties>(logicalId: string, arnText: string, properties: Properties) => ({
  logicalId,
  ref: logicalId.toLowerCase(),
  arn: arnText,
  properties,
});
const entry = (service: string, Action: string, Resource: string, Condition?: object) =>
  ({
    Effect: "Allow",
    Principal: { Service: service },
    Action,
    Resource,
    ...(Condition ? { Condition } : {}),
  }) as Statement;
const tlsOnly = {
  Effect: "Deny",
  Principal: { AWS: "*" },
  Action: "s3:*",
  Resource: [bucketArn, `${bucketArn}/*`],
  Condition: { Bool: { "aws:SecureTransport": "false" } },
} as Statement;
const openUrl = [
  wired("OpenUrl", "", {
    FunctionName: functionArn,
    Action: "lambda:InvokeFunctionUrl",
    Principal: "*",
    FunctionUrlAuthType: "NONE",
  }),
  wired("OpenInvoke", "", {
    FunctionName: functionArn,
    Action: "lambda:InvokeFunction",
    Principal: "*",
    InvokedViaFunctionUrl: true,
  }),
];
const permission = (Principal: string, SourceArn?: string) =>
  wired("Permission", "", {
    FunctionName: functionArn,
    Action: "lambda:InvokeFunction",
    Principal,
    ...(SourceArn === undefined ? {} : { SourceArn }),
  });

/** Everything wired as it should be; each test takes one thing away. */
const sound = (): Wires => ({
  account,
  region,
  functions: [
    {
      name: "Api",
      arn: functionArn,
      trust: [
        {
          Effect: "Allow",
          Principal: { Service: "lambda.amazonaws.com" },
          Action: "sts:AssumeRole",
        } as Statement,
      ],
      statements: [
        {
          Effect: "Allow",
          Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
          Resource: queueArn,
        },
        {
          Effect: "Allow",
          Action: ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
          Resource: streamArn,
        },
        { Effect: "Allow", Action: "dynamodb:ListStreams", Resource: "*" },
        { Effect: "Allow", Action: "s3:ListBucket", Resource: bucketArn },
        { Effect: "Allow", Action: "s3:PutObject", Resource: `${bucketArn}/aws/lambda/*` },
      ],
    },
  ],
  permissions: [
    permission("apigateway.amazonaws.com", arn("execute-api", "api1/*/*/v2/faxes/{id}")),
    permission("events.amazonaws.com", ruleArn),
    ...openUrl,
  ],
  functionUrls: [wired("Pages", "", { TargetFunctionArn: functionArn })],
  routes: [
    wired("Route", "", { ApiId: "api1", RouteKey: "GET /v2/faxes/{id}", Target: "integrations/integration" }),
  ],
  integrations: [wired("Integration", "", { IntegrationUri: functionArn })],
  rules: [wired("Sweep", ruleArn, { Targets: [{ Arn: functionArn }] })],
  eventSources: [
    wired("Queue", "", { FunctionName: "Api", EventSourceArn: queueArn }),
    wired("Stream", "", {
      FunctionName: functionArn,
      EventSourceArn: streamArn,
      DestinationConfig: { OnFailure: { Destination: bucketArn } },
    }),
  ],
  buckets: [
    wired("Documents", bucketArn, {
      NotificationConfiguration: { QueueConfigurations: [{ Queue: queueArn }, { Queue: queueArn }] },
    }),
  ],
  subscriptions: [wired("Subscription", "", { TopicArn: topicArn, Protocol: "sqs", Endpoint: queueArn })],
  receiptRules: [
    wired("Rule", "", {
      RuleSetName: "faxes",
      Rule: {
        Actions: [
          { S3Action: { BucketName: "documents", ObjectKeyPrefix: "email/", TopicArn: topicArn } },
          {},
        ],
      },
    }),
  ],
  queuePolicies: [
    wired("QueuePolicy", "", {
      Queues: [`http://127.0.0.1:1/${account}/work`],
      PolicyDocument: {
        Statement: [
          entry("s3.amazonaws.com", "sqs:SendMessage", queueArn, {
            StringEquals: { "aws:SourceAccount": account },
            ArnLike: { "aws:SourceArn": "arn:aws:s3:::doc*" },
          }),
          entry("sns.amazonaws.com", "sqs:SendMessage", queueArn, {
            ArnEquals: { "aws:SourceArn": topicArn },
          }),
        ],
      },
    }),
  ],
  bucketPolicies: [
    wired("BucketPolicy", "", {
      Bucket: "documents",
      PolicyDocument: {
        Statement: [tlsOnly, entry("ses.amazonaws.com", "s3:PutObject", `${bucketArn}/email/*`, mailGuard)],
      },
    }),
  ],
  topicPolicies: [
    wired("TopicPolicy", "", {
      Topics: [topicArn],
      PolicyDocument: { Statement: entry("ses.amazonaws.com", "sns:Publish", topicArn, mailGuard) },
    }),
  ],
});

it("complains about nothing when every wire works", () => {
  expect(checkWires(sound())).toEqual([]);
});

describe("a wire that would not work on AWS is named", () => {
  const withQueuePolicy = (Statement: Statement[]): Partial<Wires> => ({
    queuePolicies: [wired("QueuePolicy", "", { Queues: [queueArn], PolicyDocument: { Statement } })],
  });
  const [fromS3, fromSns] = (() => {
    const document = sound().queuePolicies[0]?.properties.PolicyDocument.Statement;
    return [document].flat() as Statement[];
  })() as [Statement, Statement];
  const [api] = sound().functions;
  const without = (action: string): Partial<Wires> => ({
    functions: sound().functions.map((fn) => ({
      ...fn,
      statements: fn.statements.map((statement) => ({
        ...statement,
        Action: [statement.Action].flat().filter((name) => name !== action),
      })),
    })),
  });

  it.each([
    [
      "a role Lambda cannot assume",
      { functions: [{ ...api, trust: [] }] },
      [/role of Api cannot be assumed by lambda/],
    ],
    [
      "no permission for API Gateway",
      { permissions: sound().permissions.slice(1) },
      [/apigateway\.amazonaws\.com may not invoke Api for the API route GET \/v2\/faxes\/\{id\}/],
    ],
    [
      "a function URL that nobody may use",
      { permissions: sound().permissions.filter(({ logicalId }) => logicalId !== "OpenUrl") },
      [/Nobody may use the function URL Pages/],
    ],
    [
      "a function URL through which nobody may invoke",
      { permissions: sound().permissions.filter(({ logicalId }) => logicalId !== "OpenInvoke") },
      [/Nobody may invoke Api through its URL/],
    ],
    [
      "a function open to all in any way",
      { permissions: [...sound().permissions, permission("*")] },
      [/Anybody may invoke Api, and not only through its URL/],
    ],
    [
      "a function URL of a function that is elsewhere",
      { functionUrls: [wired("Pages", "", { TargetFunctionArn: functionArn.replace("api", "none") + "x" })] },
      [/The function URL Pages leads to no function/],
    ],
    [
      "a permission for another API",
      {
        permissions: [
          permission("apigateway.amazonaws.com", arn("execute-api", "api2/*/*/*")),
          ...sound().permissions.slice(1),
        ],
      },
      [
        /no Lambda permission matches arn:aws:execute-api:us-east-1:000000000000:api1\/\$default\/GET\/v2\/faxes/,
      ],
    ],
    [
      "a permission for another route",
      {
        permissions: [
          permission("apigateway.amazonaws.com", arn("execute-api", "api1/*/*/v2/keys")),
          ...sound().permissions.slice(1),
        ],
      },
      [/may not invoke Api for the API route/],
    ],
    [
      "a permission for every API",
      { permissions: [permission("apigateway.amazonaws.com"), ...sound().permissions.slice(1)] },
      [/may invoke Api for anybody/],
    ],
    [
      "no permission for the schedule",
      { permissions: [...sound().permissions.slice(0, 1), ...openUrl] },
      [/events\.amazonaws\.com may not invoke Api for the rule Sweep/],
    ],
    [
      "a permission for every rule",
      {
        permissions: [
          ...sound().permissions.slice(0, 1),
          permission("events.amazonaws.com", arn("events", "rule/*")),
          ...openUrl,
        ],
      },
      [/may invoke Api for anybody/],
    ],
    [
      "no queue policy",
      { queuePolicies: [] },
      [/does not let s3\.amazonaws\.com do sqs:SendMessage/, /does not let sns\.amazonaws\.com/],
    ],
    [
      "a queue closed to S3",
      withQueuePolicy([fromSns]),
      [/queue work, which the bucket Documents notifies, does not let s3/],
    ],
    [
      "a queue open to S3 of every account",
      withQueuePolicy([fromSns, { ...fromS3, Condition: { ArnLike: { "aws:SourceArn": bucketArn } } }]),
      [/lets s3\.amazonaws\.com in for anybody: it does not look at aws:SourceAccount/],
    ],
    [
      "a queue for another bucket",
      withQueuePolicy([
        fromSns,
        { ...fromS3, Condition: { ArnLike: { "aws:SourceArn": "arn:aws:s3:::other" } } },
      ]),
      [/does not let s3/],
    ],
    [
      "a queue closed to SNS",
      withQueuePolicy([fromS3]),
      [/queue work, which a topic sends to, does not let sns/],
    ],
    [
      "a queue open to every topic",
      withQueuePolicy([fromS3, { ...fromSns, Condition: {} }]),
      [/does not look at aws:SourceArn/],
    ],
    [
      "no bucket policy",
      { bucketPolicies: [] },
      [/bucket documents, in which the rule Rule keeps mail, does not let ses/],
    ],
    [
      "mail under another prefix",
      {
        bucketPolicies: [
          wired("BucketPolicy", "", {
            Bucket: "documents",
            PolicyDocument: {
              Statement: [entry("ses.amazonaws.com", "s3:PutObject", `${bucketArn}/drop/*`, mailGuard)],
            },
          }),
        ],
      },
      [/does not let ses.amazonaws.com do s3:PutObject on arn:aws:s3:::documents\/email\//],
    ],
    ["no topic policy", { topicPolicies: [] }, [/topic mail, which the rule Rule tells, does not let ses/]],
    [
      "a mapping that may not receive",
      without("sqs:ReceiveMessage"),
      [/role of Api lacks sqs:ReceiveMessage on arn:aws:sqs/],
    ],
    ["a mapping that may not delete", without("sqs:DeleteMessage"), [/lacks sqs:DeleteMessage/]],
    [
      "a mapping that may not read attributes",
      without("sqs:GetQueueAttributes"),
      [/lacks sqs:GetQueueAttributes/],
    ],
    ["a stream that may not be read", without("dynamodb:GetRecords"), [/lacks dynamodb:GetRecords/]],
    [
      "lost batches that may not be kept",
      without("s3:PutObject"),
      [/lacks s3:PutObject on arn:aws:s3:::documents\/aws\/lambda/],
    ],
    [
      "a resource policy that is not understood",
      withQueuePolicy([fromS3, fromSns, { ...fromS3, NotPrincipal: "*" } as Statement]),
      [/cannot be judged: NotPrincipal/, /cannot be judged: NotPrincipal/],
    ],
    ["a route that leads nowhere", { integrations: [] }, [/leads to no integration/]],
  ] as [string, Partial<Wires>, RegExp[]][])("%s", (_name, change, complaints) => {
    const said = checkWires({ ...sound(), ...change });
    expect(said).toEqual(complaints.map((complaint) => expect.stringMatching(complaint)));
  });
});

describe("the role that schedules act as", () => {
  const trustOf = (Condition?: object) => [
    {
      Effect: "Allow",
      Principal: { Service: "scheduler.amazonaws.com" },
      Action: "sts:AssumeRole",
      ...(Condition ? { Condition } : {}),
    } as Statement,
  ];
  const groupArn = arn("scheduler", "schedule-group/faxes");
  const ours = { "aws:SourceAccount": account };
  const complaints = (Condition?: object) =>
    checkWires({
      ...sound(),
      scheduleGroups: ["faxes"],
      schedulerRoles: [{ name: "Acting", trust: trustOf(Condition) }],
    });

  it("is sound when it names account and group", () => {
    const guarded = { StringEquals: ours, ArnEquals: { "aws:SourceArn": groupArn } };
    expect(complaints(guarded)).toEqual([]);
  });

  it("open to other accounts' schedules it is refused", () => {
    expect(complaints()[0]).toMatch(/Acting lets scheduler.amazonaws.com in for anybody/);
    expect(complaints({ StringEquals: ours })[0]).toMatch(/aws:SourceArn/);
  });

  it("for a single schedule, which the service never names, it lets nobody in", () => {
    const one = arn("scheduler", "schedule/faxes/one");
    const narrow = { StringEquals: ours, ArnEquals: { "aws:SourceArn": one } };
    expect(complaints(narrow)[0]).toMatch(/does not let scheduler.amazonaws.com do sts:AssumeRole/);
  });
});
