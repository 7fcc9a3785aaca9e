import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { EventSourceMapping, FilterCriteria, StartingPosition } from "aws-cdk-lib/aws-lambda";
import type { FunctionName } from "../functions/runtime/env.ts";
import type { DocumentBucket } from "./document-bucket.ts";
import type { FaxFunction } from "./fax-function.ts";
import type { FaxTable } from "./fax-table.ts";

export type TableReaderProps = {
  table: FaxTable;
  documents: DocumentBucket;
  /** What a record's keys must be like, one pattern of several. */
  keys: object[];
  batchSize: number;
  /** Batches of one shard at a time, told apart by partition key; one if absent. */
  parallel?: number;
};

/** Has a function read the table's stream; what it cannot digest in ten tries is kept whole in the bucket. */
export function readTableStream(
  reader: FaxFunction<FunctionName>,
  { table, documents, keys, batchSize, parallel }: TableReaderProps,
): void {
  const streamArn = table.table.tableStreamArn ?? "";
  reader.grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({
      actions: ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
      resources: [streamArn],
    }),
  );
  // ListStreams knows no narrower resource than the streams of the table.
  reader.grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({
      actions: ["dynamodb:ListStreams"],
      resources: [`${table.table.tableArn}/stream/*`],
    }),
  );
  documents.grant(reader, "PutObject", "aws/lambda/");
  documents.grant(reader, "ListBucket");
  const mapping = new EventSourceMapping(reader, "FromTable", {
    target: reader.fn,
    eventSourceArn: streamArn,
    startingPosition: StartingPosition.TRIM_HORIZON,
    batchSize,
    bisectBatchOnError: true,
    retryAttempts: 10,
    reportBatchItemFailures: true,
    filters: keys.map((Keys) => FilterCriteria.filter({ dynamodb: { Keys } })),
    ...(parallel === undefined ? {} : { parallelizationFactor: parallel }),
    // CDK's own destination class would also write wildcard grants.
    onFailure: { bind: () => ({ destination: documents.bucket.bucketArn }) },
  });
  mapping.node.addDependency(reader.grantPrincipal);
}
