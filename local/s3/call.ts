/** One request on its way through the engine, and how it is answered. */
import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { SignatureVerdict } from "../sigv4.ts";
import type { Clock } from "../clock.ts";
import type { Bucket } from "./catalog.ts";
import { fieldOf, type S3Target } from "./target.ts";
import type { Store } from "./store.ts";
import { noSuchBucket, S3Error } from "./s3-error.ts";
import { branch, leaf } from "./xml.ts";

/** What the door in front found out about the caller beyond the operation's own actions. */
export type Permissions = {
  /** Whether the caller has s3:ListBucket: without it a missing key is 403, not 404. Default true. */
  mayList?: boolean;
  /** Asked for what only the body or the stored state shows. Default: nothing is allowed. */
  may?: (action: string, resource: string) => boolean;
};

export type S3Call = {
  store: Store;
  clock: Clock;
  request: IncomingMessage;
  response: ServerResponse;
  target: S3Target;
  verdict: Extract<SignatureVerdict, { ok: true }>;
  permissions: Permissions;
};

/** A header, or the `x-amz-` field that a presigned request carries in its query. */
export const field = (call: S3Call, name: string): string | undefined =>
  fieldOf(call.request.headers, call.target, name);

export function bucketOf(call: S3Call, name = call.target.bucket): Bucket {
  const bucket = name === undefined ? undefined : call.store.catalog.buckets.get(name);
  if (!bucket) throw noSuchBucket();
  return bucket;
}

export const keyOf = (call: S3Call): string => call.target.key ?? "";

export const quoted = (eTag: string): string => `"${eTag}"`;

/** Header values as bytes: what is beyond Latin-1 goes out as UTF-8, as S3 does. */
export function setHeaders(response: ServerResponse, headers: Record<string, string | undefined>): void {
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue;
    const text = /[^\u0000-\u00ff]/.test(value) ? Buffer.from(value, "utf8").toString("latin1") : value;
    response.setHeader(name, text.replace(/[\u0000-\u0008\u000a-\u001f\u007f]/g, " "));
  }
}

export function sendXml(call: S3Call, xml: string, headers: Record<string, string | undefined> = {}): void {
  setHeaders(call.response, { ...headers, "content-type": "application/xml" });
  call.response.setHeader("content-length", Buffer.byteLength(xml));
  call.response.writeHead(200).end(call.request.method === "HEAD" ? undefined : xml);
}

export function sendEmpty(
  call: S3Call,
  status: number,
  headers: Record<string, string | undefined> = {},
): void {
  setHeaders(call.response, headers);
  if (status === 200) call.response.setHeader("content-length", 0);
  call.response.writeHead(status).end();
}

/** Every answer carries these, so that a problem can be named. */
export function stampResponse(response: ServerResponse, clock: Clock): void {
  // The SDK sets its own clock by this header: the laptop's time, not the machine's.
  response.setHeader("date", clock.now().toUTCString());
  response.setHeader("x-amz-request-id", randomBytes(8).toString("hex").toUpperCase());
  response.setHeader("x-amz-id-2", randomBytes(24).toString("base64"));
  response.setHeader("server", "AmazonS3");
}

/** Answers an error as S3 does: a document, or nothing but the status for HEAD and 304. */
export function sendError(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  if (response.headersSent) return void response.destroy();
  const known = isAnswerable(error)
    ? error
    : new S3Error(500, "InternalError", "We encountered an internal error.");
  if (known.status === 500 && !request.destroyed) console.error("object store:", error);
  if (known instanceof S3Error) setHeaders(response, known.headers);
  const isBodiless = request.method === "HEAD" || known.status === 304;
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n${branch(
    "Error",
    leaf("Code", known.code),
    leaf("Message", known.message),
    leaf("Resource", (request.url ?? "").split("?")[0]),
    leaf("RequestId", String(response.getHeader("x-amz-request-id") ?? "")),
  )}`;
  if (!isBodiless) response.setHeader("content-type", "application/xml");
  if (!isBodiless) response.setHeader("content-length", Buffer.byteLength(xml));
  response.writeHead(known.status).end(isBodiless ? undefined : xml);
  // The rest of a refused body is read away, so that the client gets to see the answer.
  request.resume();
}

function isAnswerable(error: unknown): error is Error & { status: number; code: string } {
  return error instanceof Error && "status" in error && typeof error.status === "number" && "code" in error;
}
