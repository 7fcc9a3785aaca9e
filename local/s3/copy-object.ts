/** CopyObject and UploadPartCopy. */
import { createHash } from "node:crypto";
import type { Blob } from "./blobs.ts";
import { findVersion, type ObjectVersion } from "./catalog.ts";
import { algorithmNamed, runningChecksum, type Checksum } from "./checksums.ts";
import { bucketOf, field, keyOf, quoted, sendXml, type S3Call } from "./call.ts";
import { checkReadConditions, checkWriteConditions } from "./conditions.ts";
import { existingVersion } from "./get-object.ts";
import { assertKey, headersToKeep, tagsOfHeader, versionHeader } from "./object-headers.ts";
import { objectArn, versionedAction } from "./operations.ts";
import { storeObject } from "./put-object.ts";
import { accessDenied, invalidArgument, invalidRequest, noSuchBucket } from "./s3-error.ts";
import { parseCopySource, type CopySource } from "./target.ts";
import { leaf, xmlDocument } from "./xml.ts";

/** The source named by `x-amz-copy-source`, with its own conditions checked. */
export function copySourceOf(call: S3Call): { source: CopySource; version: ObjectVersion } {
  const source = parseCopySource(field(call, "x-amz-copy-source") ?? "");
  if (!source)
    throw invalidArgument("Copy Source must mention the source bucket and key: sourcebucket/sourcekey");
  if (!call.store.catalog.buckets.has(source.bucket)) throw noSuchBucket();
  const mayList =
    source.bucket === call.target.bucket
      ? (call.permissions.mayList ?? true)
      : (call.permissions.may?.("s3:ListBucket", `arn:aws:s3:::${source.bucket}`) ?? false);
  const version = existingVersion(call, source.bucket, source.key, source.versionId, mayList);
  checkReadConditions((name) => field(call, name), version, "x-amz-copy-source-");
  return { source, version };
}

export async function copyObject(call: S3Call): Promise<void> {
  const bucket = bucketOf(call);
  const key = keyOf(call);
  assertKey(key);
  const { source, version: original } = copySourceOf(call);
  const replaces = directive(call, "x-amz-metadata-directive");
  const fresh = headersToKeep(call);
  const isSame = source.bucket === bucket.name && source.key === key && source.versionId === undefined;
  if (isSame && !replaces) {
    throw invalidRequest("This copy request is illegal because it changes nothing of the object.");
  }
  const tags = copiedTags(call, source, original);
  const conditions = (name: string) => field(call, name);
  checkWriteConditions(conditions, findVersion(bucket, key, undefined));
  const { blob, eTag, checksum } = await copyBytes(call, original);
  const version = await storeObject(
    call.store,
    bucket.name,
    {
      key,
      blobs: [blob],
      size: blob.size,
      eTag,
      checksum,
      headers: replaces ? fresh : original.headers,
      tags,
    },
    {
      eventName: "ObjectCreated:Copy",
      check: (current) => checkWriteConditions(conditions, current),
      ownBlobs: [blob],
    },
  );
  sendXml(
    call,
    xmlDocument(
      "CopyObjectResult",
      leaf("LastModified", version.time),
      leaf("ETag", quoted(version.eTag)),
      leaf(`Checksum${checksum.algorithm}`, checksum.value),
      leaf("ChecksumType", checksum.type),
    ),
    { ...versionHeader(call, version), "x-amz-copy-source-version-id": source.versionId },
  );
}

/** Whether the directive says REPLACE. */
function directive(call: S3Call, name: string): boolean {
  const value = field(call, name) ?? "COPY";
  if (value !== "COPY" && value !== "REPLACE") throw invalidArgument(`Unknown directive in ${name}.`);
  return value === "REPLACE";
}

/** Copying tags needs its own permissions, but only when there are tags: so it is asked here. */
function copiedTags(call: S3Call, source: CopySource, original: ObjectVersion): ObjectVersion["tags"] {
  if (directive(call, "x-amz-tagging-directive")) return tagsOfHeader(field(call, "x-amz-tagging"));
  if (Object.keys(original.tags).length === 0) return {};
  const { bucket = "", key = "" } = call.target;
  const read = versionedAction("s3:GetObjectTagging", source.versionId);
  const may = call.permissions.may ?? (() => false);
  if (!may(read, objectArn(source.bucket, source.key))) throw accessDenied();
  if (!may("s3:PutObjectTagging", objectArn(bucket, key))) throw accessDenied();
  return original.tags;
}

/** One new blob, whatever the source was made of: a copy has the MD5 and the checksum of the whole. */
async function copyBytes(
  call: S3Call,
  original: ObjectVersion,
): Promise<{ blob: Blob; eTag: string; checksum: Checksum }> {
  const asked = field(call, "x-amz-checksum-algorithm");
  const algorithm =
    asked === undefined ? (original.checksum?.algorithm ?? "CRC64NVME") : algorithmNamed(asked);
  const md5 = createHash("md5");
  const running = runningChecksum(algorithm);
  const { blobs } = call.store;
  const source = original.size === 0 ? [] : blobs.read(original.blobs, 0, original.size - 1);
  async function* hashed(): AsyncGenerator<Buffer> {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      md5.update(chunk);
      running.update(chunk);
      yield chunk;
    }
  }
  const blob = await blobs.write(hashed());
  const value = running.digest().toString("base64");
  return { blob, eTag: md5.digest("hex"), checksum: { algorithm, value, type: "FULL_OBJECT" } };
}
