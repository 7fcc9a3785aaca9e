/** What a signed request says about its signature, read from the header or from the query. */
import type { IncomingHttpHeaders } from "node:http";
import type { QueryPair } from "./canonical.ts";

export type SignatureClaims = {
  accessKeyId: string;
  day: string;
  region: string;
  service: string;
  signedHeaders: string[];
  signature: string;
  /** `20260102T030405Z`, exactly as signed. */
  amzDate: string;
  signedAt: Date;
  sessionToken: string | undefined;
  /** Only of presigned requests. */
  expiresSeconds: number | undefined;
};

type Malformed = "malformed" | "malformed-query" | "two-signatures";

export type ClaimsResult =
  | { kind: "anonymous" }
  | { kind: "malformed"; reason: Malformed; message: string }
  | { kind: "claims"; claims: SignatureClaims };

const algorithm = "AWS4-HMAC-SHA256";
const longestExpirySeconds = 604_800;

const malformed = (message: string, reason: Malformed = "malformed"): ClaimsResult => ({
  kind: "malformed",
  reason,
  message,
});
const single = (headers: IncomingHttpHeaders, name: string): string | undefined => {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
};

export function readClaims(headers: IncomingHttpHeaders, query: QueryPair[]): ClaimsResult {
  const isPresigned = query.some(
    (pair) => pair.name.startsWith("X-Amz-") && pair.name !== "X-Amz-Security-Token",
  );
  const authorization = headers.authorization;
  if (authorization !== undefined && isPresigned)
    return malformed("Only one auth mechanism allowed.", "two-signatures");
  if (authorization !== undefined) return readHeader(authorization, headers);
  if (!isPresigned) return { kind: "anonymous" };
  const read = readQuery(query);
  return read.kind === "malformed" ? { ...read, reason: "malformed-query" } : read;
}

function readHeader(authorization: string, headers: IncomingHttpHeaders): ClaimsResult {
  const match = /^AWS4-HMAC-SHA256\s+(.+)$/.exec(authorization);
  if (!match?.[1]) return malformed(`The authorization mechanism is not supported. Please use ${algorithm}.`);
  const parts = new Map(
    match[1].split(",").map((part): [string, string] => {
      const [name = "", ...value] = part.trim().split("=");
      return [name, value.join("=")];
    }),
  );
  return assemble({
    credential: parts.get("Credential"),
    signedHeaders: parts.get("SignedHeaders"),
    signature: parts.get("Signature"),
    amzDate: single(headers, "x-amz-date") ?? basicDate(single(headers, "date")),
    sessionToken: single(headers, "x-amz-security-token"),
    expiresSeconds: undefined,
  });
}

function readQuery(query: QueryPair[]): ClaimsResult {
  const named = new Map<string, string>();
  for (const { name, value } of query) {
    if (!name.startsWith("X-Amz-")) continue;
    if (named.has(name)) return malformed(`The query parameter ${name} is there twice.`);
    named.set(name, value);
  }
  if (named.get("X-Amz-Algorithm") !== algorithm)
    return malformed(`X-Amz-Algorithm only supports ${algorithm}.`);
  const expires = named.get("X-Amz-Expires") ?? "";
  if (!/^\d{1,9}$/.test(expires)) return malformed("X-Amz-Expires should be a number.");
  if (Number(expires) > longestExpirySeconds) {
    return malformed("X-Amz-Expires must be less than a week (in seconds); it must be at most 604800.");
  }
  return assemble({
    credential: named.get("X-Amz-Credential"),
    signedHeaders: named.get("X-Amz-SignedHeaders"),
    signature: named.get("X-Amz-Signature"),
    amzDate: named.get("X-Amz-Date"),
    sessionToken: named.get("X-Amz-Security-Token"),
    expiresSeconds: Number(expires),
  });
}

function assemble(raw: {
  credential: string | undefined;
  signedHeaders: string | undefined;
  signature: string | undefined;
  amzDate: string | undefined;
  sessionToken: string | undefined;
  expiresSeconds: number | undefined;
}): ClaimsResult {
  const credential = /^(.+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request$/.exec(raw.credential ?? "");
  const [, accessKeyId, day, region, service] = credential ?? [];
  if (!accessKeyId || !day || !region || !service) return malformed("The Credential is mal-formed.");
  if (!raw.signature || !/^[0-9a-f]{64}$/.test(raw.signature))
    return malformed("The Signature is mal-formed.");
  const signedHeaders = (raw.signedHeaders ?? "").split(";");
  if (!signedHeaders.includes("host")) return malformed("SignedHeaders must name at least the host header.");
  const signedAt = parseBasicDate(raw.amzDate ?? "");
  if (!signedAt || !raw.amzDate) return malformed("The request needs a valid X-Amz-Date or Date.");
  if (!raw.amzDate.startsWith(day)) return malformed("The date in the Credential is not that of X-Amz-Date.");
  const { signature, amzDate, sessionToken, expiresSeconds } = raw;
  return {
    kind: "claims",
    claims: {
      accessKeyId,
      day,
      region,
      service,
      signedHeaders,
      signature,
      amzDate,
      signedAt,
      sessionToken,
      expiresSeconds,
    },
  };
}

function parseBasicDate(text: string): Date | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!match) return undefined;
  const date = new Date(`${match.slice(1, 4).join("-")}T${match.slice(4, 7).join(":")}Z`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** A `Date` header in the form of X-Amz-Date. */
function basicDate(httpDate: string | undefined): string | undefined {
  const date = new Date(httpDate ?? "");
  if (Number.isNaN(date.getTime())) return undefined;
  return `${date.toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
}
