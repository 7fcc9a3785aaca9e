/** Versions, bucket documents, policies and CORS of the S3 engine. */
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetBucketCorsCommand,
  GetBucketLocationCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectVersionsCommand,
  PutBucketCorsCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { parseXml } from "../../local/s3/xml.ts";
import { startS3, type S3Server } from "./s3-server.ts";

const credentials = { accessKeyId: "AKTEST", secretAccessKey: "secret" };
const Bucket = "versions";
let server: S3Server;
let s3: S3Client;

beforeAll(async () => {
  server = await startS3({ credentials });
  await server.engine.ensureBucket(Bucket, []);
  s3 = new S3Client({ endpoint: server.url, region: "us-east-1", credentials, maxAttempts: 1 });
});
afterAll(async () => {
  s3.destroy();
  await server.stop();
});

const put = (Key: string, Body: string) => s3.send(new PutObjectCommand({ Bucket, Key, Body }));
const read = async (Key: string, VersionId?: string) => {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, VersionId }));
  return Body?.transformToString();
};

test("a versioned object outlives overwriting and deletion; removing the marker brings it back", async () => {
  await put("v", "before versioning");
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
  expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe("Enabled");
  const second = await put("v", "second");
  const marker = await s3.send(new DeleteObjectCommand({ Bucket, Key: "v" }));
  expect(marker.DeleteMarker).toBe(true);
  await expect(read("v")).rejects.toMatchObject({ name: "NoSuchKey" });
  await expect(read("v", marker.VersionId)).rejects.toMatchObject({ name: "MethodNotAllowed" });
  expect(await read("v", "null")).toBe("before versioning");
  const page = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: "v", MaxKeys: 2 }));
  expect([page.DeleteMarkers?.length, page.Versions?.[0]?.VersionId, page.IsTruncated]).toEqual([
    1,
    second.VersionId,
    true,
  ]);
  const rest = await s3.send(
    new ListObjectVersionsCommand({
      Bucket,
      KeyMarker: page.NextKeyMarker,
      VersionIdMarker: page.NextVersionIdMarker,
    }),
  );
  expect(rest.Versions?.map(({ VersionId }) => VersionId)).toEqual(["null"]);
  await s3.send(new DeleteObjectCommand({ Bucket, Key: "v", VersionId: marker.VersionId }));
  expect(await read("v")).toBe("second");
  await expect(read("v", "nonsense")).rejects.toMatchObject({ name: "NoSuchVersion" });
});

test("a part can be copied from a range of another object", async () => {
  await put("source", "0123456789");
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: "part" }));
  const part = { Bucket, Key: "part", UploadId, PartNumber: 1, CopySource: `${Bucket}/source` };
  const bad = s3.send(new UploadPartCopyCommand({ ...part, CopySourceRange: "bytes=5-10" }));
  await expect(bad).rejects.toMatchObject({ name: "InvalidArgument" });
  const { CopyPartResult } = await s3.send(
    new UploadPartCopyCommand({ ...part, CopySourceRange: "bytes=2-4" }),
  );
  const Parts = [{ PartNumber: 1, ETag: CopyPartResult?.ETag }];
  await s3.send(
    new CompleteMultipartUploadCommand({ Bucket, Key: "part", UploadId, MultipartUpload: { Parts } }),
  );
  expect(await read("part")).toBe("234");
});

test("a bucket policy lets everybody in only where it says so without conditions", async () => {
  const statement = (more: object) => ({ Effect: "Allow", Principal: "*", Action: "s3:GetObject", ...more });
  const arn = `arn:aws:s3:::${Bucket}`;
  const Policy = JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      statement({ Resource: `${arn}/pub/*` }),
      statement({ Effect: "Deny", Resource: `${arn}/pub/not/*` }),
      statement({ Resource: `${arn}/if/*`, Condition: { Bool: { "aws:SecureTransport": "true" } } }),
      statement({ Resource: `${arn}/mine/*`, Principal: { AWS: "arn:aws:iam::1:root" } }),
    ],
  });
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  const statusOf = async (key: string, method = "GET") => {
    await put(key, "x");
    return (await fetch(`${server.url}/${Bucket}/${key}`, { method })).status;
  };
  expect(await statusOf("pub/a")).toBe(200);
  expect(await statusOf("pub/a", "DELETE")).toBe(403);
  for (const key of ["pub/not/a", "if/a", "mine/a", "else"]) expect(await statusOf(key)).toBe(403);
  const broken = s3.send(new PutBucketPolicyCommand({ Bucket, Policy: "{" }));
  await expect(broken).rejects.toMatchObject({ name: "MalformedPolicy" });
});

test("CORS rules are those of ensureBucket until they are replaced; a preflight obeys them", async () => {
  await server.engine.ensureBucket("cors", [
    {
      allowedOrigins: ["https://*.example"],
      allowedMethods: ["PUT"],
      allowedHeaders: ["content-*"],
      maxAgeSeconds: 60,
    },
  ]);
  const preflight = (origin: string, method: string, headers: string) =>
    fetch(`${server.url}/cors/key`, {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": method, "access-control-request-headers": headers },
    });
  const allowed = await preflight("https://a.example", "PUT", "Content-Type, content-md5");
  expect([allowed.status, allowed.headers.get("access-control-allow-headers")]).toEqual([
    200,
    "content-type, content-md5",
  ]);
  for (const [origin, method, headers] of [
    ["https://example", "PUT", ""],
    ["https://a.example", "DELETE", ""],
    ["https://a.example", "PUT", "x-amz-acl"],
  ] as const) {
    expect((await preflight(origin, method, headers)).status).toBe(403);
  }
  const { CORSRules } = await s3.send(new GetBucketCorsCommand({ Bucket: "cors" }));
  expect(CORSRules?.[0]).toMatchObject({ AllowedOrigins: ["https://*.example"], MaxAgeSeconds: 60 });
  const rules = [{ AllowedOrigins: ["*"], AllowedMethods: ["PATCH"] }];
  const odd = s3.send(new PutBucketCorsCommand({ Bucket: "cors", CORSConfiguration: { CORSRules: rules } }));
  await expect(odd).rejects.toMatchObject({ name: "InvalidRequest" });
});

test("buckets are listed, found in us-east-1, and deleted only when empty", async () => {
  await server.engine.ensureBucket("empty", []);
  const { Buckets } = await s3.send(new ListBucketsCommand({}));
  expect(Buckets?.map(({ Name }) => Name)).toEqual(expect.arrayContaining(["empty", Bucket]));
  expect((await s3.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBeUndefined();
  await s3.send(new DeleteBucketCommand({ Bucket: "empty" }));
  await expect(s3.send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject({
    name: "BucketNotEmpty",
  });
  await expect(server.engine.ensureBucket("No_Bucket", [])).rejects.toMatchObject({
    code: "InvalidBucketName",
  });
});

test.each([
  '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
  "<a><b></a></b>",
  "<a/><b/>",
  "<a>&unknown;</a>",
  "<a>".repeat(20) + "</a>".repeat(20),
  `<a>${"<b/>".repeat(30_000)}</a>`,
  "<a",
  "",
])("the XML document %# is refused", (text) => {
  expect(() => parseXml(text)).toThrow(expect.objectContaining({ code: "MalformedXML" }));
});
