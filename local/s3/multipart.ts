/** Multipart uploads: create, part, part copy, complete and abort. */
import { createHash, randomBytes } from "node:crypto";
import type { MultipartUpload, Part } from "./catalog.ts";
import { algorithmNamed, checksumHeader } from "./checksums.ts";
import { bucketOf, field, keyOf, quoted, sendEmpty, sendXml, type S3Call } from "./call.ts";
import { copySourceOf } from "./copy-object.ts";
import { assertKey, headersToKeep, tagsOfHeader } from "./object-headers.ts";
import { receiveBody } from "./receive-body.ts";
import { invalidArgument, invalidRequest, noSuchUpload } from "./s3-error.ts";
import { leaf, xmlDocument } from "./xml.ts";

export type OpenUpload = MultipartUpload & { parts: Map<number, Part> };

/** The upload that the request names, if it is one of this key. */
export function uploadOf(call: S3Call): OpenUpload {
  const upload = call.store.catalog.uploads.get(call.target.query.get("uploadId") ?? "");
  if (!upload || upload.bucket !== bucketOf(call).name || upload.key !== keyOf(call)) throw noSuchUpload();
  return upload;
}

export async function createMultipartUpload(call: S3Call): Promise<void> {
  const bucket = bucketOf(call).name;
  const key = keyOf(call);
  assertKey(key);
  const uploadId = randomBytes(48).toString("base64url");
  const headers = headersToKeep(call);
  const tags = tagsOfHeader(field(call, "x-amz-tagging"));
  const checksum = checksumOfUpload(call);
  await call.store.change((_sequence, time) => ({
    record: { op: "upload", upload: { uploadId, bucket, key, time, headers, tags, checksum } },
    result: undefined,
  }));
  sendXml(
    call,
    xmlDocument(
      "InitiateMultipartUploadResult",
      leaf("Bucket", bucket),
      leaf("Key", key),
      leaf("UploadId", uploadId),
    ),
    {
      "x-amz-server-side-encryption": "AES256",
      "x-amz-checksum-algorithm": checksum?.algorithm,
      "x-amz-checksum-type": checksum?.type,
    },
  );
}

/** SHA sums can only be of the parts, CRC64NVME only of the whole; the CRC-32s can be either. */
function checksumOfUpload(call: S3Call): MultipartUpload["checksum"] {
  const name = field(call, "x-amz-checksum-algorithm");
  if (name === undefined) return undefined;
  const algorithm = algorithmNamed(name);
  const type = (field(call, "x-amz-checksum-type") ?? "").toUpperCase();
  const standard = algorithm === "CRC64NVME" ? "FULL_OBJECT" : "COMPOSITE";
  if (type === "" || type === standard) return { algorithm, type: standard };
  const isCrc32 = algorithm === "CRC32" || algorithm === "CRC32C";
  if (!isCrc32 || type !== "FULL_OBJECT") {
    throw invalidRequest(
      `The ${type} checksum type cannot be used with the ${algorithm} checksum algorithm.`,
    );
  }
  return { algorithm, type: "FULL_OBJECT" };
}

function partNumberOf(call: S3Call): number {
  const text = call.target.query.get("partNumber") ?? "";
  const number = Number(text);
  if (!/^\d{1,5}$/.test(text) || number < 1 || number > 10_000) {
    throw invalidArgument("Part number must be an integer between 1 and 10000, inclusive");
  }
  return number;
}

async function storePart(call: S3Call, uploadId: string, draft: Omit<Part, "time">): Promise<Part> {
  const { store } = call;
  try {
    return await store.change((_sequence, time) => {
      if (!store.catalog.uploads.has(uploadId)) throw noSuchUpload();
      const part = { ...draft, time };
      return { record: { op: "part", uploadId, part }, result: part };
    });
  } catch (error) {
    await store.blobs.remove([draft.blob.id]);
    throw error;
  }
}

export async function uploadPart(call: S3Call): Promise<void> {
  const upload = uploadOf(call);
  const number = partNumberOf(call);
  const { blob, md5, checksum } = await receiveBody(call, upload.checksum?.algorithm);
  if (upload.checksum && upload.checksum.algorithm !== checksum.algorithm) {
    await call.store.blobs.remove([blob.id]);
    throw invalidRequest(
      `Checksum Type mismatch occurred, expected checksum Type: ${upload.checksum.algorithm}`,
    );
  }
  await storePart(call, upload.uploadId, { number, blob, eTag: md5, checksum });
  sendEmpty(call, 200, {
    etag: quoted(md5),
    "x-amz-server-side-encryption": "AES256",
    [checksumHeader(checksum.algorithm)]: checksum.value,
  });
}

export async function uploadPartCopy(call: S3Call): Promise<void> {
  const upload = uploadOf(call);
  const number = partNumberOf(call);
  const { version } = copySourceOf(call);
  const { start, end } = copyRange(field(call, "x-amz-copy-source-range"), version.size);
  const md5 = createHash("md5");
  const source = end < start ? undefined : call.store.blobs.read(version.blobs, start, end);
  async function* hashed(): AsyncGenerator<Buffer> {
    if (!source) return;
    for await (const chunk of source as AsyncIterable<Buffer>) {
      md5.update(chunk);
      yield chunk;
    }
  }
  const blob = await call.store.blobs.write(hashed());
  const eTag = md5.digest("hex");
  const part = await storePart(call, upload.uploadId, { number, blob, eTag, checksum: undefined });
  sendXml(call, xmlDocument("CopyPartResult", leaf("LastModified", part.time), leaf("ETag", quoted(eTag))));
}

function copyRange(range: string | undefined, size: number): { start: number; end: number } {
  if (range === undefined) return { start: 0, end: size - 1 };
  const match = /^bytes=(\d+)-(\d+)$/.exec(range);
  const [start, end] = [Number(match?.[1]), Number(match?.[2])];
  if (!match || start > end || end >= size) {
    throw invalidArgument(
      "The x-amz-copy-source-range value must be of the form bytes=first-last within the source",
    );
  }
  return { start, end };
}

export async function abortMultipartUpload(call: S3Call): Promise<void> {
  const { uploadId } = uploadOf(call);
  const { store } = call;
  await store.change(() => {
    if (!store.catalog.uploads.has(uploadId)) throw noSuchUpload();
    return { record: { op: "upload-removed", uploadId }, result: undefined };
  });
  sendEmpty(call, 204);
}
