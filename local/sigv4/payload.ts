/** Reads a body and checks it against what its signature says about it. */
import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import type { PayloadRule } from "../sigv4.ts";
import { decodeChunks } from "./chunks.ts";
import { SignatureError } from "./signature-error.ts";

export { SignatureError } from "./signature-error.ts";

export type Payload = {
  /** The decoded bytes; throws SignatureError at the end (or before) when they are not the signed ones. */
  bytes: AsyncIterable<Buffer>;
  /** Headers that followed an aws-chunked body; complete once `bytes` has ended. */
  trailers: Map<string, string>;
};

/**
 * Opens a body for streaming. Nothing that was read may be believed before `bytes` has ended without an error.
 * The stream stays open after an error, so that an answer can still be written on its socket.
 */
export function openPayload(stream: Readable, rule: PayloadRule): Payload {
  const trailers = new Map<string, string>();
  const source = stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  if (rule.kind === "streaming") return { bytes: decodeChunks(source, rule, trailers), trailers };
  return { bytes: rule.kind === "unsigned" ? source : hashed(source, rule), trailers };
}

async function* hashed(
  source: AsyncIterable<Buffer>,
  rule: Extract<PayloadRule, { kind: "sha256" | "late" }>,
): AsyncGenerator<Buffer> {
  const hash = createHash("sha256");
  for await (const chunk of source) {
    hash.update(chunk);
    yield chunk;
  }
  const hex = hash.digest("hex");
  if (rule.kind === "late" && !rule.matches(hex)) {
    throw new SignatureError(400, "InvalidSignatureException", "The request signature does not match.");
  }
  if (rule.kind === "sha256" && rule.hex !== hex) {
    const message = "The provided 'x-amz-content-sha256' header does not match what was computed.";
    throw new SignatureError(400, "XAmzContentSHA256Mismatch", message);
  }
}

/**
 * Reads a whole body of at most `limitBytes` and checks it against the rule.
 * Throws SignatureError with `status` and `code` when it is too large or not what was signed.
 */
export async function readBody(stream: Readable, rule: PayloadRule, limitBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of openPayload(stream, rule).bytes) {
    size += chunk.length;
    if (size > limitBytes) {
      throw new SignatureError(413, "RequestEntityTooLarge", `The body is larger than ${limitBytes} bytes.`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}
