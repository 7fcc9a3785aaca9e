/** Which S3 operation a request is, and which IAM actions it needs (Service Authorization Reference, Amazon S3). */
import type { IncomingHttpHeaders } from "node:http";
import { fieldOf, parseCopySource, parseTarget, type S3Target } from "./target.ts";

/** method, level, sub-resource in the query ("" for none), operation, IAM action */
const rows = [
  ["GET", "service", "", "ListBuckets", "s3:ListAllMyBuckets"],
  ["GET", "bucket", "location", "GetBucketLocation", "s3:GetBucketLocation"],
  ["GET", "bucket", "cors", "GetBucketCors", "s3:GetBucketCORS"],
  ["PUT", "bucket", "cors", "PutBucketCors", "s3:PutBucketCORS"],
  ["DELETE", "bucket", "cors", "DeleteBucketCors", "s3:PutBucketCORS"],
  ["GET", "bucket", "policy", "GetBucketPolicy", "s3:GetBucketPolicy"],
  ["PUT", "bucket", "policy", "PutBucketPolicy", "s3:PutBucketPolicy"],
  ["DELETE", "bucket", "policy", "DeleteBucketPolicy", "s3:DeleteBucketPolicy"],
  ["GET", "bucket", "versioning", "GetBucketVersioning", "s3:GetBucketVersioning"],
  ["PUT", "bucket", "versioning", "PutBucketVersioning", "s3:PutBucketVersioning"],
  ["GET", "bucket", "notification", "GetBucketNotification", "s3:GetBucketNotification"],
  ["PUT", "bucket", "notification", "PutBucketNotification", "s3:PutBucketNotification"],
  ["GET", "bucket", "lifecycle", "GetBucketLifecycle", "s3:GetLifecycleConfiguration"],
  ["PUT", "bucket", "lifecycle", "PutBucketLifecycle", "s3:PutLifecycleConfiguration"],
  ["DELETE", "bucket", "lifecycle", "DeleteBucketLifecycle", "s3:PutLifecycleConfiguration"],
  ["GET", "bucket", "uploads", "ListMultipartUploads", "s3:ListBucketMultipartUploads"],
  ["GET", "bucket", "versions", "ListObjectVersions", "s3:ListBucketVersions"],
  ["GET", "bucket", "", "ListObjects", "s3:ListBucket"],
  ["HEAD", "bucket", "", "HeadBucket", "s3:ListBucket"],
  ["PUT", "bucket", "", "CreateBucket", "s3:CreateBucket"],
  ["DELETE", "bucket", "", "DeleteBucket", "s3:DeleteBucket"],
  // One action per key of the body: the engine asks for each while it deletes.
  ["POST", "bucket", "delete", "DeleteObjects", ""],
  ["GET", "object", "tagging", "GetObjectTagging", "s3:GetObjectTagging"],
  ["PUT", "object", "tagging", "PutObjectTagging", "s3:PutObjectTagging"],
  ["DELETE", "object", "tagging", "DeleteObjectTagging", "s3:DeleteObjectTagging"],
  ["GET", "object", "attributes", "GetObjectAttributes", "s3:GetObject"],
  ["GET", "object", "uploadId", "ListParts", "s3:ListMultipartUploadParts"],
  ["PUT", "object", "uploadId", "UploadPart", "s3:PutObject"],
  ["POST", "object", "uploadId", "CompleteMultipartUpload", "s3:PutObject"],
  ["DELETE", "object", "uploadId", "AbortMultipartUpload", "s3:AbortMultipartUpload"],
  ["POST", "object", "uploads", "CreateMultipartUpload", "s3:PutObject"],
  ["GET", "object", "", "GetObject", "s3:GetObject"],
  ["HEAD", "object", "", "HeadObject", "s3:GetObject"],
  ["PUT", "object", "", "PutObject", "s3:PutObject"],
  ["DELETE", "object", "", "DeleteObject", "s3:DeleteObject"],
] as const;

type Row = (typeof rows)[number];
export type S3Operation = Row[3] | "CopyObject" | "UploadPartCopy" | "Unsupported";

/** Sub-resources that exist in S3 and not here: without this list they would pass as the plain operation. */
const unsupportedMarks = new Set(
  (
    "accelerate acl analytics encryption intelligent-tiering inventory legal-hold logging metrics object-lock " +
    "ownershipControls policyStatus publicAccessBlock renameObject replication requestPayment restore retention " +
    "select session tagging torrent website metadataTable metadataConfiguration abac append"
  ).split(" "),
);

const versionedActions: Record<string, string> = {
  "s3:GetObject": "s3:GetObjectVersion",
  "s3:DeleteObject": "s3:DeleteObjectVersion",
  "s3:GetObjectTagging": "s3:GetObjectVersionTagging",
  "s3:PutObjectTagging": "s3:PutObjectVersionTagging",
  "s3:DeleteObjectTagging": "s3:DeleteObjectVersionTagging",
  "s3:GetObjectAttributes": "s3:GetObjectVersionAttributes",
};

/** The action that the same operation needs when it names a version. */
export function versionedAction(action: string, versionId: string | undefined): string {
  return versionId === undefined ? action : (versionedActions[action] ?? action);
}

export const objectArn = (bucket: string, key: string): string => `arn:aws:s3:::${bucket}/${key}`;

function rowOf(method: string, target: S3Target): Row | undefined {
  const level = target.bucket === undefined ? "service" : target.key === undefined ? "bucket" : "object";
  const candidates = rows.filter((row) => row[0] === method && row[1] === level);
  const marked = candidates.find((row) => row[2] !== "" && target.query.has(row[2]));
  if (marked) return marked;
  if ([...target.query.keys()].some((name) => unsupportedMarks.has(name))) return undefined;
  return candidates.find((row) => row[2] === "");
}

/** The operation a request asks for; `Unsupported` for what this engine answers with 501. */
export function operationOf(method: string, target: S3Target, headers: IncomingHttpHeaders): S3Operation {
  const operation = rowOf(method, target)?.[3] ?? "Unsupported";
  if (fieldOf(headers, target, "x-amz-copy-source") === undefined) return operation;
  return operation === "PutObject" ? "CopyObject" : operation === "UploadPart" ? "UploadPartCopy" : operation;
}

export type S3Need = { action: string; resource: string };

/**
 * What an authenticated request needs to be allowed. What depends on the body or on stored state (each key of
 * DeleteObjects, the tags of a copy's source) is not in the list: the engine asks for it through its `may` callback.
 * An operation that this engine does not know needs nothing and is answered with 501.
 */
export function s3Actions(request: { method: string; url: string; headers: IncomingHttpHeaders }): {
  bucket: string | undefined;
  key: string | undefined;
  needs: S3Need[];
} {
  const target = parseTarget(request.url);
  if (!target) return { bucket: undefined, key: undefined, needs: [] };
  const { bucket, key } = target;
  const row = rowOf(request.method, target);
  if (!row || row[4] === "") return { bucket, key, needs: [] };
  if (bucket === undefined) return { bucket, key, needs: [{ action: row[4], resource: "*" }] };
  const resource = key === undefined ? `arn:aws:s3:::${bucket}` : objectArn(bucket, key);
  const versionId = key === undefined ? undefined : target.query.get("versionId");
  const needs: S3Need[] = [{ action: versionedAction(row[4], versionId), resource }];
  if (row[3] === "GetObjectAttributes") {
    needs.push({ action: versionedAction("s3:GetObjectAttributes", versionId), resource });
  }
  if (row[4] === "s3:PutObject") needs.push(...writeNeeds(request.headers, target, row, resource));
  return { bucket, key, needs };
}

function writeNeeds(headers: IncomingHttpHeaders, target: S3Target, row: Row, resource: string): S3Need[] {
  const needs: S3Need[] = [];
  const copySource = fieldOf(headers, target, "x-amz-copy-source");
  const source = copySource === undefined ? undefined : parseCopySource(copySource);
  if (source && row[0] === "PUT") {
    needs.push({
      action: versionedAction("s3:GetObject", source.versionId),
      resource: objectArn(source.bucket, source.key),
    });
  }
  const startsObject = row[3] === "PutObject" || row[3] === "CreateMultipartUpload";
  const has = (name: string) => fieldOf(headers, target, name) !== undefined;
  if (startsObject && has("x-amz-tagging")) needs.push({ action: "s3:PutObjectTagging", resource });
  if (startsObject && has("x-amz-acl")) needs.push({ action: "s3:PutObjectAcl", resource });
  return needs;
}
