import { randomUUID } from "node:crypto";
import type { Clock } from "../../clock.ts";
import type { Invocation } from "../lambda/pool.ts";
import type { FunctionModel } from "../template/functions.ts";
import { sequenceOf, type StreamRecord } from "./stream-records.ts";

/**
 * The object that Lambda leaves in the on-failure bucket: what happened, and the whole event as text.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 */
export function failedBatchObject(input: {
  fn: FunctionModel;
  sourceId: string;
  streamArn: string;
  shardId: string;
  records: StreamRecord[];
  last: Invocation;
  calls: number;
  clock: Clock;
}): { key: string; body: Buffer } {
  const { fn, shardId, records, last } = input;
  const timestamp = input.clock.now().toISOString();
  const arrival = (record: StreamRecord | undefined) =>
    new Date((record?.dynamodb.ApproximateCreationDateTime ?? 0) * 1000).toISOString();
  const document = {
    requestContext: {
      requestId: last.requestId,
      functionArn: fn.arn,
      condition: "RetryAttemptsExhausted",
      approximateInvokeCount: input.calls,
    },
    responseContext: {
      statusCode: 200,
      executedVersion: "$LATEST",
      functionError: last.ok ? null : "Unhandled",
    },
    version: "1.0",
    timestamp,
    DDBStreamBatchInfo: {
      shardId,
      startSequenceNumber: records.slice(0, 1).map(sequenceOf).join(""),
      endSequenceNumber: records.slice(-1).map(sequenceOf).join(""),
      approximateArrivalOfFirstRecord: arrival(records[0]),
      approximateArrivalOfLastRecord: arrival(records.at(-1)),
      batchSize: records.length,
      streamArn: input.streamArn,
    },
    payload: JSON.stringify({ Records: records }),
  };
  const time = timestamp.slice(0, 19).replaceAll(":", ".");
  return {
    key: `aws/lambda/${input.sourceId}/${shardId}/${time}-${randomUUID()}`,
    body: Buffer.from(JSON.stringify(document)),
  };
}
