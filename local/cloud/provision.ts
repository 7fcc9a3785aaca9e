import { setTimeout as sleep } from "node:timers/promises";
import * as v from "valibot";
import type { Clock } from "../clock.ts";
import type { S3Engine } from "../s3/engine.ts";
import type { SqsEngine } from "../engines/sqs.ts";
import type { EngineCall } from "./sources/engine.ts";
import type { BucketModel, QueueModel, TableModel } from "./template/model.ts";
import { TemplateRefusal } from "./template/refusal.ts";

const description = v.object({
  Table: v.object({
    TableStatus: v.string(),
    KeySchema: v.array(v.object({ AttributeName: v.string(), KeyType: v.string() })),
    GlobalSecondaryIndexes: v.optional(v.array(v.object({ IndexName: v.string() })), []),
    LatestStreamArn: v.optional(v.string()),
  }),
});
type TableDescription = v.InferOutput<typeof description>["Table"];

/**
 * Creates the table, or keeps the one of the last start and adds new indexes.
 * Answers the engine's own name of its stream.
 * @throws TemplateRefusal when the kept table has other keys than the template.
 */
export async function provisionTable(table: TableModel, call: EngineCall): Promise<string | undefined> {
  const kept = await describe(table.ref, call);
  if (kept) await adaptTable(table, kept, call);
  else await createTable(table, call);
  for (;;) {
    const now = await describe(table.ref, call);
    if (now?.TableStatus === "ACTIVE") return now.LatestStreamArn;
    await sleep(20);
  }
}

async function createTable({ ref, properties }: TableModel, call: EngineCall): Promise<void> {
  const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, StreamSpecification } = properties;
  await call("CreateTable", {
    TableName: ref,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions,
    KeySchema,
    ...(GlobalSecondaryIndexes.length > 0 && { GlobalSecondaryIndexes }),
    ...(StreamSpecification && { StreamSpecification: { StreamEnabled: true, ...StreamSpecification } }),
  });
  const ttl = properties.TimeToLiveSpecification;
  if (ttl?.Enabled) await call("UpdateTimeToLive", { TableName: ref, TimeToLiveSpecification: ttl });
}

async function adaptTable(table: TableModel, kept: TableDescription, call: EngineCall): Promise<void> {
  const { KeySchema, AttributeDefinitions, GlobalSecondaryIndexes } = table.properties;
  const keys = (schema: { AttributeName: string; KeyType: string }[]) =>
    schema.map(({ AttributeName, KeyType }) => `${KeyType} ${AttributeName}`).join();
  if (keys(kept.KeySchema) !== keys(KeySchema)) {
    throw new TemplateRefusal(`The kept table ${table.ref} has other keys than the template: start afresh.`);
  }
  for (const index of GlobalSecondaryIndexes) {
    if (kept.GlobalSecondaryIndexes.some(({ IndexName }) => IndexName === index.IndexName)) continue;
    await call("UpdateTable", {
      TableName: table.ref,
      AttributeDefinitions,
      GlobalSecondaryIndexUpdates: [{ Create: index }],
    });
  }
}

async function describe(name: string, call: EngineCall): Promise<TableDescription | undefined> {
  try {
    return v.parse(description, await call("DescribeTable", { TableName: name })).Table;
  } catch (error) {
    if (String(error).includes("ResourceNotFound")) return undefined;
    throw error;
  }
}

/** Creates or adapts the queues, dead-letter queues first; times are real and so divided by the clock's scale. */
export async function provisionQueues(queues: QueueModel[], sqs: SqsEngine, clock: Clock): Promise<void> {
  const real = (seconds: number) => String(Math.ceil(clock.realMs(seconds * 1000) / 1000));
  const order = [...queues].sort(
    (one, other) =>
      Number(Boolean(one.properties.RedrivePolicy)) - Number(Boolean(other.properties.RedrivePolicy)),
  );
  for (const { name, properties } of order) {
    const { VisibilityTimeout, DelaySeconds, MaximumMessageSize, RedrivePolicy } = properties;
    await sqs.ensureQueue(name, {
      VisibilityTimeout: real(VisibilityTimeout),
      DelaySeconds: real(DelaySeconds),
      ...(MaximumMessageSize !== undefined && { MaximumMessageSize: String(MaximumMessageSize) }),
      ...(RedrivePolicy && { RedrivePolicy: JSON.stringify(RedrivePolicy) }),
    });
  }
}

export async function provisionBuckets(buckets: BucketModel[], s3: S3Engine): Promise<void> {
  for (const { ref, properties } of buckets) {
    const rules = properties.CorsConfiguration?.CorsRules ?? [];
    await s3.ensureBucket(
      ref,
      rules.map((rule) => ({
        allowedOrigins: rule.AllowedOrigins,
        allowedMethods: rule.AllowedMethods,
        allowedHeaders: rule.AllowedHeaders,
        exposedHeaders: rule.ExposedHeaders,
        ...(rule.MaxAge !== undefined && { maxAgeSeconds: rule.MaxAge }),
      })),
    );
  }
}
