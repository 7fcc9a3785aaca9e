/** Which IAM actions an S3 request needs. */
import { expect, test } from "vitest";
import { s3Actions } from "../../local/s3/operations.ts";

const needs = (line: string, headers: Record<string, string> = {}) => {
  const [method = "", url = ""] = line.split(" ");
  return s3Actions({ method, url, headers }).needs.map(({ action, resource }) => `${action} ${resource}`);
};
const arn = "arn:aws:s3:::b";

test.each([
  ["GET /", ["s3:ListAllMyBuckets *"]],
  ["GET /b?list-type=2&prefix=x", [`s3:ListBucket ${arn}`]],
  ["GET /b/", [`s3:ListBucket ${arn}`]],
  ["HEAD /b", [`s3:ListBucket ${arn}`]],
  ["GET /b?versions", [`s3:ListBucketVersions ${arn}`]],
  ["GET /b?uploads", [`s3:ListBucketMultipartUploads ${arn}`]],
  ["PUT /b?cors", [`s3:PutBucketCORS ${arn}`]],
  ["PUT /b", [`s3:CreateBucket ${arn}`]],
  ["GET /b/a%20b/c+d?x-id=GetObject", [`s3:GetObject ${arn}/a b/c+d`]],
  ["HEAD /b/k", [`s3:GetObject ${arn}/k`]],
  ["GET /b/k?versionId=1", [`s3:GetObjectVersion ${arn}/k`]],
  ["GET /b/k?tagging", [`s3:GetObjectTagging ${arn}/k`]],
  ["PUT /b/k?tagging&versionId=1", [`s3:PutObjectVersionTagging ${arn}/k`]],
  ["GET /b/k?attributes", [`s3:GetObject ${arn}/k`, `s3:GetObjectAttributes ${arn}/k`]],
  ["PUT /b/k", [`s3:PutObject ${arn}/k`]],
  ["DELETE /b/k", [`s3:DeleteObject ${arn}/k`]],
  ["DELETE /b/k?versionId=1", [`s3:DeleteObjectVersion ${arn}/k`]],
  ["POST /b/k?uploads", [`s3:PutObject ${arn}/k`]],
  ["PUT /b/k?partNumber=1&uploadId=u", [`s3:PutObject ${arn}/k`]],
  ["POST /b/k?uploadId=u", [`s3:PutObject ${arn}/k`]],
  ["DELETE /b/k?uploadId=u", [`s3:AbortMultipartUpload ${arn}/k`]],
  ["GET /b/k?uploadId=u", [`s3:ListMultipartUploadParts ${arn}/k`]],
])("%s", (line, expected) => {
  expect(needs(line)).toEqual(expected);
});

test("a copy reads its source and writes its target", () => {
  const source = { "x-amz-copy-source": "/other/a%2Bb?versionId=7" };
  const read = "s3:GetObjectVersion arn:aws:s3:::other/a+b";
  expect(needs("PUT /b/k", source)).toEqual([`s3:PutObject ${arn}/k`, read]);
  expect(needs("PUT /b/k?partNumber=1&uploadId=u", source)).toEqual([`s3:PutObject ${arn}/k`, read]);
});

test("tags and ACLs sent along need their own actions, also when a link carries them in its query", () => {
  const both = [`s3:PutObject ${arn}/k`, `s3:PutObjectTagging ${arn}/k`];
  expect(needs("PUT /b/k", { "x-amz-tagging": "a=b" })).toEqual(both);
  expect(needs("PUT /b/k?x-amz-tagging=a%3Db")).toEqual(both);
  expect(needs("PUT /b/k", { "x-amz-acl": "private" })).toEqual([
    `s3:PutObject ${arn}/k`,
    `s3:PutObjectAcl ${arn}/k`,
  ]);
});

test("what the body decides, and what is not implemented, is left to the engine", () => {
  for (const line of ["POST /b?delete", "PUT /b/k?acl", "PUT /b?website", "PATCH /b/k", "GET /%zz"]) {
    expect(needs(line)).toEqual([]);
  }
});
