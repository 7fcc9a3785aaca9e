/** Takes an upload's bytes to disk and checks them against everything that was said about them. */
import { createHash } from "node:crypto";
import { openPayload, readBody } from "../sigv4.ts";
import type { Blob } from "./blobs.ts";
import {
  assertChecksumForm,
  checksumHeader,
  declaredChecksum,
  runningChecksum,
  type ChecksumAlgorithm,
} from "./checksums.ts";
import { field, type S3Call } from "./call.ts";
import { notImplemented, S3Error } from "./s3-error.ts";

export const objectLimitBytes = 5 * 1024 ** 3;

export type ReceivedBody = {
  blob: Blob;
  md5: string;
  checksum: { algorithm: ChecksumAlgorithm; value: string };
};

const badDigest = (what: string) =>
  new S3Error(400, "BadDigest", `The ${what} you specified did not match the calculated checksum.`);

/**
 * Streams the body of a PUT into a new blob. Throws S3Error or SignatureError, and then leaves no blob:
 * for a wrong hash, checksum, MD5 or length, a body over 5 GiB, and one without a length.
 */
export async function receiveBody(
  call: S3Call,
  defaultAlgorithm: ChecksumAlgorithm = "CRC64NVME",
): Promise<ReceivedBody> {
  const { request, verdict } = call;
  assertLength(call);
  const declared = declaredChecksum((name) => field(call, name));
  const contentMd5 = contentMd5Of(call);
  const algorithm = declared?.algorithm ?? defaultAlgorithm;
  const md5 = createHash("md5");
  const checksum = runningChecksum(algorithm);
  const payload = openPayload(request, verdict.payload);
  const result: { md5: string; value: string } = { md5: "", value: "" };
  async function* checked(): AsyncGenerator<Buffer> {
    let size = 0;
    for await (const chunk of payload.bytes) {
      size += chunk.length;
      if (size > objectLimitBytes) throw entityTooLarge();
      md5.update(chunk);
      checksum.update(chunk);
      yield chunk;
    }
    result.md5 = md5.digest("hex");
    result.value = checksum.digest().toString("base64");
    const expected = declared && (declared.value ?? payload.trailers.get(checksumHeader(algorithm)));
    if (declared && declared.value === undefined) assertChecksumForm(algorithm, expected ?? "");
    if (expected !== undefined && expected !== result.value) throw badDigest(algorithm);
    if (contentMd5 !== undefined && contentMd5 !== result.md5) throw badDigest("Content-MD5");
  }
  const blob = await call.store.blobs.write(checked());
  return { blob, md5: result.md5, checksum: { algorithm, value: result.value } };
}

/**
 * Reads a small document sent as a body (1 MiB at most) with the same checks. The checksum headers of
 * CompleteMultipartUpload are of the object and not of this document: "elsewhere".
 */
export async function receiveDocument(
  call: S3Call,
  digest: "optional" | "required" | "elsewhere" = "optional",
): Promise<string> {
  const body = await readBody(call.request, call.verdict.payload, 1024 * 1024);
  if (digest === "elsewhere") return body.toString("utf8");
  const declared = declaredChecksum((name) => field(call, name));
  const contentMd5 = contentMd5Of(call);
  if (digest === "required" && !declared && contentMd5 === undefined) {
    throw new S3Error(400, "InvalidRequest", "Missing required header for this request: Content-MD5");
  }
  if (contentMd5 !== undefined && createHash("md5").update(body).digest("hex") !== contentMd5) {
    throw badDigest("Content-MD5");
  }
  if (declared?.value !== undefined) {
    const running = runningChecksum(declared.algorithm);
    running.update(body);
    if (running.digest().toString("base64") !== declared.value) throw badDigest(declared.algorithm);
  }
  return body.toString("utf8");
}

const entityTooLarge = () =>
  new S3Error(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed object size.");

function assertLength(call: S3Call): void {
  const { payload } = call.verdict;
  const length = call.request.headers["content-length"];
  if (payload.kind !== "streaming" && call.request.headers["transfer-encoding"] !== undefined) {
    throw notImplemented();
  }
  if (payload.kind !== "streaming" && length === undefined) {
    throw new S3Error(411, "MissingContentLength", "You must provide the Content-Length HTTP header.");
  }
  const size = payload.kind === "streaming" ? payload.decodedLength : Number(length);
  if (size > objectLimitBytes) throw entityTooLarge();
}

/** The body's MD5 in hexadecimal, from the header. */
function contentMd5Of(call: S3Call): string | undefined {
  const value = call.request.headers["content-md5"];
  if (value === undefined) return undefined;
  const bytes = Buffer.from(String(value), "base64");
  if (bytes.length !== 16)
    throw new S3Error(400, "InvalidDigest", "The Content-MD5 you specified is not valid.");
  return bytes.toString("hex");
}
