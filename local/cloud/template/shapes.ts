import * as v from "valibot";

/**
 * The properties the laptop acts on, resolved. Wires are strict: a property it does not know would be
 * a wire that works on AWS and not here. What only holds things may have further properties.
 */

const flag = v.union([
  v.boolean(),
  v.pipe(
    v.picklist(["true", "false"]),
    v.transform((word) => word === "true"),
  ),
]);
const count = v.union([v.number(), v.pipe(v.string(), v.digits(), v.transform(Number))]);
const texts = v.array(v.string());
/** Known and without effect on a laptop. */
const ignored = v.optional(v.unknown());

const keySchema = v.array(v.object({ AttributeName: v.string(), KeyType: v.string() }));
export const tableShape = v.object({
  AttributeDefinitions: v.array(v.object({ AttributeName: v.string(), AttributeType: v.string() })),
  KeySchema: keySchema,
  GlobalSecondaryIndexes: v.optional(
    v.array(
      v.object({
        IndexName: v.string(),
        KeySchema: keySchema,
        Projection: v.object({
          ProjectionType: v.string(),
          NonKeyAttributes: v.optional(texts),
        }),
      }),
    ),
    [],
  ),
  StreamSpecification: v.optional(v.object({ StreamViewType: v.string() })),
  TimeToLiveSpecification: v.optional(v.object({ AttributeName: v.optional(v.string()), Enabled: flag })),
});

export const queueShape = v.object({
  VisibilityTimeout: v.optional(count, 30),
  DelaySeconds: v.optional(count, 0),
  MaximumMessageSize: v.optional(count),
  RedrivePolicy: v.optional(v.object({ deadLetterTargetArn: v.string(), maxReceiveCount: count })),
  FifoQueue: v.optional(v.undefined_("FIFO queues are not run")),
});

const corsRule = v.object({
  AllowedOrigins: texts,
  AllowedMethods: texts,
  AllowedHeaders: v.optional(texts, []),
  ExposedHeaders: v.optional(texts, []),
  MaxAge: v.optional(count),
});
const keyRule = v.object({
  Name: v.pipe(v.string(), v.toLowerCase(), v.picklist(["prefix", "suffix"])),
  Value: v.string(),
});
export const bucketShape = v.object({
  CorsConfiguration: v.optional(v.object({ CorsRules: v.array(corsRule) })),
  NotificationConfiguration: v.optional(
    v.strictObject({
      QueueConfigurations: v.optional(
        v.array(
          v.strictObject({
            Event: v.string(),
            Queue: v.string(),
            Filter: v.optional(v.strictObject({ S3Key: v.strictObject({ Rules: v.array(keyRule) }) })),
          }),
        ),
        [],
      ),
    }),
  ),
});

export const functionShape = v.object({
  Code: v.union([v.object({ S3Key: v.string() }), v.object({ ImageUri: v.string() })]),
  Handler: v.optional(v.string()),
  Runtime: v.optional(v.pipe(v.string(), v.startsWith("nodejs"))),
  // An image is not built: its folder holds the bundle that its command names, and this machine what else it needs.
  ImageConfig: v.optional(v.object({ Command: v.tuple([v.string()]) })),
  Role: v.string(),
  Timeout: v.optional(count, 3),
  MemorySize: v.optional(count, 128),
  ReservedConcurrentExecutions: v.optional(count),
  Environment: v.optional(v.object({ Variables: v.optional(v.record(v.string(), v.string()), {}) })),
  LoggingConfig: v.optional(v.object({ LogGroup: v.optional(v.string()) })),
  Layers: v.optional(v.undefined_("layers are not run")),
  VpcConfig: v.optional(v.undefined_("networks are not run")),
});

export const eventSourceShape = v.strictObject({
  FunctionName: v.string(),
  EventSourceArn: v.string(),
  Enabled: v.optional(flag, true),
  BatchSize: v.optional(count),
  MaximumBatchingWindowInSeconds: v.optional(count, 0),
  FunctionResponseTypes: v.optional(v.array(v.literal("ReportBatchItemFailures")), []),
  ScalingConfig: v.optional(v.strictObject({ MaximumConcurrency: count })),
  StartingPosition: v.optional(v.picklist(["TRIM_HORIZON", "LATEST"])),
  BisectBatchOnFunctionError: v.optional(flag, false),
  MaximumRetryAttempts: v.optional(v.union([count, v.literal(-1)]), -1),
  // The laptop keeps records as long as the engine does, so an age never bites.
  MaximumRecordAgeInSeconds: ignored,
  ParallelizationFactor: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(10)), 1),
  DestinationConfig: v.optional(v.strictObject({ OnFailure: v.strictObject({ Destination: v.string() }) })),
  FilterCriteria: v.optional(v.strictObject({ Filters: v.array(v.strictObject({ Pattern: v.string() })) })),
  Tags: ignored,
});

export const functionUrlShape = v.strictObject({
  TargetFunctionArn: v.string(),
  AuthType: v.literal("NONE"),
  InvokeMode: v.literal("RESPONSE_STREAM"),
});

export const apiShape = v.object({
  ProtocolType: v.literal("HTTP"),
  CorsConfiguration: v.optional(
    v.strictObject({
      AllowOrigins: v.optional(texts, []),
      AllowMethods: v.optional(texts, []),
      AllowHeaders: v.optional(texts, []),
      ExposeHeaders: v.optional(texts, []),
      MaxAge: v.optional(count),
      AllowCredentials: v.optional(flag, false),
    }),
  ),
  Body: v.optional(v.undefined_("an API from an OpenAPI document is not run")),
});
export const integrationShape = v.strictObject({
  ApiId: v.string(),
  IntegrationType: v.literal("AWS_PROXY"),
  IntegrationUri: v.string(),
  IntegrationMethod: ignored,
  Description: ignored,
  PayloadFormatVersion: v.literal("2.0"),
  TimeoutInMillis: v.optional(count, 30_000),
});
export const routeShape = v.strictObject({
  ApiId: v.string(),
  RouteKey: v.string(),
  Target: v.string(),
  AuthorizationType: v.optional(v.literal("NONE")),
  OperationName: ignored,
});
export const stageShape = v.object({ StageName: v.literal("$default") });

export const ruleShape = v.strictObject({
  ScheduleExpression: v.string(),
  State: v.optional(v.string(), "ENABLED"),
  Targets: v.optional(
    v.array(
      v.strictObject({
        Arn: v.string(),
        Id: v.string(),
        Input: v.optional(v.string()),
        RetryPolicy: ignored,
      }),
    ),
    [],
  ),
  Name: ignored,
  Description: ignored,
});

/** Its name follows from its logical id. */
export const scheduleGroupShape = v.strictObject({ Tags: ignored });

export const eventBusShape = v.strictObject({ Name: v.string(), Tags: ignored });

export const subscriptionShape = v.strictObject({
  TopicArn: v.string(),
  Protocol: v.string(),
  Endpoint: v.optional(v.string()),
  RawMessageDelivery: v.optional(flag, false),
  Region: ignored,
});

const mailAction = v.strictObject({
  S3Action: v.optional(
    v.strictObject({
      BucketName: v.string(),
      ObjectKeyPrefix: v.optional(v.string(), ""),
      TopicArn: v.optional(v.string()),
    }),
  ),
  StopAction: v.optional(v.strictObject({ Scope: v.literal("RuleSet") })),
});
export const receiptRuleShape = v.strictObject({
  RuleSetName: v.string(),
  After: ignored,
  Rule: v.strictObject({
    Name: ignored,
    Enabled: v.optional(flag, false),
    Recipients: v.optional(texts, []),
    Actions: v.optional(v.array(mailAction), []),
    ScanEnabled: ignored,
    TlsPolicy: ignored,
  }),
});
