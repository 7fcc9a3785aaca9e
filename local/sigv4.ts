/** Verification of AWS Signature Version 4 for the engines of the laptop. */
import type { IncomingHttpHeaders } from "node:http";
import { place } from "./cloud/template/place.ts";
import { isPlanted } from "./plants.ts";
import {
  canonicalRequest,
  hmac,
  sameText,
  sha256Hex,
  signingKey,
  splitTarget,
  type QueryPair,
} from "./sigv4/canonical.ts";
import { readClaims, type SignatureClaims } from "./sigv4/claims.ts";
import { refusal, type Refusal } from "./sigv4/refusals.ts";

export { openPayload, readBody, SignatureError } from "./sigv4/payload.ts";

export type Credentials = { accessKeyId: string; secretAccessKey: string; sessionToken?: string };

export type SignedRequest = {
  method: string;
  /** path + query exactly as received */
  url: string;
  headers: IncomingHttpHeaders;
};

/** What signs the chunks of an aws-chunked body. */
export type StreamingScope = { amzDate: string; credentialScope: string; signingKey: Buffer };

/** What the body must hash to: verified while it is read. */
export type PayloadRule =
  | { kind: "unsigned" }
  | { kind: "sha256"; hex: string }
  /** The request names no hash (JSON services allow that): the signature itself is checked once the body is known. */
  | { kind: "late"; matches: (bodySha256Hex: string) => boolean }
  | {
      kind: "streaming";
      signed: boolean;
      trailer: boolean;
      seedSignature: string;
      scope: StreamingScope;
      decodedLength: number;
      /** Lower-case names of the headers that follow the body. */
      trailerNames: string[];
    };

export type SignatureVerdict =
  | { ok: true; accessKeyId: string; presigned: boolean; payload: PayloadRule }
  | { ok: false; anonymous: boolean; status: 400 | 403; code: string; message: string };

const skewMs = 15 * 60_000;

/**
 * Header and query (presigned) SigV4, any service. The session token must equal the one of the credentials when
 * they have one; 15 minutes of clock skew; a presigned request lives at most 604,800 s. The body is not read here:
 * nothing may happen before it was read through the `payload` rule.
 */
export function verifySignature(
  request: SignedRequest,
  service: string,
  credentialsOf: (accessKeyId: string) => Credentials | undefined,
  now: Date,
): SignatureVerdict {
  const refuse = (reason: Refusal, message?: string): SignatureVerdict => ({
    ok: false,
    anonymous: reason === "missing",
    ...refusal(service, reason, message),
  });
  const target = splitTarget(request.url);
  if (!target) return refuse("malformed", "The request's path or query is not valid percent-encoding.");
  const read = readClaims(request.headers, target.query);
  if (read.kind === "anonymous") return refuse("missing");
  if (read.kind === "malformed") return refuse(read.reason, read.message);
  const { claims } = read;
  const fault = scopeFault(claims, service);
  if (fault !== undefined)
    return refuse(claims.expiresSeconds === undefined ? "malformed" : "malformed-query", fault);
  const credentials = credentialsOf(claims.accessKeyId);
  if (!credentials) return refuse("unknown-key");
  const time = judgeTime(claims, now);
  if (time) return refuse(time.reason, time.message);
  if (!sameText(claims.sessionToken ?? "", credentials.sessionToken ?? "")) return refuse("bad-token");
  if (hasUnsignedAmzHeader(request.headers, claims.signedHeaders)) return refuse("unsigned");

  const key = signingKey(credentials.secretAccessKey, claims.day, claims.region, service);
  const matches = (hash: string) =>
    sameText(claims.signature, sign(request, target, claims, service, key, hash));
  const hash = declaredHash(request, target.query, claims, service);
  if (hash === undefined && service === "s3") return refuse("no-hash");
  if (hash !== undefined && !matches(hash)) return refuse("mismatch");
  const scope = { amzDate: claims.amzDate, credentialScope: scopeOf(claims), signingKey: key };
  const payload: PayloadRule | undefined =
    hash === undefined
      ? { kind: "late", matches }
      : payloadRule(hash, request.headers, { seedSignature: claims.signature, scope });
  if (!payload) return refuse("malformed", "The value of x-amz-content-sha256 is not valid for this body.");
  const presigned = claims.expiresSeconds !== undefined;
  return { ok: true, accessKeyId: claims.accessKeyId, presigned, payload };
}

function scopeFault(claims: SignatureClaims, service: string): string | undefined {
  if (claims.service !== service) return `The Credential must name the service ${service}.`;
  if (claims.region === place.region) return undefined;
  return `The region '${claims.region}' is wrong; expecting '${place.region}'.`;
}

const scopeOf = (claims: SignatureClaims) => `${claims.day}/${claims.region}/${claims.service}/aws4_request`;

function sign(
  request: SignedRequest,
  target: { path: string; query: QueryPair[] },
  claims: SignatureClaims,
  service: string,
  key: Buffer,
  payloadHash: string,
): string {
  const { method, headers } = request;
  const { signedHeaders } = claims;
  const canonical = canonicalRequest({ method, ...target, headers, signedHeaders, payloadHash, service });
  const toSign = ["AWS4-HMAC-SHA256", claims.amzDate, scopeOf(claims), sha256Hex(canonical)].join("\n");
  return hmac(key, toSign).toString("hex");
}

function judgeTime(claims: SignatureClaims, now: Date): { reason: Refusal; message?: string } | undefined {
  const ageMs = now.getTime() - claims.signedAt.getTime();
  if (claims.expiresSeconds === undefined) {
    return Math.abs(ageMs) > skewMs ? { reason: "skewed" } : undefined;
  }
  if (ageMs < -skewMs) return { reason: "expired", message: "Request is not yet valid" };
  const isOver = ageMs > claims.expiresSeconds * 1000;
  return isOver && !isPlanted("s3-expired-link") ? { reason: "expired" } : undefined;
}

/** AWS refuses every x-amz-* header that the signature does not cover. */
function hasUnsignedAmzHeader(headers: IncomingHttpHeaders, signedHeaders: string[]): boolean {
  return Object.keys(headers).some((name) => name.startsWith("x-amz-") && !signedHeaders.includes(name));
}

function declaredHash(
  request: SignedRequest,
  query: QueryPair[],
  claims: SignatureClaims,
  service: string,
): string | undefined {
  const header = request.headers["x-amz-content-sha256"];
  const declared = query.find((pair) => pair.name.toLowerCase() === "x-amz-content-sha256")?.value ?? header;
  if (typeof declared === "string") return declared;
  return service === "s3" && claims.expiresSeconds !== undefined ? "UNSIGNED-PAYLOAD" : undefined;
}

function payloadRule(
  hash: string,
  headers: IncomingHttpHeaders,
  chain: { seedSignature: string; scope: StreamingScope },
): PayloadRule | undefined {
  if (hash === "UNSIGNED-PAYLOAD") return { kind: "unsigned" };
  if (/^[0-9a-f]{64}$/.test(hash)) return { kind: "sha256", hex: hash };
  const streaming = /^STREAMING-(AWS4-HMAC-SHA256|UNSIGNED)-PAYLOAD(-TRAILER)?$/.exec(hash);
  const decodedLength = Number(headers["x-amz-decoded-content-length"] ?? NaN);
  if (!streaming || !Number.isSafeInteger(decodedLength) || decodedLength < 0) return undefined;
  const signed = streaming[1] !== "UNSIGNED";
  const trailer = streaming[2] !== undefined;
  if (!signed && !trailer) return undefined;
  const names = headers["x-amz-trailer"];
  const trailerNames = (typeof names === "string" ? names : "")
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "");
  return { kind: "streaming", signed, trailer, ...chain, decodedLength, trailerNames };
}
