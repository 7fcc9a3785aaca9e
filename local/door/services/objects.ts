/** S3 behind the door: who signed, may they, and then the engine. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { isPostForm, type Permissions } from "../../s3/engine.ts";
import { operationOf, s3Actions, type S3Need } from "../../s3/operations.ts";
import { parseTarget } from "../../s3/target.ts";
import { verifySignature, type SignatureVerdict } from "../../sigv4.ts";
import type { Context } from "../policy/conditions.ts";
import { commonContext, type Desk } from "../desk.ts";
import { AccessDenied } from "../ledger.ts";

type Signed = Extract<SignatureVerdict, { ok: true }>;

/** What the engine is told about a caller without a name. */
const anonymous: Signed = { ok: true, accessKeyId: "", presigned: false, payload: { kind: "unsigned" } };
const listBucket = "s3:ListBucket";

/** Answers one request; never rejects, because the engine answers its own failures. */
export async function handleObjects(
  desk: Desk,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { s3, principals, clock } = desk;
  const { method = "", url = "", headers } = request;
  if (method === "OPTIONS") return s3.handlePreflight(request, response);
  if (isPostForm(request)) {
    return s3.handlePostForm(request, response, (accessKeyId, action, resource) =>
      ask(desk, principals.nameOf(accessKeyId), action, resource),
    );
  }
  const call = { method, url, headers };
  const { bucket, key, needs } = s3Actions(call);
  const verdict = verifySignature(call, "s3", (id) => principals.credentialsOf(id), clock.now());
  if (!verdict.ok) {
    if (!verdict.anonymous || !s3.permitsEverybody(bucket, needs))
      return s3.refuse(request, response, verdict);
    return s3.handle(request, response, anonymous);
  }
  const principal = principals.nameOf(verdict.accessKeyId);
  const target = parseTarget(url);
  if (target) desk.counts.request(principal, `s3:${operationOf(method, target, headers)}`);
  try {
    const context = { ...commonContext(desk.place), ...listContext(target?.query.get("prefix")) };
    for (const { action, resource } of needs) desk.ledger.require(principal, action, resource, context);
  } catch (error) {
    if (!(error instanceof AccessDenied)) throw error;
    return s3.refuse(request, response, { status: 403, code: "AccessDenied", message: error.message });
  }
  const permissions = permissionsOf(desk, principal, bucket);
  if (bucket !== undefined && key !== undefined) watchMissingKeys(desk, principal, bucket, needs, response);
  return s3.handle(request, response, verdict, permissions);
}

const listContext = (prefix: string | undefined): Context =>
  prefix === undefined ? {} : { "s3:prefix": prefix };

function permissionsOf(desk: Desk, principal: string, bucket: string | undefined): Permissions {
  const mayList =
    bucket === undefined ||
    desk.ledger.isAllowed(principal, listBucket, bucketArn(bucket), commonContext(desk.place));
  return {
    mayList,
    may: (action, resource) =>
      // Whether a missing key may be told is asked ahead of knowing that it is missing: no use, no denial.
      action === listBucket
        ? desk.ledger.isAllowed(principal, action, resource, commonContext(desk.place))
        : ask(desk, principal, action, resource),
  };
}

/**
 * Without s3:ListBucket S3 answers a missing key with 403 instead of 404: the grant is then what was missed,
 * or what was used.
 */
function watchMissingKeys(
  desk: Desk,
  principal: string,
  bucket: string,
  needs: S3Need[],
  response: ServerResponse,
): void {
  const reads = needs.some(({ action }) => action.startsWith("s3:GetObject"));
  if (!reads) return;
  response.once("finish", () => {
    const entry = { principal, action: listBucket, resource: bucketArn(bucket) };
    const mayList = desk.ledger.isAllowed(principal, listBucket, entry.resource, commonContext(desk.place));
    if (response.statusCode === 404 && mayList) desk.ledger.keepUse(entry);
    if (response.statusCode === 403 && !mayList) desk.ledger.keepDenial(entry);
  });
}

function ask(desk: Desk, principal: string, action: string, resource: string): boolean {
  try {
    desk.ledger.require(principal, action, resource, commonContext(desk.place));
    return true;
  } catch (error) {
    if (error instanceof AccessDenied) return false;
    throw error;
  }
}

const bucketArn = (bucket: string): string => `arn:aws:s3:::${bucket}`;
