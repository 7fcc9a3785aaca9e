/** The canonical request and the key of AWS Signature Version 4 (IAM User Guide, "Create a signed AWS API request"). */
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

export type QueryPair = { name: string; value: string };

export const sha256Hex = (data: string | Buffer): string => createHash("sha256").update(data).digest("hex");
export const hmac = (key: string | Buffer, data: string): Buffer =>
  createHmac("sha256", key).update(data).digest();

/** Percent-encodes everything but RFC 3986's unreserved characters. */
export function encodeRfc3986(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Path and query of a request target; the query decoded pair by pair, or undefined for bad percent signs. */
export function splitTarget(url: string): { path: string; query: QueryPair[] } | undefined {
  const mark = url.indexOf("?");
  const path = mark < 0 ? url : url.slice(0, mark);
  const raw = mark < 0 ? "" : url.slice(mark + 1);
  try {
    decodeURIComponent(path);
    const query = raw
      .split("&")
      .filter((pair) => pair !== "")
      .map((pair) => {
        const equals = pair.indexOf("=");
        const name = equals < 0 ? pair : pair.slice(0, equals);
        return { name: decodePart(name), value: equals < 0 ? "" : decodePart(pair.slice(equals + 1)) };
      });
    return { path, query };
  } catch {
    return undefined;
  }
}

const decodePart = (text: string) => decodeURIComponent(text.replaceAll("+", " "));

/** S3 signs the path encoded once and as it is; every other service normalises it and encodes it twice. */
function canonicalPath(path: string, service: string): string {
  if (service === "s3") {
    return path
      .split("/")
      .map((segment) => encodeRfc3986(decodeURIComponent(segment)))
      .join("/");
  }
  const normal = new URL(path, "http://localhost").pathname.replace(/\/{2,}/g, "/");
  return normal.split("/").map(encodeRfc3986).join("/");
}

function canonicalQuery(query: QueryPair[]): string {
  return query
    .filter((pair) => pair.name !== "X-Amz-Signature")
    .map((pair) => [encodeRfc3986(pair.name), encodeRfc3986(pair.value)] as const)
    .sort(([nameA, valueA], [nameB, valueB]) => compare(nameA, nameB) || compare(valueA, valueB))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function canonicalHeader(headers: IncomingHttpHeaders, name: string): string {
  const value = headers[name];
  const text = Array.isArray(value) ? value.join(",") : (value ?? "");
  const trimmed = text.trim();
  return `${name}:${trimmed.includes("  ") ? trimmed.replace(/ +/g, " ") : trimmed}\n`;
}

/** The text whose hash is signed. `payloadHash` is the last line as the signer wrote it. */
export function canonicalRequest(input: {
  method: string;
  path: string;
  query: QueryPair[];
  headers: IncomingHttpHeaders;
  signedHeaders: string[];
  payloadHash: string;
  service: string;
}): string {
  return [
    input.method,
    canonicalPath(input.path, input.service),
    canonicalQuery(input.query),
    input.signedHeaders.map((name) => canonicalHeader(input.headers, name)).join(""),
    input.signedHeaders.join(";"),
    input.payloadHash,
  ].join("\n");
}

const keys = new Map<string, Buffer>();
/** Every function's credentials, for some services and days. */
const mostKeys = 1_000;

/** The key of one day, region and service; made once, for every request is checked with one. */
export function signingKey(secret: string, day: string, region: string, service: string): Buffer {
  const name = [secret, day, region, service].join(" ");
  const known = keys.get(name);
  if (known) return known;
  if (keys.size >= mostKeys) keys.clear();
  const key = hmac(hmac(hmac(hmac(`AWS4${secret}`, day), region), service), "aws4_request");
  keys.set(name, key);
  return key;
}

/** Compares without telling by its duration where two texts differ. */
export function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
