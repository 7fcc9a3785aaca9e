/** Reads a multipart/form-data body part by part without holding a file in memory (RFC 7578). */
import { S3Error } from "./s3-error.ts";

const malformed = () =>
  new S3Error(
    400,
    "MalformedPOSTRequest",
    "The body of your POST request is not well-formed multipart/form-data.",
  );

const longestHeadBytes = 16_384;

export type FormPart = { name: string; fileName: string | undefined; contentType: string | undefined };

export class FormReader {
  private readonly source: AsyncIterator<Buffer>;
  private readonly delimiter: Buffer;
  private rest: Buffer;
  /** Bytes of a part (or of the preamble) are still to be read. */
  private isInside = true;
  private isFresh = false;

  constructor(source: AsyncIterable<Buffer>, contentType: string) {
    const boundary = /;\s*boundary=(?:"([^"]{1,70})"|([^;\s]{1,70}))/i.exec(contentType);
    const text = boundary?.[1] ?? boundary?.[2];
    if (text === undefined) throw malformed();
    this.source = source[Symbol.asyncIterator]();
    this.delimiter = Buffer.from(`\r\n--${text}`, "latin1");
    // The first delimiter has no line break of its own.
    this.rest = Buffer.from("\r\n");
  }

  private async fill(): Promise<void> {
    const next = await this.source.next();
    if (next.done) throw malformed();
    this.rest = Buffer.concat([this.rest, next.value]);
  }

  /** The head of the next part, or undefined after the last one. The part before must have been read. */
  async next(): Promise<FormPart | undefined> {
    if (this.isInside) await this.skip();
    while (this.rest.length < 2) await this.fill();
    if (this.rest.toString("latin1", 0, 2) === "--") return undefined;
    let end = this.rest.indexOf("\r\n\r\n");
    while (end < 0) {
      if (this.rest.length > longestHeadBytes) throw malformed();
      await this.fill();
      end = this.rest.indexOf("\r\n\r\n");
    }
    const head = this.rest.toString("utf8", 0, end);
    // The line break that ends the head may also begin the next delimiter.
    this.rest = this.rest.subarray(end + 2);
    const disposition = /^content-disposition:\s*form-data(.*)$/im.exec(head)?.[1] ?? "";
    const name = /;\s*name="([^"]*)"/i.exec(disposition)?.[1];
    if (name === undefined) throw malformed();
    this.isFresh = true;
    this.isInside = true;
    return {
      name,
      fileName: /;\s*filename="([^"]*)"/i.exec(disposition)?.[1],
      contentType: /^content-type:\s*(.+?)\s*$/im.exec(head)?.[1],
    };
  }

  private async skip(): Promise<void> {
    const bytes = this.bytes();
    while (!(await bytes.next()).done);
  }

  /** The bytes of the part whose head was read last. */
  async *bytes(): AsyncGenerator<Buffer> {
    const { delimiter } = this;
    for (;;) {
      const at = this.rest.indexOf(delimiter);
      const upTo = at < 0 ? this.rest.length - delimiter.length : at;
      // The two bytes of the head's own line break are not of the part.
      const skip = this.isFresh ? 2 : 0;
      if (at >= 0 || upTo > skip) {
        if (upTo > skip) yield this.rest.subarray(skip, upTo);
        this.isFresh = false;
        this.rest = this.rest.subarray(at < 0 ? upTo : at + delimiter.length);
      }
      if (at >= 0) {
        this.isInside = false;
        return;
      }
      await this.fill();
    }
  }

  /** Text of the part whose head was read last. */
  async text(limitBytes: number): Promise<string> {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of this.bytes()) {
      size += chunk.length;
      if (size > limitBytes) {
        throw new S3Error(
          400,
          "MaxPostPreDataLengthExceeded",
          "Your POST request fields preceding the upload file were too large.",
        );
      }
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString("utf8");
  }
}
