/** What exists on moto's server after the stack was created, as the same lines. */
import * as v from "valibot";
import { withLogicalNames, type Facts } from "./facts.ts";

const anything = v.record(v.string(), v.unknown());
export const createdStack = v.object({
  status: v.string(),
  left_out: v.record(v.string(), v.string()),
  resources: v.record(
    v.string(),
    v.object({ type: v.string(), ref: v.string(), facts: v.nullable(anything) }),
  ),
});
export type CreatedStack = v.InferOutput<typeof createdStack>;

const keys = v.array(v.object({ AttributeName: v.string(), KeyType: v.string() }));
const table = v.object({
  table: v.object({
    KeySchema: keys,
    StreamSpecification: v.optional(v.object({ StreamViewType: v.string() })),
    GlobalSecondaryIndexes: v.array(
      v.object({
        IndexName: v.string(),
        KeySchema: keys,
        Projection: v.object({ ProjectionType: v.string() }),
      }),
    ),
  }),
  ttl: v.object({ AttributeName: v.optional(v.string()) }),
});
const queue = v.object({
  VisibilityTimeout: v.string(),
  DelaySeconds: v.string(),
  RedrivePolicy: v.optional(v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.unknown())), "{}"),
});
const fn = v.object({
  Handler: v.string(),
  Timeout: v.number(),
  MemorySize: v.number(),
  Role: v.string(),
  Environment: v.optional(v.object({ Variables: v.record(v.string(), v.string()) }), { Variables: {} }),
});
const mapping = v.object({
  EventSourceArn: v.string(),
  FunctionArn: v.string(),
  BatchSize: v.optional(v.number()),
  FunctionResponseTypes: v.optional(v.array(v.string()), []),
  ScalingConfig: v.optional(v.object({ MaximumConcurrency: v.optional(v.number()) })),
  StartingPosition: v.optional(v.string()),
  DestinationConfig: v.optional(v.object({ OnFailure: v.optional(v.object({ Destination: v.string() })) })),
  FilterCriteria: v.optional(v.object({ Filters: v.array(v.object({ Pattern: v.string() })) })),
});
const statements = v.object({ Statement: v.union([v.array(v.unknown()), anything]) });
const role = v.object({ inline: v.array(statements), attached: v.array(v.string()), trust: statements });
const bucket = v.object({
  queues: v.array(
    v.object({
      QueueArn: v.string(),
      Events: v.array(v.string()),
      Filter: v.optional(
        v.object({
          Key: v.object({ FilterRules: v.array(v.object({ Name: v.string(), Value: v.string() })) }),
        }),
      ),
    }),
  ),
});
const rule = v.object({
  rule: v.object({ ScheduleExpression: v.string(), State: v.string() }),
  targets: v.array(v.object({ Arn: v.string() })),
});

export function motoFacts({ resources }: CreatedStack): Facts {
  const facts: Facts = new Map();
  for (const [logicalId, { type, facts: found }] of Object.entries(resources)) {
    const read = readers[type];
    if (read && found) for (const [name, value] of read(found)) facts.set(`${logicalId} ${name}`, value);
  }
  return withLogicalNames(facts, new Map(Object.entries(resources).map(([id, { ref }]) => [id, ref])));
}

type Fact = [name: string, value: unknown];
const readers: Record<string, (found: unknown) => Fact[]> = {
  "AWS::DynamoDB::Table": (found) => {
    const { table: made, ttl } = v.parse(table, found);
    const indexes = made.GlobalSecondaryIndexes.map(({ IndexName, KeySchema, Projection }): Fact => [
      `index ${IndexName}`,
      [KeySchema, Projection.ProjectionType],
    ]);
    const stream = made.StreamSpecification?.StreamViewType;
    return [["key", made.KeySchema], ["stream", stream], ["expiry", ttl.AttributeName], ...indexes];
  },
  "AWS::SQS::Queue": (found) => {
    const { VisibilityTimeout, DelaySeconds, RedrivePolicy } = v.parse(queue, found);
    const { deadLetterTargetArn, maxReceiveCount } = RedrivePolicy;
    return [
      ["times", [Number(VisibilityTimeout), Number(DelaySeconds)]],
      ["redrive", [deadLetterTargetArn, maxReceiveCount]],
    ];
  },
  "AWS::Lambda::Function": (found) => {
    const { Handler, Timeout, MemorySize, Role, Environment } = v.parse(fn, found);
    return [["runs", [Handler, Timeout, MemorySize, Role]], ...Object.entries(Environment.Variables)];
  },
  "AWS::Lambda::EventSourceMapping": (found) => {
    const made = v.parse(mapping, found);
    return [
      ["from and to", [made.EventSourceArn, made.FunctionArn.split(":").at(-1)]],
      ["batches", [made.BatchSize, made.FunctionResponseTypes]],
      ["at once", made.ScalingConfig?.MaximumConcurrency],
      ["start", made.StartingPosition],
      ["failures", made.DestinationConfig?.OnFailure?.Destination],
      ["filters", made.FilterCriteria?.Filters],
    ];
  },
  "AWS::IAM::Role": (found) => {
    const { inline, trust } = v.parse(role, found);
    return [
      ["trust", [trust.Statement].flat()],
      ["may", inline.flatMap(({ Statement }) => Statement)],
    ];
  },
  "AWS::S3::Bucket": (found) => [
    [
      "tells",
      v
        .parse(bucket, found)
        .queues.flatMap(({ QueueArn, Events, Filter }) =>
          Events.map((event) => [
            event,
            QueueArn,
            Filter?.Key.FilterRules.map(({ Name, Value }) => [Name.toLowerCase(), Value]),
          ]),
        ),
    ],
  ],
  "AWS::Events::Rule": (found) => {
    const { rule: made, targets } = v.parse(rule, found);
    return [["rule", [made.ScheduleExpression, made.State, targets.map(({ Arn }) => Arn)]]];
  },
};
