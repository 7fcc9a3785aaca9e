/** DeleteObject and DeleteObjects. */
import { findVersion } from "./catalog.ts";
import { bucketOf, field, keyOf, sendEmpty, sendXml, type S3Call } from "./call.ts";
import { checkWriteConditions } from "./conditions.ts";
import { objectArn, versionedAction } from "./operations.ts";
import { newVersionId } from "./put-object.ts";
import { receiveDocument } from "./receive-body.ts";
import { malformedXml, noSuchBucket, S3Error } from "./s3-error.ts";
import type { Decision, Store } from "./store.ts";
import { versioningOf } from "./versioning.ts";
import { branch, childrenOf, leaf, parseXml, textOf, xmlDocument } from "./xml.ts";

type Deletion = { versionId: string | undefined; isDeleteMarker: boolean };

const mostKeysAtOnce = 1_000;

/** Deletes a version, or the object: then a versioned bucket gets a delete marker. A missing key is no error. */
async function removeObject(
  store: Store,
  bucketName: string,
  key: string,
  versionId: string | undefined,
  check: (name: string) => string | undefined,
): Promise<Deletion> {
  return store.change((sequence, time): Decision<Deletion> => {
    const bucket = store.catalog.buckets.get(bucketName);
    if (!bucket) throw noSuchBucket();
    const current = findVersion(bucket, key, versionId);
    if (check("if-match") !== undefined) checkWriteConditions(check, current);
    const versioning = versioningOf(bucket);
    const event = { bucket: bucketName, key, size: 0, eTag: "", time: new Date(time) };
    if (versionId === undefined && versioning !== "Off") {
      const id = newVersionId(bucket);
      const marker = { key, versionId: id, sequence, time, isDeleteMarker: true, blobs: [], size: 0 };
      return {
        record: { op: "put", bucket: bucketName, version: { ...marker, eTag: "", headers: {}, tags: {} } },
        event: { ...event, eventName: "ObjectRemoved:DeleteMarkerCreated" },
        result: { versionId: id, isDeleteMarker: true },
      };
    }
    const result = { versionId, isDeleteMarker: current?.isDeleteMarker ?? false };
    if (!current) return { result };
    const versions = [{ key, versionId: current.versionId }];
    return {
      record: { op: "remove", bucket: bucketName, versions, sequence },
      event: { ...event, eventName: "ObjectRemoved:Delete" },
      result,
    };
  });
}

export async function deleteObject(call: S3Call): Promise<void> {
  const bucket = bucketOf(call);
  const versionId = call.target.query.get("versionId");
  const check = (name: string) => field(call, name);
  const deletion = await removeObject(call.store, bucket.name, keyOf(call), versionId, check);
  sendEmpty(call, 204, {
    "x-amz-version-id": deletion.versionId,
    "x-amz-delete-marker": deletion.isDeleteMarker ? "true" : undefined,
  });
}

export async function deleteObjects(call: S3Call): Promise<void> {
  const bucket = bucketOf(call);
  const root = parseXml(await receiveDocument(call, "required"));
  const objects = childrenOf(root, "Object");
  if (root.name !== "Delete" || objects.length === 0 || objects.length > mostKeysAtOnce) throw malformedXml();
  const isQuiet = textOf(root, "Quiet")?.trim() === "true";
  const answers: string[] = [];
  for (const object of objects) {
    const key = textOf(object, "Key");
    if (key === undefined || key === "") throw malformedXml();
    const versionId = textOf(object, "VersionId");
    const eTag = textOf(object, "ETag");
    try {
      assertMayDelete(call, bucket.name, key, versionId);
      const check = (name: string) => (name === "if-match" ? eTag : undefined);
      const deletion = await removeObject(call.store, bucket.name, key, versionId, check);
      if (!isQuiet) answers.push(deletedXml(key, versionId, deletion));
    } catch (error) {
      if (!(error instanceof S3Error)) throw error;
      const version = leaf("VersionId", versionId);
      answers.push(
        branch("Error", leaf("Key", key), version, leaf("Code", error.code), leaf("Message", error.message)),
      );
    }
  }
  sendXml(call, xmlDocument("DeleteResult", ...answers));
}

function assertMayDelete(call: S3Call, bucket: string, key: string, versionId: string | undefined): void {
  const action = versionedAction("s3:DeleteObject", versionId);
  if (call.permissions.may?.(action, objectArn(bucket, key)) !== true) {
    throw new S3Error(403, "AccessDenied", "Access Denied");
  }
}

function deletedXml(key: string, versionId: string | undefined, deletion: Deletion): string {
  return branch(
    "Deleted",
    leaf("Key", key),
    leaf("VersionId", versionId),
    deletion.isDeleteMarker ? leaf("DeleteMarker", true) : "",
    deletion.isDeleteMarker ? leaf("DeleteMarkerVersionId", deletion.versionId) : "",
  );
}
