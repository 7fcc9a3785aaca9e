/** ListObjectVersions. */
import type { Bucket, ObjectVersion } from "./catalog.ts";
import { bucketOf, quoted, sendXml, type S3Call } from "./call.ts";
import { pageOf, pageSize } from "./list-page.ts";
import { commonPrefixes, keyWriter, lastOf, owner } from "./list-xml.ts";
import { lowerBound } from "./sorted-keys.ts";
import { branch, leaf, xmlDocument } from "./xml.ts";

/** All versions behind the markers, newest first within a key. */
function* allVersions(bucket: Bucket, keyMarker: string, versionMarker: string): Generator<ObjectVersion> {
  for (let at = lowerBound(bucket.keys, keyMarker); at < bucket.keys.length; at++) {
    const key = bucket.keys[at] ?? "";
    const versions = bucket.objects.get(key) ?? [];
    const isMarked = key === keyMarker && keyMarker !== "";
    if (isMarked && versionMarker === "") continue;
    const from = isMarked ? versions.findIndex((version) => version.versionId === versionMarker) + 1 : 0;
    yield* versions.slice(from);
  }
}

export async function listObjectVersions(call: S3Call): Promise<void> {
  const bucket = bucketOf(call);
  const { query } = call.target;
  const prefix = query.get("prefix") ?? "";
  const delimiter = query.get("delimiter") ?? "";
  const maxKeys = pageSize(query.get("max-keys"), "max-keys");
  const { type, write } = keyWriter(call);
  const keyMarker = query.get("key-marker") ?? "";
  const versionMarker = query.get("version-id-marker") ?? "";
  const skipPrefix = delimiter !== "" && keyMarker.endsWith(delimiter) ? keyMarker : undefined;
  const versions = allVersions(bucket, keyMarker, versionMarker);
  const page = pageOf(versions, { prefix, delimiter, maxKeys, skipPrefix });
  const last = page.entries.at(-1);
  sendXml(
    call,
    xmlDocument(
      "ListVersionsResult",
      leaf("Name", bucket.name),
      leaf("Prefix", write(prefix)),
      leaf("KeyMarker", write(keyMarker)),
      leaf("VersionIdMarker", versionMarker),
      leaf("MaxKeys", maxKeys),
      leaf("EncodingType", type),
      page.isTruncated ? leaf("NextKeyMarker", write(lastOf(page))) : "",
      page.isTruncated && last && "item" in last ? leaf("NextVersionIdMarker", last.item.versionId) : "",
      leaf("IsTruncated", page.isTruncated),
      ...page.entries.map((entry) => ("item" in entry ? versionXml(bucket, entry.item, write) : "")),
      commonPrefixes(page, write),
    ),
  );
}

function versionXml(bucket: Bucket, version: ObjectVersion, write: (key: string) => string): string {
  const isLatest = bucket.objects.get(version.key)?.[0] === version;
  return branch(
    version.isDeleteMarker ? "DeleteMarker" : "Version",
    leaf("Key", write(version.key)),
    leaf("VersionId", version.versionId),
    leaf("IsLatest", isLatest),
    leaf("LastModified", version.time),
    version.isDeleteMarker ? "" : leaf("ETag", quoted(version.eTag)),
    version.isDeleteMarker ? "" : leaf("Size", version.size),
    version.isDeleteMarker ? "" : leaf("StorageClass", "STANDARD"),
    owner,
  );
}
