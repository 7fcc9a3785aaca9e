/** ListBuckets, and ListObjects in both versions of the API. */
import type { Bucket, ObjectVersion } from "./catalog.ts";
import { bucketOf, quoted, sendXml, type S3Call } from "./call.ts";
import { pageOf, pageSize } from "./list-page.ts";
import { commonPrefixes, keyWriter, lastOf, owner } from "./list-xml.ts";
import { invalidArgument } from "./s3-error.ts";
import { compareKeys, lowerBound } from "./sorted-keys.ts";
import { branch, leaf, xmlDocument } from "./xml.ts";

/** Live objects from `after` (exclusive) or from the first key that can have the prefix. */
export function* liveObjects(bucket: Bucket, after: string, prefix: string): Generator<ObjectVersion> {
  const { keys, objects } = bucket;
  for (let at = lowerBound(keys, compareKeys(after, prefix) < 0 ? prefix : after); at < keys.length; at++) {
    const key = keys[at] ?? "";
    const newest = objects.get(key)?.[0];
    if (newest && !newest.isDeleteMarker && (after === "" || compareKeys(key, after) > 0)) yield newest;
  }
}

function objectXml(version: ObjectVersion, write: (key: string) => string, withOwner: boolean): string {
  return branch(
    "Contents",
    leaf("Key", write(version.key)),
    leaf("LastModified", version.time),
    leaf("ETag", quoted(version.eTag)),
    version.checksum ? leaf("ChecksumAlgorithm", version.checksum.algorithm) : "",
    version.checksum ? leaf("ChecksumType", version.checksum.type) : "",
    leaf("Size", version.size),
    leaf("StorageClass", "STANDARD"),
    withOwner ? owner : "",
  );
}

export async function listObjects(call: S3Call): Promise<void> {
  const bucket = bucketOf(call);
  const { query } = call.target;
  const isV2 = query.get("list-type") === "2";
  const prefix = query.get("prefix") ?? "";
  const delimiter = query.get("delimiter") ?? "";
  const maxKeys = pageSize(query.get("max-keys"), "max-keys");
  const { type, write } = keyWriter(call);
  const token = isV2 ? query.get("continuation-token") : undefined;
  const after = isV2 ? (readToken(token) ?? query.get("start-after") ?? "") : (query.get("marker") ?? "");
  const skipPrefix = delimiter !== "" && after.endsWith(delimiter) ? after : undefined;
  const page = pageOf(liveObjects(bucket, after, prefix), { prefix, delimiter, maxKeys, skipPrefix });
  const last = lastOf(page);
  const withOwner = !isV2 || query.get("fetch-owner") === "true";
  const position = isV2
    ? [
        leaf("ContinuationToken", token),
        leaf("NextContinuationToken", page.isTruncated ? Buffer.from(last).toString("base64url") : undefined),
        leaf("KeyCount", page.entries.length),
        leaf("StartAfter", query.has("start-after") ? write(query.get("start-after") ?? "") : undefined),
      ]
    : [
        leaf("Marker", write(after)),
        leaf("NextMarker", page.isTruncated && delimiter ? write(last) : undefined),
      ];
  sendXml(
    call,
    xmlDocument(
      "ListBucketResult",
      leaf("Name", bucket.name),
      leaf("Prefix", write(prefix)),
      delimiter === "" ? "" : leaf("Delimiter", write(delimiter)),
      leaf("MaxKeys", maxKeys),
      leaf("EncodingType", type),
      ...position,
      leaf("IsTruncated", page.isTruncated),
      ...page.entries.map((entry) => ("item" in entry ? objectXml(entry.item, write, withOwner) : "")),
      commonPrefixes(page, write),
    ),
  );
}

function readToken(token: string | undefined): string | undefined {
  if (token === undefined) return undefined;
  const key = Buffer.from(token, "base64url");
  if (token === "" || key.toString("base64url") !== token) {
    throw invalidArgument("The continuation token provided is incorrect");
  }
  return key.toString("utf8");
}

export async function listBuckets(call: S3Call): Promise<void> {
  const names = [...call.store.catalog.buckets.values()].sort((a, b) => compareKeys(a.name, b.name));
  const buckets = names.map(({ name, time }) =>
    branch("Bucket", leaf("Name", name), leaf("CreationDate", time)),
  );
  sendXml(call, xmlDocument("ListAllMyBucketsResult", owner, branch("Buckets", ...buckets)));
}
