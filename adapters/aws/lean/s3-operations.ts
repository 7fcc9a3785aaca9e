import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import type * as Sdk from "@aws-sdk/client-s3";
import { readBytes, readText, type HttpAnswer } from "./open-connection.ts";
import { s3Exception } from "./s3-exceptions.ts";

/** One operation of S3 in HTTP: what goes out of an input, and what comes back as its output. */
export type ObjectOperation<Input, Output> = {
  name: string;
  method: "GET" | "HEAD" | "PUT" | "DELETE";
  headers: (input: Input) => Record<string, string | undefined>;
  query?: (input: Input) => Record<string, string | undefined>;
  body?: (input: Input) => string | Uint8Array | Readable | undefined;
  /** What was read, beside `$metadata`. A body that is not handed on must be read to its end. */
  read: (answer: HttpAnswer) => Promise<Omit<Output, "$metadata">>;
};

/** An operation on an object: every input of ours names bucket and key. */
export type ObjectInput = { Bucket: string | undefined; Key: string | undefined };

export const getObject: ObjectOperation<Sdk.GetObjectCommandInput, Sdk.GetObjectCommandOutput> = {
  name: "GetObject",
  method: "GET",
  headers: (input) => ({ "if-match": input.IfMatch, range: input.Range, "x-amz-checksum-mode": "ENABLED" }),
  query: (input) => ({ "response-content-disposition": input.ResponseContentDisposition }),
  read: ({ headers, body }) => Promise.resolve({ ...objectFacts(headers), Body: readableBody(body) }),
};

export const headObject: ObjectOperation<Sdk.HeadObjectCommandInput, Sdk.HeadObjectCommandOutput> = {
  name: "HeadObject",
  method: "HEAD",
  headers: () => ({}),
  read: async ({ headers, body }) => {
    await readBytes(body);
    return objectFacts(headers);
  },
};

export const putObject: ObjectOperation<Sdk.PutObjectCommandInput, Sdk.PutObjectCommandOutput> = {
  name: "PutObject",
  method: "PUT",
  headers: (input) => ({
    "content-type": input.ContentType,
    "if-none-match": input.IfNoneMatch,
    // Told ahead of a stream, which is signed without being read; S3 checks what came.
    "content-length": input.ContentLength?.toString(),
    "x-amz-checksum-sha256": input.ChecksumSHA256,
    ...metadataHeaders(input.Metadata),
  }),
  body: ({ Body }) => {
    const isSendable =
      Body === undefined ||
      typeof Body === "string" ||
      Body instanceof Uint8Array ||
      Body instanceof Readable;
    if (isSendable) return Body;
    throw new TypeError("an object is written from bytes, text or a stream of node");
  },
  read: readNothing,
};

export const copyObject: ObjectOperation<Sdk.CopyObjectCommandInput, Sdk.CopyObjectCommandOutput> = {
  name: "CopyObject",
  method: "PUT",
  headers: (input) => ({
    "x-amz-copy-source": input.CopySource,
    "x-amz-metadata-directive": input.MetadataDirective,
    "content-type": input.ContentType,
    ...metadataHeaders(input.Metadata),
  }),
  read: async ({ body }) => {
    const text = await readText(body);
    // A copy that fails after S3 began to answer is told in a body under a 200; worth another try.
    if (text.includes("<Error>")) throw s3Exception({ httpStatusCode: 503 }, text);
    return {};
  },
};

export const deleteObject: ObjectOperation<Sdk.DeleteObjectCommandInput, Sdk.DeleteObjectCommandOutput> = {
  name: "DeleteObject",
  method: "DELETE",
  headers: () => ({}),
  read: readNothing,
};

async function readNothing({ body }: HttpAnswer): Promise<object> {
  await readBytes(body);
  return {};
}

const metadataPrefix = "x-amz-meta-";

const metadataHeaders = (metadata: Record<string, string> = {}): Record<string, string> =>
  Object.fromEntries(
    Object.entries(metadata).map(([name, value]) => [`${metadataPrefix}${name.toLowerCase()}`, value]),
  );

function objectFacts(headers: IncomingHttpHeaders) {
  const length = headers["content-length"];
  const metadata = Object.entries(headers)
    .filter(([name]) => name.startsWith(metadataPrefix))
    .map(([name, value]) => [name.slice(metadataPrefix.length), String(value)]);
  return {
    Metadata: Object.fromEntries(metadata) as Record<string, string>,
    ...(length === undefined ? {} : { ContentLength: Number(length) }),
    ...present("ContentType", headers["content-type"]),
    ...present("ContentRange", headers["content-range"]),
    ...present("ETag", headers.etag),
  };
}

const present = <K extends string>(name: K, value: string | undefined): { [P in K]?: string } =>
  (value === undefined ? {} : { [name]: value }) as { [P in K]?: string };

/** The stream with the ways to read it that the SDK adds. */
const readableBody = (body: IncomingMessage) =>
  Object.assign(body, {
    transformToByteArray: async (): Promise<Uint8Array> => {
      const bytes = await readBytes(body);
      return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    },
    transformToString: async (encoding?: string): Promise<string> =>
      (await readBytes(body)).toString(encoding as BufferEncoding | undefined),
    transformToWebStream: () => Readable.toWeb(body),
  }) as unknown as NonNullable<Sdk.GetObjectCommandOutput["Body"]>;
