/** PutObject, and the one way in which every new version of an object is made. */
import { randomBytes } from "node:crypto";
import type { Blob } from "./blobs.ts";
import { findVersion, type Bucket, type ObjectVersion } from "./catalog.ts";
import { bucketOf, field, keyOf, quoted, sendEmpty, type S3Call } from "./call.ts";
import { checkWriteConditions } from "./conditions.ts";
import { assertKey, checksumHeaders, headersToKeep, tagsOfHeader, versionHeader } from "./object-headers.ts";
import { receiveBody } from "./receive-body.ts";
import { noSuchBucket } from "./s3-error.ts";
import type { Store } from "./store.ts";
import { versioningOf } from "./versioning.ts";

export type NewObject = Pick<
  ObjectVersion,
  "key" | "blobs" | "size" | "eTag" | "checksum" | "headers" | "tags"
>;

/**
 * Makes the new version durable and tells its event; throws what `check` throws, and then removes `ownBlobs`.
 * `check` sees the object as it is at that very moment.
 */
export async function storeObject(
  store: Store,
  bucketName: string,
  object: NewObject,
  how: {
    eventName: string;
    check?: (current: ObjectVersion | undefined) => void;
    uploadId?: string;
    ownBlobs: Blob[];
  },
): Promise<ObjectVersion> {
  try {
    return await store.change((sequence, time) => {
      const bucket = store.catalog.buckets.get(bucketName);
      if (!bucket) throw noSuchBucket();
      how.check?.(findVersion(bucket, object.key, undefined));
      const versionId = newVersionId(bucket);
      const version: ObjectVersion = { ...object, versionId, sequence, time, isDeleteMarker: false };
      const { key, size, eTag } = object;
      return {
        record: {
          op: "put",
          bucket: bucketName,
          version,
          ...(how.uploadId === undefined ? {} : { uploadId: how.uploadId }),
        },
        event: { eventName: how.eventName, bucket: bucketName, key, size, eTag, time: new Date(time) },
        result: version,
      };
    });
  } catch (error) {
    await store.blobs.remove(how.ownBlobs.map((blob) => blob.id));
    throw error;
  }
}

export const newVersionId = (bucket: Bucket): string =>
  versioningOf(bucket) === "Enabled" ? randomBytes(24).toString("base64url") : "null";

export async function putObject(call: S3Call): Promise<void> {
  const bucket = bucketOf(call);
  const key = keyOf(call);
  assertKey(key);
  const headers = headersToKeep(call);
  const tags = tagsOfHeader(field(call, "x-amz-tagging"));
  const conditions = (name: string) => field(call, name);
  // Early, to spare the upload; the check that counts is the one inside the change.
  checkWriteConditions(conditions, findVersion(bucket, key, undefined));
  const { blob, md5, checksum } = await receiveBody(call);
  const version = await storeObject(
    call.store,
    bucket.name,
    {
      key,
      blobs: [blob],
      size: blob.size,
      eTag: md5,
      checksum: { ...checksum, type: "FULL_OBJECT" },
      headers,
      tags,
    },
    {
      eventName: "ObjectCreated:Put",
      check: (current) => checkWriteConditions(conditions, current),
      ownBlobs: [blob],
    },
  );
  sendEmpty(call, 200, {
    etag: quoted(version.eTag),
    "x-amz-server-side-encryption": "AES256",
    ...checksumHeaders(version),
    ...versionHeader(call, version),
  });
}
