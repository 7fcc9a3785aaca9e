import { expect, it } from "vitest";
import { openBucket } from "../../../../adapters/aws/bucket.ts";
import { openQueues } from "../../../../adapters/aws/queues.ts";
import { openTable } from "../../../../adapters/aws/table.ts";
import { S3Client } from "../../../../adapters/aws/lean/client-s3.ts";
import { JsonClient } from "../../../../adapters/aws/lean/json-client.ts";

Object.assign(process.env, {
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test",
});

it("in this run the adapters hold lean clients, not the SDK's", () => {
  expect(openTable("t").client).toBeInstanceOf(JsonClient);
  expect(openQueues()).toBeInstanceOf(JsonClient);
  expect(openBucket("b").client).toBeInstanceOf(S3Client);
});
