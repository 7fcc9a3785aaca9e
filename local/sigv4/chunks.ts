/** Decodes aws-chunked bodies and verifies their signatures (Amazon S3 API Reference, "Transferring payload in multiple chunks"). */
import { createHash } from "node:crypto";
import type { PayloadRule } from "../sigv4.ts";
import { hmac, sameText, sha256Hex } from "./canonical.ts";
import { SignatureError } from "./signature-error.ts";

type StreamingRule = Extract<PayloadRule, { kind: "streaming" }>;

const longestLineBytes = 8_192;
const mostTrailers = 16;

const incomplete = () =>
  new SignatureError(400, "IncompleteBody", "The body does not hold the bytes that its headers announce.");
const mismatch = () =>
  new SignatureError(403, "SignatureDoesNotMatch", "The signature of a chunk of the body does not match.");

/** Hands out lines and byte runs of a stream without ever holding more than one piece of it. */
class ByteReader {
  private readonly source: AsyncIterator<Buffer>;
  private rest: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.source = source[Symbol.asyncIterator]();
  }

  private async more(): Promise<Buffer> {
    const next = await this.source.next();
    if (next.done) throw incomplete();
    return next.value;
  }

  async line(): Promise<string> {
    let end = this.rest.indexOf("\r\n");
    while (end < 0) {
      if (this.rest.length > longestLineBytes) throw incomplete();
      this.rest = Buffer.concat([this.rest, await this.more()]);
      end = this.rest.indexOf("\r\n");
    }
    const line = this.rest.toString("latin1", 0, end);
    this.rest = this.rest.subarray(end + 2);
    return line;
  }

  /** Between 1 and `most` bytes. */
  async some(most: number): Promise<Buffer> {
    while (this.rest.length === 0) this.rest = await this.more();
    const piece = this.rest.subarray(0, most);
    this.rest = this.rest.subarray(piece.length);
    return piece;
  }

  /** Reads to the end so that the connection can be used again. */
  async finish(): Promise<void> {
    if (this.rest.length > 0) throw incomplete();
    const next = await this.source.next();
    if (!next.done && next.value.length > 0) throw incomplete();
  }
}

export async function* decodeChunks(
  source: AsyncIterable<Buffer>,
  rule: StreamingRule,
  trailers: Map<string, string>,
): AsyncGenerator<Buffer> {
  const reader = new ByteReader(source);
  let previous = rule.seedSignature;
  let total = 0;
  for (;;) {
    const header = /^([0-9a-fA-F]{1,12})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(await reader.line());
    if (!header?.[1] || (rule.signed && !header[2])) throw incomplete();
    const size = parseInt(header[1], 16);
    total += size;
    if (total > rule.decodedLength) throw incomplete();
    const hash = createHash("sha256");
    for (let left = size; left > 0;) {
      const piece = await reader.some(left);
      left -= piece.length;
      if (rule.signed) hash.update(piece);
      yield piece;
    }
    if (rule.signed) {
      previous = chunkSignature(rule, previous, hash.digest("hex"));
      if (!sameText(previous, header[2] ?? "")) throw mismatch();
    }
    if (size === 0) break;
    if ((await reader.line()) !== "") throw incomplete();
  }
  if (total !== rule.decodedLength) throw incomplete();
  await readTrailers(reader, rule, previous, trailers);
  await reader.finish();
}

function chunkSignature(rule: StreamingRule, previous: string, chunkHash: string): string {
  const { amzDate, credentialScope, signingKey } = rule.scope;
  const lines = ["AWS4-HMAC-SHA256-PAYLOAD", amzDate, credentialScope, previous, sha256Hex(""), chunkHash];
  return hmac(signingKey, lines.join("\n")).toString("hex");
}

async function readTrailers(
  reader: ByteReader,
  rule: StreamingRule,
  previous: string,
  trailers: Map<string, string>,
): Promise<void> {
  let signature: string | undefined;
  let signedText = "";
  for (let line = await reader.line(); line !== ""; line = await reader.line()) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (colon < 0 || !rule.trailer || trailers.size >= mostTrailers) throw incomplete();
    if (name === "x-amz-trailer-signature") signature = value;
    else {
      if (!rule.trailerNames.includes(name) || trailers.has(name)) throw incomplete();
      trailers.set(name, value);
      signedText += `${name}:${value}\n`;
    }
  }
  if (trailers.size !== rule.trailerNames.length) throw incomplete();
  if (!rule.signed || !rule.trailer) return;
  const { amzDate, credentialScope, signingKey } = rule.scope;
  const text = ["AWS4-HMAC-SHA256-TRAILER", amzDate, credentialScope, previous, sha256Hex(signedText)];
  if (!sameText(hmac(signingKey, text.join("\n")).toString("hex"), signature ?? "")) throw mismatch();
}
