/** The headers that an object keeps, and those that its answers carry. */
import { checksumHeader } from "./checksums.ts";
import type { ObjectVersion, Tags } from "./catalog.ts";
import { invalidArgument, notImplemented, S3Error } from "./s3-error.ts";
import { quoted, type S3Call } from "./call.ts";
import { fieldOf } from "./target.ts";

const keptHeaders = ["cache-control", "content-disposition", "content-language", "expires", "content-type"];
const metadataLimitBytes = 2_048;

/** Reads what an upload wants kept; throws MetadataTooLarge and for what is not implemented. */
export function headersToKeep(call: S3Call): Record<string, string> {
  const { headers } = call.request;
  const kept: Record<string, string> = {};
  for (const name of keptHeaders) {
    const value = fieldOf(headers, call.target, name);
    if (value !== undefined) kept[name] = value;
  }
  kept["content-type"] ??= "binary/octet-stream";
  // aws-chunked is the coding of the transfer, not of the object.
  const encodings = (headers["content-encoding"] ?? "").split(",").map((coding) => coding.trim());
  const encoding = encodings.filter((coding) => coding !== "" && coding !== "aws-chunked").join(",");
  if (encoding !== "") kept["content-encoding"] = encoding;
  Object.assign(kept, metadataOf(call));
  refuseUnsupported(call);
  return kept;
}

/** Names come back as headers: what is no header name cannot be kept. */
export const isMetadataName = (name: string): boolean => /^x-amz-meta-[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name);

function metadataOf(call: S3Call): Record<string, string> {
  const metadata: Record<string, string> = {};
  for (const [name, value] of call.target.query) {
    if (/^x-amz-meta-/i.test(name)) metadata[name.toLowerCase()] = value;
  }
  for (const [name, value] of Object.entries(call.request.headers)) {
    if (name.startsWith("x-amz-meta-") && value !== undefined) metadata[name] = String(value);
  }
  if (!Object.keys(metadata).every(isMetadataName))
    throw invalidArgument("A metadata name is not a header name.");
  const size = Object.entries(metadata).reduce(
    (sum, [name, value]) =>
      sum + Buffer.byteLength(name.slice("x-amz-meta-".length)) + Buffer.byteLength(value),
    0,
  );
  if (size > metadataLimitBytes) {
    throw new S3Error(
      400,
      "MetadataTooLarge",
      "Your metadata headers exceed the maximum allowed metadata size",
    );
  }
  return metadata;
}

function refuseUnsupported(call: S3Call): void {
  const value = (name: string) => fieldOf(call.request.headers, call.target, name);
  const encryption = value("x-amz-server-side-encryption");
  if (encryption !== undefined && encryption !== "AES256") throw notImplemented();
  if (value("x-amz-server-side-encryption-customer-algorithm") !== undefined) throw notImplemented();
  if (value("x-amz-object-lock-mode") ?? value("x-amz-object-lock-legal-hold")) throw notImplemented();
  if (value("x-amz-website-redirect-location") !== undefined) throw notImplemented();
  const acl = value("x-amz-acl");
  // Buckets own their objects (the default since 2023): no list of grants is accepted.
  if (acl !== undefined && acl !== "bucket-owner-full-control" && acl !== "private") {
    throw new S3Error(400, "AccessControlListNotSupported", "The bucket does not allow ACLs");
  }
}

/** Tags of an `x-amz-tagging` header (`a=1&b=2`). */
export function tagsOfHeader(value: string | undefined): Tags {
  return tagsOf([...new URLSearchParams(value ?? "")]);
}

/** At most 10 tags, each key once, keys of at most 128 and values of at most 256 characters. */
export function tagsOf(pairs: (readonly [string, string])[]): Tags {
  if (pairs.length > 10) throw new S3Error(400, "BadRequest", "Object tags cannot be greater than 10");
  if (pairs.some(([key, value]) => key.length === 0 || key.length > 128 || value.length > 256)) {
    throw new S3Error(400, "InvalidTag", "The TagKey or TagValue you have provided is invalid");
  }
  if (new Set(pairs.map(([key]) => key)).size !== pairs.length) {
    throw new S3Error(400, "InvalidTag", "Cannot provide multiple Tags with the same key");
  }
  return Object.fromEntries(pairs);
}

/** Refuses keys that S3 refuses. */
export function assertKey(key: string): void {
  if (Buffer.byteLength(key) > 1_024) throw new S3Error(400, "KeyTooLongError", "Your key is too long");
  if (key.includes("\0")) throw invalidArgument("A key may not hold a NUL.");
}

/** What an answer to GET and HEAD says about the object, without its length. */
export function headersOf(call: S3Call, version: ObjectVersion): Record<string, string | undefined> {
  const tagCount = Object.keys(version.tags).length;
  const overrides: Record<string, string> = {};
  for (const name of [...keptHeaders, "content-encoding"]) {
    const value = call.target.query.get(`response-${name}`);
    if (value !== undefined) overrides[name] = value;
  }
  return {
    ...Object.fromEntries(
      Object.entries(version.headers).map(([name, value]) => [
        name,
        name.startsWith("x-amz-meta-") ? encodeMetadata(value) : value,
      ]),
    ),
    ...overrides,
    etag: quoted(version.eTag),
    "last-modified": new Date(version.time).toUTCString(),
    "accept-ranges": "bytes",
    "x-amz-server-side-encryption": "AES256",
    "x-amz-tagging-count": tagCount > 0 ? String(tagCount) : undefined,
    ...versionHeader(call, version),
  };
}

/** Buckets that were never versioned name no versions. */
export function versionHeader(call: S3Call, version: ObjectVersion): Record<string, string | undefined> {
  const bucket = call.store.catalog.buckets.get(call.target.bucket ?? "");
  return { "x-amz-version-id": bucket?.configs.has("versioning") ? version.versionId : undefined };
}

export function checksumHeaders(version: ObjectVersion): Record<string, string> {
  const { checksum } = version;
  return checksum
    ? { [checksumHeader(checksum.algorithm)]: checksum.value, "x-amz-checksum-type": checksum.type }
    : {};
}

/** Metadata beyond ASCII is answered in the form of RFC 2047, as S3 does. */
const encodeMetadata = (value: string): string =>
  /[^\u0009\u0020-\u007e]/.test(value)
    ? `=?UTF-8?B?${Buffer.from(value, "utf8").toString("base64")}?=`
    : value;
