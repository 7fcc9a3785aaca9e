/** The signed policy of a browser's form upload (S3 API Reference, "Creating a POST policy"). */
import { hmac, sameText, signingKey } from "../sigv4/canonical.ts";
import type { Credentials } from "../sigv4.ts";
import { accessDenied, invalidArgument, S3Error } from "./s3-error.ts";

export type PostPolicy = { accessKeyId: string; smallestBytes: number; largestBytes: number };

type Fields = Map<string, string>;

const violated = (what: string) => accessDenied(`Invalid according to Policy: ${what}`);
const malformed = (what: string) => new S3Error(400, "InvalidPolicyDocument", `Invalid Policy: ${what}`);

/** Fields that need no condition. */
const isExempt = (name: string) =>
  name === "x-amz-signature" || name === "policy" || name === "file" || name.startsWith("x-ignore-");

/** Checks the form's signature and every condition of its policy; throws what S3 answers. */
export function checkPostPolicy(
  fields: Fields,
  bucket: string,
  credentialsOf: (accessKeyId: string) => Credentials | undefined,
  now: Date,
): PostPolicy {
  const encoded = fields.get("policy");
  // Without a policy the upload would be anonymous.
  if (encoded === undefined) throw accessDenied();
  const accessKeyId = checkSignature(fields, encoded, credentialsOf, now);
  const policy = readPolicy(encoded);
  const expiration = new Date(policy.expiration);
  if (Number.isNaN(expiration.getTime())) throw malformed("expiration is not a date.");
  if (expiration <= now) throw violated("Policy expired.");
  const actual = new Map([...fields, ["bucket", bucket] as const]);
  const covered = new Set<string>(["bucket"]);
  let [smallestBytes, largestBytes] = [0, 5 * 1024 ** 3];
  for (const condition of policy.conditions) {
    const [operator, name, value] = condition;
    if (operator === "content-length-range") {
      [smallestBytes, largestBytes] = [Number(name), Number(value)];
      if (!Number.isSafeInteger(smallestBytes) || !Number.isSafeInteger(largestBytes))
        throw malformed("bad range.");
      continue;
    }
    const given = actual.get(name) ?? "";
    const holds = operator === "eq" ? given === value : given.startsWith(value);
    if (!holds) throw violated(`Policy Condition failed: ["${operator}", "$${name}", "${value}"]`);
    covered.add(name);
  }
  const extra = [...fields.keys()].find((name) => !covered.has(name) && !isExempt(name));
  if (extra !== undefined) throw violated(`Extra input fields: ${extra}`);
  return { accessKeyId, smallestBytes, largestBytes };
}

function checkSignature(
  fields: Fields,
  policy: string,
  credentialsOf: (accessKeyId: string) => Credentials | undefined,
  now: Date,
): string {
  const match = /^(.+)\/(\d{8})\/([^/]+)\/s3\/aws4_request$/.exec(fields.get("x-amz-credential") ?? "");
  const [, accessKeyId, day, region] = match ?? [];
  const amzDate = fields.get("x-amz-date") ?? "";
  if (!accessKeyId || !day || !region || fields.get("x-amz-algorithm") !== "AWS4-HMAC-SHA256") {
    throw invalidArgument(
      "The form needs X-Amz-Algorithm, X-Amz-Credential, X-Amz-Date and X-Amz-Signature.",
    );
  }
  const isoDate = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(amzDate);
  if (!isoDate || !amzDate.startsWith(day))
    throw invalidArgument("X-Amz-Date must be of the Credential's day.");
  const [, year, month, date, hour, minute, second] = isoDate;
  const signedAt = new Date(`${year}-${month}-${date}T${hour}:${minute}:${second}Z`);
  if (signedAt.getTime() - now.getTime() > 15 * 60_000) throw accessDenied("Request is not yet valid");
  const credentials = credentialsOf(accessKeyId);
  if (!credentials) {
    throw new S3Error(
      403,
      "InvalidAccessKeyId",
      "The AWS Access Key Id you provided does not exist in our records.",
    );
  }
  if (!sameText(fields.get("x-amz-security-token") ?? "", credentials.sessionToken ?? "")) {
    throw new S3Error(400, "InvalidToken", "The provided token is malformed or otherwise invalid.");
  }
  const key = signingKey(credentials.secretAccessKey, day, region, "s3");
  if (!sameText(hmac(key, policy).toString("hex"), fields.get("x-amz-signature") ?? "")) {
    throw new S3Error(403, "SignatureDoesNotMatch", "The signature of the policy does not match.");
  }
  return accessKeyId;
}

function readPolicy(encoded: string): { expiration: string; conditions: [string, string, string][] } {
  let document: { expiration?: unknown; conditions?: unknown };
  try {
    document = JSON.parse(Buffer.from(encoded, "base64").toString("utf8")) as typeof document;
  } catch {
    throw malformed("Invalid JSON.");
  }
  const { expiration, conditions } = document ?? {};
  if (typeof expiration !== "string" || !Array.isArray(conditions))
    throw malformed("expiration or conditions missing.");
  return { expiration, conditions: (conditions as unknown[]).flatMap(readCondition) };
}

/** `{name: value}` means eq; `[operator, "$name", value]` says it. Names are in any case. */
function readCondition(condition: unknown): [string, string, string][] {
  if (Array.isArray(condition)) {
    const [operator, name, value] = condition.map(String);
    if (condition.length !== 3 || operator === undefined || name === undefined || value === undefined) {
      throw malformed("Invalid condition.");
    }
    const word = operator.toLowerCase();
    if (word === "content-length-range") return [[word, name, value]];
    if ((word !== "eq" && word !== "starts-with") || !name.startsWith("$"))
      throw malformed("Invalid condition.");
    return [[word, name.slice(1).toLowerCase(), value]];
  }
  if (typeof condition !== "object" || condition === null) throw malformed("Invalid condition.");
  return Object.entries(condition).map(([name, value]) => ["eq", name.toLowerCase(), String(value)]);
}
