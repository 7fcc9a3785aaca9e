import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { openBucket, type Bucket } from "../../adapters/aws/bucket.ts";
import { startS3 } from "../local/s3-server.ts";

type Engine = { url: string; accessKeyId: string; secretAccessKey: string; stop: () => Promise<void> };

/** The engine that the cross-checks name in the environment, else the project's own, which checks signatures. */
async function chosenEngine(): Promise<Engine> {
  const accessKeyId = process.env["TEST_S3_ACCESS_KEY_ID"] ?? "test";
  const secretAccessKey = process.env["TEST_S3_SECRET_ACCESS_KEY"] ?? "test";
  const url = process.env["TEST_S3_URL"];
  const engine = url
    ? { url, stop: () => Promise.resolve() }
    : await startS3({ credentials: { accessKeyId, secretAccessKey } });
  return { url: engine.url, accessKeyId, secretAccessKey, stop: () => engine.stop() };
}

/** An empty bucket on a real engine over HTTP. */
export async function openTestBucket(): Promise<{ bucket: Bucket; close: () => Promise<void> }> {
  const server = await chosenEngine();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_S3: server.url,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: server.accessKeyId,
    AWS_SECRET_ACCESS_KEY: server.secretAccessKey,
  });
  const bucket = openBucket(`documents-${process.pid}-${Math.random().toString(36).slice(2)}`);
  await bucket.client.send(new CreateBucketCommand({ Bucket: bucket.name }));
  return {
    bucket,
    close: async () => {
      bucket.client.destroy();
      await server.stop();
    },
  };
}
