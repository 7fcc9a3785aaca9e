import { Readable } from "node:stream";
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { sizeOf, whole, type Pieces } from "../../core/documents/pieces.ts";
import { gather } from "../../core/documents/gather-pieces.ts";

/** The one bucket: a client and its name. */
export type Bucket = { client: S3Client; name: string };

export function openBucket(name: string): Bucket {
  // WHEN_REQUIRED: else the presigner signs the checksum of an empty body into an upload link.
  const client = new S3Client({ requestChecksumCalculation: "WHEN_REQUIRED", maxAttempts: 5 });
  return { client, name };
}

const status = (error: unknown): number | undefined =>
  error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;

export type StoredObject = { bytes: Uint8Array; contentType: string };

/** Reads a whole object of at most `maxBytes`; with `eTag`, only if it still is that version. */
export async function readObject(
  bucket: Bucket,
  key: string,
  maxBytes: number,
  eTag?: string,
): Promise<StoredObject | "missing" | "changed" | "too_large"> {
  try {
    const answer = await bucket.client.send(
      new GetObjectCommand({
        Bucket: bucket.name,
        Key: key,
        ...(eTag === undefined ? {} : { IfMatch: `"${eTag}"` }),
      }),
    );
    const body = answer.Body as Readable;
    const bytes = await gather(body, { maxBytes, expectedBytes: answer.ContentLength });
    if (!bytes) return "too_large";
    return { bytes, contentType: answer.ContentType ?? "" };
  } catch (error) {
    if (error instanceof NoSuchKey || status(error) === 404) return "missing";
    if (status(error) === 412) return "changed";
    throw error;
  }
}

/** Opens an object, or one range of it, for reading; whoever opens it reads it to its end or destroys it. */
export async function openObject(bucket: Bucket, key: string, range: string | undefined) {
  try {
    const answer = await bucket.client.send(
      new GetObjectCommand({
        Bucket: bucket.name,
        Key: key,
        ...(range === undefined ? {} : { Range: range }),
      }),
    );
    return {
      status: range === undefined ? (200 as const) : (206 as const),
      sizeBytes: answer.ContentLength ?? 0,
      ...(answer.ContentRange === undefined ? {} : { contentRange: answer.ContentRange }),
      metadata: answer.Metadata ?? {},
      contentType: answer.ContentType ?? "",
      body: answer.Body as Readable,
    };
  } catch (error) {
    if (status(error) === 404) return "missing";
    if (status(error) === 416) return "bad_range";
    throw error;
  }
}

/** What is put together and sent again where the connection breaks; what is larger goes out piece by piece, once. */
const sentInOne = 8 * 1024 * 1024;

function bodyOf(file: Pieces, sha256: string) {
  const size = sizeOf(file);
  if (file.length === 1 || size <= sentInOne) return { Body: whole(file) };
  // Its hash travels ahead, for the bucket to refuse what did not arrive as it was made.
  return {
    Body: Readable.from(file),
    ContentLength: size,
    ChecksumSHA256: Buffer.from(sha256, "hex").toString("base64"),
  };
}

/** Writes an object that is never written twice; `false` if the key is taken. `sha256` in hex. */
export async function putNewObject(
  bucket: Bucket,
  key: string,
  file: Pieces,
  facts: { sha256: string; contentType: string; metadata: Record<string, string> },
): Promise<boolean> {
  try {
    await bucket.client.send(
      new PutObjectCommand({
        Bucket: bucket.name,
        Key: key,
        ...bodyOf(file, facts.sha256),
        ContentType: facts.contentType,
        Metadata: facts.metadata,
        IfNoneMatch: "*",
      }),
    );
    return true;
  } catch (error) {
    if (status(error) === 412) return false;
    throw error;
  }
}

/** Writes an object whose key names its content, so that a second write changes nothing. */
export async function putObject(bucket: Bucket, key: string, bytes: Uint8Array, contentType: string) {
  await bucket.client.send(
    new PutObjectCommand({ Bucket: bucket.name, Key: key, Body: bytes, ContentType: contentType }),
  );
}

/** The metadata an object was written with, or undefined if there is none. */
export async function readMetadata(bucket: Bucket, key: string) {
  try {
    const answer = await bucket.client.send(new HeadObjectCommand({ Bucket: bucket.name, Key: key }));
    return {
      metadata: answer.Metadata ?? {},
      sizeBytes: answer.ContentLength ?? 0,
      contentType: answer.ContentType ?? "",
    };
  } catch (error) {
    if (status(error) === 404) return undefined;
    throw error;
  }
}

/** Copies within the bucket, with this type and metadata in place of the source's. `false`: the source is gone. */
export async function copyObject(
  bucket: Bucket,
  from: string,
  to: string,
  { contentType, metadata = {} }: { contentType: string; metadata?: Record<string, string> },
): Promise<boolean> {
  try {
    await bucket.client.send(
      new CopyObjectCommand({
        Bucket: bucket.name,
        Key: to,
        CopySource: `${bucket.name}/${from.split("/").map(encodeURIComponent).join("/")}`,
        MetadataDirective: "REPLACE",
        Metadata: metadata,
        ContentType: contentType,
      }),
    );
    return true;
  } catch (error) {
    if (status(error) === 404) return false;
    throw error;
  }
}

export async function deleteObject(bucket: Bucket, key: string): Promise<void> {
  await bucket.client.send(new DeleteObjectCommand({ Bucket: bucket.name, Key: key }));
}

/** Writes, reads and deletes an object of its own; throws where any of it fails. */
export async function probeBucket(bucket: Bucket, key: string): Promise<void> {
  await putObject(bucket, key, Buffer.from("probe"), "text/plain");
  const read = await readObject(bucket, key, 100);
  if (typeof read === "string") throw new Error(`an object just written is ${read}`);
  await deleteObject(bucket, key);
}

/** A link that reads one object for `seconds`, without any other credential. */
export const linkToRead = (
  bucket: Bucket,
  key: string,
  seconds: number,
  fileName?: string,
): Promise<string> =>
  getSignedUrl(
    bucket.client,
    new GetObjectCommand({
      Bucket: bucket.name,
      Key: key,
      ...(fileName === undefined ? {} : { ResponseContentDisposition: `inline; filename="${fileName}"` }),
    }),
    { expiresIn: seconds },
  );

/** A link that writes one object for `seconds`; the content type is bound only if one is given. */
export const linkToWrite = (
  bucket: Bucket,
  key: string,
  seconds: number,
  contentType?: string,
): Promise<string> =>
  getSignedUrl(
    bucket.client,
    new PutObjectCommand({
      Bucket: bucket.name,
      Key: key,
      ...(contentType === undefined ? {} : { ContentType: contentType }),
    }),
    {
      expiresIn: seconds,
      ...(contentType === undefined ? {} : { signableHeaders: new Set(["content-type"]) }),
    },
  );
