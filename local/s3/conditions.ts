/** Conditional requests (RFC 9110 section 13; S3 User Guide, "Conditional requests"). */
import type { ObjectVersion } from "./catalog.ts";
import { invalidArgument, notImplemented, preconditionFailed, S3Error } from "./s3-error.ts";

type Field = (name: string) => string | undefined;

const names = (list: string, eTag: string): boolean =>
  list
    .split(",")
    .map((item) =>
      item
        .trim()
        .replace(/^W\//, "")
        .replace(/^"(.*)"$/, "$1"),
    )
    .some((item) => item === "*" || item === eTag);

const seconds = (date: string): number => Math.floor(new Date(date).getTime() / 1000);

/**
 * Checks the conditions of a read. `prefix` is that of a copy's source ("x-amz-copy-source-").
 * Throws 412, or 304 for a read that the caller has already (a copy gets 412).
 */
export function checkReadConditions(field: Field, version: ObjectVersion, prefix = ""): void {
  const ifMatch = field(`${prefix}if-match`);
  const ifNoneMatch = field(`${prefix}if-none-match`);
  const modified = seconds(version.time);
  const unmodifiedSince = seconds(field(`${prefix}if-unmodified-since`) ?? "");
  const modifiedSince = seconds(field(`${prefix}if-modified-since`) ?? "");
  if (ifMatch !== undefined ? !names(ifMatch, version.eTag) : modified > unmodifiedSince) {
    throw preconditionFailed();
  }
  if (ifNoneMatch !== undefined ? names(ifNoneMatch, version.eTag) : modified <= modifiedSince) {
    if (prefix !== "") throw preconditionFailed();
    throw new S3Error(304, "NotModified", "Not Modified", {
      etag: `"${version.eTag}"`,
      "last-modified": new Date(version.time).toUTCString(),
    });
  }
}

/** Checks the conditions of a write against the object that is there now; throws 404, 412 or 501. */
export function checkWriteConditions(field: Field, current: ObjectVersion | undefined): void {
  const existing = current?.isDeleteMarker ? undefined : current;
  const ifMatch = field("if-match");
  const ifNoneMatch = field("if-none-match");
  if (ifMatch !== undefined && ifNoneMatch !== undefined) {
    throw invalidArgument("Only one of If-Match and If-None-Match can be given.");
  }
  if (ifMatch !== undefined) {
    if (!existing) throw new S3Error(404, "NoSuchKey", "The specified key does not exist.");
    if (!names(ifMatch, existing.eTag)) throw preconditionFailed();
  }
  if (ifNoneMatch !== undefined) {
    if (ifNoneMatch.trim() !== "*") throw notImplemented();
    if (existing) throw preconditionFailed();
  }
}
