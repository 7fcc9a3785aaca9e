/** What a signature is for: this region, one place in the request, at most a week. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { startS3, type S3Server } from "./s3-server.ts";

const credentials = { accessKeyId: "AKTEST", secretAccessKey: "secret" };
const object = { Bucket: "scope", Key: "key" };
let server: S3Server;
const client = (region: string) =>
  new S3Client({ endpoint: server.url, region, credentials, maxAttempts: 1 });
const refusalOf = async (answer: Response) => [
  answer.status,
  /<Code>(\w+)<\/Code>/.exec(await answer.text())?.[1],
];

beforeAll(async () => {
  server = await startS3({ credentials });
  await server.engine.ensureBucket(object.Bucket, []);
});
afterAll(() => server.stop());

test("a signature for another region is refused, in a header and in a link", async () => {
  const elsewhere = client("eu-west-3");
  await expect(elsewhere.send(new PutObjectCommand({ ...object, Body: "x" }))).rejects.toMatchObject({
    name: "AuthorizationHeaderMalformed",
  });
  const link = await getSignedUrl(elsewhere, new GetObjectCommand(object));
  expect(await refusalOf(await fetch(link))).toEqual([400, "AuthorizationQueryParametersError"]);
  await client("us-east-1").send(new PutObjectCommand({ ...object, Body: "x" }));
});

test("a link for more than a week, and a second signature beside a link, are refused by name", async () => {
  const link = await getSignedUrl(client("us-east-1"), new GetObjectCommand(object), { expiresIn: 60 });
  const long = link.replace("X-Amz-Expires=60", "X-Amz-Expires=604801");
  expect(await refusalOf(await fetch(long))).toEqual([400, "AuthorizationQueryParametersError"]);
  const headers = { authorization: "AWS4-HMAC-SHA256 Credential=a" };
  expect(await refusalOf(await fetch(link, { headers }))).toEqual([400, "InvalidArgument"]);
});
