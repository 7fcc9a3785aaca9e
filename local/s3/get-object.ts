/** GetObject, HeadObject and GetObjectAttributes. */
import { pipeline } from "node:stream/promises";
import { findVersion, type ObjectVersion } from "./catalog.ts";
import { bucketOf, field, keyOf, sendEmpty, sendXml, setHeaders, type S3Call } from "./call.ts";
import { checkReadConditions } from "./conditions.ts";
import { checksumHeaders, headersOf, versionHeader } from "./object-headers.ts";
import { accessDenied, invalidArgument, invalidRequest, S3Error } from "./s3-error.ts";
import { branch, leaf, xmlDocument } from "./xml.ts";

/** The version that a read names; throws what S3 answers when there is none. */
export function existingVersion(
  call: S3Call,
  bucketName: string | undefined,
  key: string,
  versionId: string | undefined,
  mayList = call.permissions.mayList ?? true,
): ObjectVersion {
  const bucket = bucketOf(call, bucketName);
  const version = findVersion(bucket, key, versionId);
  if (version && !version.isDeleteMarker) return version;
  // Who may not list may not learn either that a key is missing.
  if (!mayList) throw accessDenied();
  const marker = version && { "x-amz-delete-marker": "true", "x-amz-version-id": version.versionId };
  if (versionId === undefined)
    throw new S3Error(404, "NoSuchKey", "The specified key does not exist.", marker ?? {});
  if (marker) {
    throw new S3Error(
      405,
      "MethodNotAllowed",
      "The specified method is not allowed against this resource.",
      marker,
    );
  }
  throw new S3Error(404, "NoSuchVersion", "The specified version does not exist.");
}

type Span = { start: number; end: number; isPartial: boolean };

export async function getObject(call: S3Call): Promise<void> {
  if (
    call.verdict.accessKeyId === "" &&
    [...call.target.query.keys()].some((name) => name.startsWith("response-"))
  ) {
    throw invalidRequest("Request specific response headers cannot be used for anonymous GET requests.");
  }
  const version = existingVersion(call, call.target.bucket, keyOf(call), call.target.query.get("versionId"));
  checkReadConditions((name) => field(call, name), version);
  const part = partSpan(call, version);
  const span = part ?? rangeSpan(call, version);
  const wantsChecksum = field(call, "x-amz-checksum-mode")?.toUpperCase() === "ENABLED" && !span.isPartial;
  const { response } = call;
  setHeaders(response, {
    ...headersOf(call, version),
    ...(wantsChecksum ? checksumHeaders(version) : {}),
    "content-length": String(span.end - span.start + 1),
    "content-range": span.isPartial ? `bytes ${span.start}-${span.end}/${version.size}` : undefined,
    "x-amz-mp-parts-count": part && version.blobs.length > 1 ? String(version.blobs.length) : undefined,
  });
  response.writeHead(span.isPartial ? 206 : 200);
  if (call.request.method === "HEAD" || span.end < span.start) return void response.end();
  await pipeline(call.store.blobs.read(version.blobs, span.start, span.end), response).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== "ERR_STREAM_PREMATURE_CLOSE") throw error;
    },
  );
}

/** Several or malformed ranges are ignored, as S3 does; one that starts behind the end is 416. */
function rangeSpan(call: S3Call, version: ObjectVersion): Span {
  const whole: Span = { start: 0, end: version.size - 1, isPartial: false };
  const match = /^bytes=(\d*)-(\d*)$/.exec(field(call, "range")?.trim() ?? "");
  const ifRange = field(call, "if-range");
  if (!match || (ifRange !== undefined && ifRange !== `"${version.eTag}"`)) return whole;
  const [, first = "", last = ""] = match;
  if (first === "" && last === "") return whole;
  if (first !== "" && last !== "" && Number(last) < Number(first)) return whole;
  const start = first === "" ? Math.max(version.size - Number(last), 0) : Number(first);
  const end = first === "" || last === "" ? version.size - 1 : Math.min(Number(last), version.size - 1);
  if (start >= version.size || (first === "" && Number(last) === 0)) {
    throw new S3Error(416, "InvalidRange", "The requested range is not satisfiable", {
      "content-range": `bytes */${version.size}`,
    });
  }
  return { start, end, isPartial: true };
}

function partSpan(call: S3Call, version: ObjectVersion): Span | undefined {
  const asked = call.target.query.get("partNumber");
  if (asked === undefined) return undefined;
  if (!/^\d{1,5}$/.test(asked) || Number(asked) < 1)
    throw invalidArgument("Part number must be between 1 and 10000.");
  const index = Number(asked) - 1;
  const blob = version.blobs[index];
  if (!blob) throw new S3Error(416, "InvalidPartNumber", "The requested partnumber is not satisfiable");
  const start = version.blobs.slice(0, index).reduce((sum, { size }) => sum + size, 0);
  return { start, end: start + blob.size - 1, isPartial: version.size > 0 };
}

export async function getObjectAttributes(call: S3Call): Promise<void> {
  const version = existingVersion(call, call.target.bucket, keyOf(call), call.target.query.get("versionId"));
  const asked = new Set((field(call, "x-amz-object-attributes") ?? "").split(",").map((name) => name.trim()));
  if (asked.has("")) throw invalidArgument("x-amz-object-attributes must name at least one attribute.");
  const { checksum } = version;
  const parts = /-\d+$/.test(version.eTag) ? version.blobs.length : undefined;
  const xml = xmlDocument(
    "GetObjectAttributesResponse",
    asked.has("ETag") ? leaf("ETag", version.eTag) : "",
    asked.has("Checksum") && checksum
      ? branch(
          "Checksum",
          leaf(`Checksum${checksum.algorithm}`, checksum.value),
          leaf("ChecksumType", checksum.type),
        )
      : "",
    asked.has("ObjectParts") && parts ? branch("ObjectParts", leaf("PartsCount", parts)) : "",
    asked.has("StorageClass") ? leaf("StorageClass", "STANDARD") : "",
    asked.has("ObjectSize") ? leaf("ObjectSize", version.size) : "",
  );
  sendXml(call, xml, {
    "last-modified": new Date(version.time).toUTCString(),
    ...versionHeader(call, version),
  });
}

export async function headBucket(call: S3Call): Promise<void> {
  bucketOf(call);
  sendEmpty(call, 200, { "x-amz-bucket-region": "us-east-1" });
}
