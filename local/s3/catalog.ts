/** What the object store knows, in memory: a fold over the records of its journal. */
import type { Blob } from "./blobs.ts";
import type { Checksum, ChecksumAlgorithm, ChecksumType } from "./checksums.ts";
import { insertKey, removeKey } from "./sorted-keys.ts";

export type Tags = Record<string, string>;

export type ObjectVersion = {
  key: string;
  /** "null" while the bucket is not versioned. */
  versionId: string;
  /** Grows with every change of the store. */
  sequence: number;
  time: string;
  isDeleteMarker: boolean;
  blobs: Blob[];
  size: number;
  eTag: string;
  checksum?: Checksum;
  /** Content-Type and the like, and `x-amz-meta-*`. */
  headers: Record<string, string>;
  tags: Tags;
};

export type Part = {
  number: number;
  blob: Blob;
  eTag: string;
  time: string;
  checksum: { algorithm: ChecksumAlgorithm; value: string } | undefined;
};

export type MultipartUpload = {
  uploadId: string;
  bucket: string;
  key: string;
  time: string;
  headers: Record<string, string>;
  tags: Tags;
  checksum: { algorithm: ChecksumAlgorithm; type: ChecksumType } | undefined;
};

export type Versioning = "Off" | "Enabled" | "Suspended";

export type CatalogRecord =
  | { op: "bucket"; name: string; time: string }
  | { op: "bucket-removed"; name: string }
  | { op: "config"; bucket: string; name: string; text: string | undefined }
  | { op: "put"; bucket: string; version: ObjectVersion; uploadId?: string }
  | { op: "remove"; bucket: string; versions: { key: string; versionId: string }[]; sequence: number }
  | { op: "tags"; bucket: string; key: string; versionId: string; tags: Tags }
  | { op: "upload"; upload: MultipartUpload }
  | { op: "part"; uploadId: string; part: Part }
  | { op: "upload-removed"; uploadId: string }
  | { op: "sequence"; sequence: number };

export type Bucket = {
  name: string;
  time: string;
  /** Newest first; never empty. */
  objects: Map<string, ObjectVersion[]>;
  /** In UTF-8 order, as lists are. */
  keys: string[];
  /** Documents as their owner wrote them, by sub-resource: cors, policy, lifecycle, notification, versioning. */
  configs: Map<string, string>;
};

export type Catalog = {
  buckets: Map<string, Bucket>;
  uploads: Map<string, MultipartUpload & { parts: Map<number, Part> }>;
  lastSequence: number;
};

export const emptyCatalog = (): Catalog => ({ buckets: new Map(), uploads: new Map(), lastSequence: 0 });

/** Applies one record; answers the blobs that nothing refers to any more. */
export function applyRecord(catalog: Catalog, record: CatalogRecord): string[] {
  switch (record.op) {
    case "bucket":
      catalog.buckets.set(record.name, {
        name: record.name,
        time: record.time,
        objects: new Map(),
        keys: [],
        configs: new Map(),
      });
      return [];
    case "bucket-removed":
      catalog.buckets.delete(record.name);
      return [];
    case "config":
      if (record.text === undefined) catalog.buckets.get(record.bucket)?.configs.delete(record.name);
      else catalog.buckets.get(record.bucket)?.configs.set(record.name, record.text);
      return [];
    case "put":
      return applyPut(catalog, record);
    case "remove": {
      catalog.lastSequence = Math.max(catalog.lastSequence, record.sequence);
      return record.versions.flatMap(({ key, versionId }) => drop(catalog, record.bucket, key, versionId));
    }
    case "tags": {
      const version = findVersion(catalog.buckets.get(record.bucket), record.key, record.versionId);
      if (version) version.tags = record.tags;
      return [];
    }
    case "upload":
      catalog.uploads.set(record.upload.uploadId, { ...record.upload, parts: new Map() });
      return [];
    case "part": {
      const parts = catalog.uploads.get(record.uploadId)?.parts;
      const replaced = parts?.get(record.part.number);
      parts?.set(record.part.number, record.part);
      return replaced ? [replaced.blob.id] : [];
    }
    case "upload-removed":
      return dropUpload(catalog, record.uploadId, new Set());
    case "sequence":
      catalog.lastSequence = Math.max(catalog.lastSequence, record.sequence);
      return [];
  }
}

function applyPut(catalog: Catalog, record: Extract<CatalogRecord, { op: "put" }>): string[] {
  const { version } = record;
  catalog.lastSequence = Math.max(catalog.lastSequence, version.sequence);
  const garbage = drop(catalog, record.bucket, version.key, version.versionId);
  const bucket = catalog.buckets.get(record.bucket);
  const older = bucket?.objects.get(version.key);
  if (bucket && !older) insertKey(bucket.keys, version.key);
  bucket?.objects.set(version.key, [version, ...(older ?? [])]);
  const kept = new Set(version.blobs.map((blob) => blob.id));
  if (record.uploadId !== undefined) garbage.push(...dropUpload(catalog, record.uploadId, kept));
  return garbage;
}

function drop(catalog: Catalog, bucketName: string, key: string, versionId: string): string[] {
  const bucket = catalog.buckets.get(bucketName);
  const versions = bucket?.objects.get(key) ?? [];
  const gone = versions.find((version) => version.versionId === versionId);
  if (!bucket || !gone) return [];
  const left = versions.filter((version) => version !== gone);
  if (left.length > 0) bucket.objects.set(key, left);
  else {
    bucket.objects.delete(key);
    removeKey(bucket.keys, key);
  }
  return gone.blobs.map((blob) => blob.id);
}

function dropUpload(catalog: Catalog, uploadId: string, kept: Set<string>): string[] {
  const parts = [...(catalog.uploads.get(uploadId)?.parts.values() ?? [])];
  catalog.uploads.delete(uploadId);
  return parts.map((part) => part.blob.id).filter((id) => !kept.has(id));
}

/** The named version, or the newest one (which may be a delete marker). */
export function findVersion(
  bucket: Bucket | undefined,
  key: string,
  versionId: string | undefined,
): ObjectVersion | undefined {
  const versions = bucket?.objects.get(key);
  return versionId === undefined
    ? versions?.[0]
    : versions?.find((version) => version.versionId === versionId);
}

/** The fewest records that make the same catalog. */
export function* snapshotOf(catalog: Catalog): Generator<CatalogRecord> {
  for (const { name, time, configs, objects } of catalog.buckets.values()) {
    yield { op: "bucket", name, time };
    for (const [config, text] of configs) yield { op: "config", bucket: name, name: config, text };
    for (const versions of objects.values()) {
      for (const version of [...versions].reverse()) yield { op: "put", bucket: name, version };
    }
  }
  for (const { parts, ...upload } of catalog.uploads.values()) {
    yield { op: "upload", upload };
    for (const part of parts.values()) yield { op: "part", uploadId: upload.uploadId, part };
  }
  yield { op: "sequence", sequence: catalog.lastSequence };
}

/** Ids of all blobs in use. */
export function blobsOf(catalog: Catalog): Set<string> {
  const ids = new Set<string>();
  for (const bucket of catalog.buckets.values()) {
    for (const version of [...bucket.objects.values()].flat()) {
      for (const blob of version.blobs) ids.add(blob.id);
    }
  }
  for (const upload of catalog.uploads.values()) {
    for (const part of upload.parts.values()) ids.add(part.blob.id);
  }
  return ids;
}
