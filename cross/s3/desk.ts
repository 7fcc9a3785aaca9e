/** What a behaviour of S3 is asked with: one server, one bucket, the SDK and plain HTTP. */
import assert from "node:assert/strict";
import {
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
  type GetObjectCommandInput,
  type PutObjectCommandInput,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";

export type Credentials = { accessKeyId: string; secretAccessKey: string };

export type S3Subject = {
  url: string;
  credentials: Credentials;
  /** Lends credentials that may read objects of the bucket and not list it; missing where that cannot be had. */
  asBlind?: (bucket: string, use: (credentials: Credentials) => Promise<void>) => Promise<void>;
  close: () => Promise<void>;
};

/** One behaviour that AWS documents; `check` rejects where the server does otherwise. */
export type Behaviour = { name: string; check: (desk: Desk) => Promise<void> };
export class CannotAsk extends Error {}

export type Desk = {
  Bucket: string;
  subject: S3Subject;
  s3: S3Client;
  client: (more?: ConstructorParameters<typeof S3Client>[0]) => S3Client;
  put: (
    Key: string,
    Body: string | Uint8Array,
    more?: Partial<PutObjectCommandInput>,
  ) => Promise<{ ETag?: string | undefined }>;
  read: (Key: string, more?: Partial<GetObjectCommandInput>) => Promise<string>;
  linkToPut: (
    Key: string,
    more?: Partial<PutObjectCommandInput>,
    signing?: Parameters<typeof getSignedUrl>[2],
  ) => Promise<string>;
  linkToGet: (Key: string, more?: Partial<GetObjectCommandInput>, expiresIn?: number) => Promise<string>;
  close: () => void;
};

export function openDesk(subject: S3Subject, Bucket: string): Desk {
  const made: S3Client[] = [];
  const client: Desk["client"] = (more) => {
    const one = new S3Client({
      endpoint: subject.url,
      region: "us-east-1",
      credentials: subject.credentials,
      forcePathStyle: true,
      maxAttempts: 1,
      requestChecksumCalculation: "WHEN_REQUIRED",
      ...more,
    });
    made.push(one);
    return one;
  };
  const s3 = client();
  return {
    Bucket,
    subject,
    s3,
    client,
    put: (Key, Body, more) => s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more })),
    read: async (Key, more) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, ...more }));
      return (await Body?.transformToString()) ?? "";
    },
    linkToPut: (Key, more, signing) =>
      getSignedUrl(s3, new PutObjectCommand({ Bucket, Key, ...more }), { expiresIn: 60, ...signing }),
    linkToGet: (Key, more, expiresIn = 60) =>
      getSignedUrl(s3, new GetObjectCommand({ Bucket, Key, ...more }), { expiresIn }),
    close: () => made.forEach((one) => one.destroy()),
  };
}

/** The status and code of an answer that refuses. */
export async function refusalOf(answer: Response): Promise<string> {
  const text = await answer.text();
  return `${answer.status} ${/<Code>(\w+)<\/Code>/.exec(text)?.[1] ?? "no code"}`;
}

/** Expects the SDK's call to be refused so: `"404 NoSuchKey"`, or one of several. */
export async function refused(call: Promise<unknown>, ...expected: string[]): Promise<void> {
  const seen = await call.then(
    () => "accepted",
    (error: unknown) =>
      error instanceof S3ServiceException
        ? `${error.$metadata.httpStatusCode ?? 0} ${error.name}`
        : `no answer of S3 (${String(error)})`,
  );
  assert.ok(expected.includes(seen), `${seen}, not ${expected.join(" or ")}`);
}

/** As `refused`, for plain HTTP. */
export async function answersRefusal(answer: Promise<Response>, ...expected: string[]): Promise<void> {
  const seen = await refusalOf(await answer);
  assert.ok(expected.includes(seen), `${seen}, not ${expected.join(" or ")}`);
}

/** What was seen beside what AWS documents. */
export function same(seen: unknown, documented: unknown): void {
  const [a, b] = [JSON.stringify(seen), JSON.stringify(documented)];
  assert.ok(a === b, `${a ?? "nothing"}, not ${b ?? "nothing"}`);
}
