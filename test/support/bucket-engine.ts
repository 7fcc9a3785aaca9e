import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { openBucket, type Bucket } from "../../adapters/aws/bucket.ts";
import { startS3 } from "../local/s3-server.ts";

const credentials = { accessKeyId: "test", secretAccessKey: "test" };

/** An empty bucket on the project's own S3 engine, which checks signatures. */
export async function openTestBucket(): Promise<{ bucket: Bucket; close: () => Promise<void> }> {
  const server = await startS3({ credentials });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_S3: server.url,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  });
  const bucket = openBucket("documents");
  await bucket.client.send(new CreateBucketCommand({ Bucket: bucket.name }));
  return {
    bucket,
    close: async () => {
      bucket.client.destroy();
      await server.stop();
    },
  };
}
