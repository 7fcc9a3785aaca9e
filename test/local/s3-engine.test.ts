/** The S3 engine as the AWS SDK and plain HTTP see it. */
import { createHash, randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3Client,
  UploadPartCommand,
  type PutObjectCommandInput,
} from "@aws-sdk/client-s3";
import { createPresignedPost } from "@aws-sdk/s3-presigned-post";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { createClock } from "../../local/clock.ts";
import { startS3, type S3Server } from "./s3-server.ts";

const Bucket = "documents";
const credentials = { accessKeyId: "AKTEST", secretAccessKey: "secret", sessionToken: "T".repeat(1_100) };
const clock = createClock();
const denied = new Set<string>();
let server: S3Server;
let s3: S3Client;

beforeAll(async () => {
  const permissions = { may: (_action: string, resource: string) => !denied.has(resource) };
  server = await startS3({ credentials, clock, permissions });
  await server.engine.ensureBucket(Bucket, [
    {
      allowedOrigins: ["https://console.example"],
      allowedMethods: ["PUT"],
      allowedHeaders: ["*"],
      exposedHeaders: ["ETag"],
    },
  ]);
  s3 = clientOf(server);
});
afterAll(async () => {
  s3.destroy();
  await server.stop();
});

const clientOf = ({ url }: S3Server) =>
  new S3Client({
    endpoint: url,
    region: "us-east-1",
    credentials,
    maxAttempts: 1,
    requestChecksumCalculation: "WHEN_REQUIRED",
  });
const put = (Key: string, Body: Buffer | string, more: Partial<PutObjectCommandInput> = {}) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
const read = async (Key: string, more = {}) => {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, ...more }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
};
const presignPut = (Key: string, more: Partial<PutObjectCommandInput> = {}, expiresIn = 60) =>
  getSignedUrl(s3, new PutObjectCommand({ Bucket, Key, ...more }), { expiresIn });
const codeOf = async (response: Response) => /<Code>(\w+)<\/Code>/.exec(await response.text())?.[1];
const eventsOf = (key: string) => server.events.filter((event) => event.key === key);

describe("upload and download", () => {
  test.each(["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] as const)(
    "%s is checked, kept and given back",
    async (algorithm) => {
      const bytes = randomBytes(100_000);
      await put(`sum/${algorithm}`, bytes, { ChecksumAlgorithm: algorithm });
      const head = await s3.send(
        new HeadObjectCommand({ Bucket, Key: `sum/${algorithm}`, ChecksumMode: "ENABLED" }),
      );
      expect(head[`Checksum${algorithm}`]).toMatch(/=$/);
      // The SDK checks the same sum again with its own code.
      expect((await read(`sum/${algorithm}`, { ChecksumMode: "ENABLED" })).equals(bytes)).toBe(true);
    },
  );

  test("a wrong checksum or MD5 leaves the old object as it was, and tells nothing", async () => {
    await put("kept", "old");
    const before = eventsOf("kept").length;
    await expect(put("kept", "new", { ChecksumCRC32: "AAAAAA==" })).rejects.toMatchObject({
      name: "BadDigest",
    });
    await expect(put("kept", "new", { ContentMD5: "1B2M2Y8AsgTpgAmY7PhCfg==" })).rejects.toMatchObject({
      name: "BadDigest",
    });
    await expect(put("kept", "new", { ChecksumCRC32: "AAAA" })).rejects.toMatchObject({
      name: "InvalidRequest",
    });
    expect((await read("kept")).toString()).toBe("old");
    expect(eventsOf("kept").length).toBe(before);
  });

  test("a body that is not the one whose hash was signed is refused", async () => {
    s3.middlewareStack.add(
      (next) => (args) => {
        (args.request as { body: unknown }).body = "evil";
        return next(args);
      },
      { step: "finalizeRequest", priority: "low", name: "swap" },
    );
    await expect(put("swapped", "good")).rejects.toMatchObject({ name: "XAmzContentSHA256Mismatch" });
    s3.middlewareStack.remove("swap");
    await expect(read("swapped")).rejects.toMatchObject({ name: "NoSuchKey" });
  });

  test("HEAD of a missing key has a status and no body; without s3:ListBucket it is 403", async () => {
    await expect(s3.send(new HeadObjectCommand({ Bucket, Key: "none" }))).rejects.toMatchObject({
      name: "NotFound",
    });
    const blind = await startS3({ credentials, permissions: { mayList: false } });
    await blind.engine.ensureBucket(Bucket, []);
    const client = clientOf(blind);
    const missing = client.send(new GetObjectCommand({ Bucket, Key: "none" }));
    await expect(missing).rejects.toMatchObject({ name: "AccessDenied" });
    client.destroy();
    await blind.stop();
  });

  test.each([
    ["bytes=0-0", "0", "bytes 0-0/10"],
    ["bytes=8-99", "89", "bytes 8-9/10"],
    ["bytes=-3", "789", "bytes 7-9/10"],
    ["bytes=-99", "0123456789", "bytes 0-9/10"],
  ])("Range %s", async (Range, text, range) => {
    await put("range", "0123456789");
    const { Body, ContentRange } = await s3.send(new GetObjectCommand({ Bucket, Key: "range", Range }));
    expect([await Body?.transformToString(), ContentRange]).toEqual([text, range]);
  });

  test("an overwritten object is read to its old end by who had begun", async () => {
    const old = randomBytes(3_000_000);
    await put("busy", old);
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: "busy" }));
    await put("busy", "new");
    expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(old)).toBe(true);
    expect((await read("busy")).toString()).toBe("new");
  });

  test("of many conditional creates at once exactly one wins", async () => {
    const tries = Array.from({ length: 12 }, (_, i) => put("once", `by ${i}`, { IfNoneMatch: "*" }));
    const results = await Promise.allSettled(tries);
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    expect(eventsOf("once")).toHaveLength(1);
  });
});

describe("presigned links", () => {
  test("PUT stores, GET reads with its response-* headers, and HEAD with a GET link is refused", async () => {
    const stored = await fetch(await presignPut("link"), { method: "PUT", body: "hello" });
    expect(stored.status).toBe(200);
    const link = await getSignedUrl(
      s3,
      new GetObjectCommand({
        Bucket,
        Key: "link",
        ResponseContentDisposition: 'attachment; filename="fax.pdf"',
      }),
    );
    const answer = await fetch(link);
    expect([await answer.text(), answer.headers.get("content-disposition")]).toEqual([
      "hello",
      'attachment; filename="fax.pdf"',
    ]);
    expect((await fetch(link, { method: "HEAD" })).status).toBe(403);
  });

  test("a link that signs the CRC32 of nothing refuses every real body", async () => {
    const url = await presignPut("crc", { ChecksumCRC32: "AAAAAA==" });
    expect(await codeOf(await fetch(url, { method: "PUT", body: "hello" }))).toBe("BadDigest");
    expect((await fetch(url, { method: "PUT", body: "" })).status).toBe(200);
  });

  test("a link expires by the laptop's clock, and answers carry that clock's Date", async () => {
    const own = createClock();
    const other = await startS3({ credentials, clock: own });
    await other.engine.ensureBucket(Bucket, []);
    const client = clientOf(other);
    const url = await getSignedUrl(client, new PutObjectCommand({ Bucket, Key: "late" }), {
      expiresIn: 3_600,
    });
    own.advance(3_500);
    const inTime = await fetch(url, { method: "PUT", body: "x" });
    expect(inTime.status).toBe(200);
    expect(Date.parse(inTime.headers.get("date") ?? "")).toBeGreaterThan(Date.now() + 3_000_000);
    own.advance(200);
    expect(await codeOf(await fetch(url, { method: "PUT", body: "x" }))).toBe("AccessDenied");
    client.destroy();
    await other.stop();
  });

  test("the answer to an allowed origin can be read by its page, errors included", async () => {
    const headers = { origin: "https://console.example" };
    const url = await presignPut("cors");
    const stored = await fetch(url, { method: "PUT", body: "x", headers });
    const refused = await fetch(url.replace("/cors?", "/other?"), { method: "PUT", body: "x", headers });
    for (const answer of [stored, refused]) {
      expect(answer.headers.get("access-control-allow-origin")).toBe("https://console.example");
    }
    const evil = await fetch(url, { method: "PUT", body: "x", headers: { origin: "https://evil.example" } });
    expect(evil.headers.get("access-control-allow-origin")).toBeNull();
  });
});

describe("forms", () => {
  const post = async (more: Record<string, string> = {}, range: [number, number] = [1, 10]) => {
    const form = await createPresignedPost(s3, {
      Bucket,
      Key: "form/${filename}",
      Conditions: [["content-length-range", ...range]],
      Expires: 60,
    });
    const data = new FormData();
    for (const [name, value] of Object.entries({ ...form.fields, ...more })) data.append(name, value);
    data.append("file", new Blob(["\r\n--x"]), "a.txt");
    return fetch(form.url, { method: "POST", body: data });
  };

  test("a signed form stores the file and tells ObjectCreated:Post", async () => {
    expect((await post()).status).toBe(204);
    expect((await read("form/a.txt")).toString()).toBe("\r\n--x");
    expect(eventsOf("form/a.txt").map((event) => event.eventName)).toEqual(["ObjectCreated:Post"]);
  });

  test.each([
    ["a field the policy does not know", { "x-amz-meta-a": "b" }, "AccessDenied"],
    [
      "another policy",
      { Policy: Buffer.from('{"expiration":"2999-01-01T00:00:00Z","conditions":[]}').toString("base64") },
      "SignatureDoesNotMatch",
    ],
    ["no token", { "X-Amz-Security-Token": "other" }, "InvalidToken"],
  ])("%s is refused", async (_name, more, code) => {
    const answer = await post(more);
    expect([answer.status >= 400, await codeOf(answer)]).toEqual([true, code]);
  });

  test("too large and too small are refused", async () => {
    expect(await codeOf(await post({}, [1, 3]))).toBe("EntityTooLarge");
    expect(await codeOf(await post({}, [6, 9]))).toBe("EntityTooSmall");
  });
});

describe("multipart, copies, deletion", () => {
  const startUpload = async (Key: string) => {
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ContentType: "a/b" }));
    return { Bucket, Key, UploadId };
  };
  const fiveMiB = 5 * 1024 * 1024;

  test("parts become one object with the MD5 of MD5s, readable across their borders", async () => {
    const upload = await startUpload("parts");
    const bodies = [randomBytes(fiveMiB), randomBytes(1_000)];
    const Parts = await Promise.all(
      bodies.map(async (Body, i) => {
        const { ETag } = await s3.send(new UploadPartCommand({ ...upload, PartNumber: i + 1, Body }));
        return { PartNumber: i + 1, ETag };
      }),
    );
    const done = await s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));
    const md5s = Buffer.concat(bodies.map((body) => createHash("md5").update(body).digest()));
    expect(done.ETag).toBe(`"${createHash("md5").update(md5s).digest("hex")}-2"`);
    const across = await read("parts", { Range: `bytes=${fiveMiB - 10}-${fiveMiB + 9}` });
    expect(across.equals(Buffer.concat(bodies).subarray(fiveMiB - 10, fiveMiB + 10))).toBe(true);
    expect(eventsOf("parts").map((event) => event.eventName)).toEqual([
      "ObjectCreated:CompleteMultipartUpload",
    ]);
    await s3.send(new CopyObjectCommand({ Bucket, Key: "joined", CopySource: `${Bucket}/parts` }));
    const whole = createHash("md5").update(Buffer.concat(bodies)).digest("hex");
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: "joined" }));
    expect([head.ETag, head.ContentType]).toEqual([`"${whole}"`, "a/b"]);
  });

  test("an unknown part or one out of order is refused and the upload stays open", async () => {
    const upload = await startUpload("refused");
    const { ETag } = await s3.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: "x" }));
    const complete = (Parts: { PartNumber: number; ETag: string | undefined }[]) =>
      s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));
    await expect(complete([{ PartNumber: 2, ETag }])).rejects.toMatchObject({ name: "InvalidPart" });
    await expect(complete([1, 1].map((PartNumber) => ({ PartNumber, ETag })))).rejects.toMatchObject({
      name: "InvalidPartOrder",
    });
    await complete([{ PartNumber: 1, ETag }]);
    expect((await read("refused")).toString()).toBe("x");
  });

  test("a copy carries tags only if the caller may", async () => {
    await put("tagged", "x");
    await s3.send(
      new PutObjectTaggingCommand({ Bucket, Key: "tagged", Tagging: { TagSet: [{ Key: "a", Value: "b" }] } }),
    );
    const copy = () =>
      s3.send(new CopyObjectCommand({ Bucket, Key: "tagged-copy", CopySource: `${Bucket}/tagged` }));
    denied.add(`arn:aws:s3:::${Bucket}/tagged`);
    await expect(copy()).rejects.toMatchObject({ name: "AccessDenied" });
    denied.clear();
    await copy();
    expect((await s3.send(new HeadObjectCommand({ Bucket, Key: "tagged-copy" }))).TagCount).toBe(1);
  });

  test("DeleteObjects asks for each key; a missing key counts as deleted and tells nothing", async () => {
    await put("del/1", "x");
    await put("del/2", "x");
    denied.add(`arn:aws:s3:::${Bucket}/del/2`);
    const Objects = ["del/1", "del/2", "del/none"].map((Key) => ({ Key }));
    const result = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    denied.clear();
    expect(result.Deleted?.map(({ Key }) => Key)).toEqual(["del/1", "del/none"]);
    expect(result.Errors?.map(({ Key, Code }) => [Key, Code])).toEqual([["del/2", "AccessDenied"]]);
    await s3.send(new DeleteObjectCommand({ Bucket, Key: "del/2" }));
    const names = ["del/1", "del/2", "del/none"].map((key) => eventsOf(key).at(-1)?.eventName);
    expect(names).toEqual(["ObjectRemoved:Delete", "ObjectRemoved:Delete", undefined]);
    expect(await server.engine.listKeys(Bucket, "del/")).toEqual([]);
  });
});

describe("keys and lists", () => {
  const odd = [
    "a b+c%41.txt",
    "ü/日本.txt",
    "q?x#y",
    "d//e",
    "folder/",
    "../../up",
    "__proto__",
    "tab\tnew\nline",
    "\u{1f4e0}",
    "\uffee",
  ];

  test.each(odd)("the key %j stays what it is", async (key) => {
    await put(`odd/${key}`, key);
    expect((await read(`odd/${key}`)).toString()).toBe(key);
    expect(eventsOf(`odd/${key}`)).toHaveLength(1);
  });

  test("lists are in UTF-8 order and page through everything once", async () => {
    const expected = odd
      .map((key) => `odd/${key}`)
      .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    const seen: (string | undefined)[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await s3.send(
        new ListObjectsV2Command({ Bucket, Prefix: "odd/", MaxKeys: 3, ContinuationToken }),
      );
      seen.push(...(page.Contents ?? []).map(({ Key }) => Key));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
    expect(seen).toEqual(expected);
  });

  test("common prefixes page too", async () => {
    for (const key of ["t/1/a", "t/1/b", "t/2/a", "t/3", "t/4/a"]) await put(key, "x");
    const first = await s3.send(
      new ListObjectsV2Command({ Bucket, Prefix: "t/", Delimiter: "/", MaxKeys: 2 }),
    );
    const second = await s3.send(
      new ListObjectsV2Command({
        Bucket,
        Prefix: "t/",
        Delimiter: "/",
        ContinuationToken: first.NextContinuationToken,
      }),
    );
    const prefixes = [first, second].map((page) => page.CommonPrefixes?.map(({ Prefix }) => Prefix));
    expect(prefixes).toEqual([["t/1/", "t/2/"], ["t/4/"]]);
    expect([second.Contents?.map(({ Key }) => Key), second.KeyCount]).toEqual([["t/3"], 2]);
  });

  test("sequencers grow and have one width", async () => {
    await Promise.all(Array.from({ length: 5 }, () => put("seq", "x")));
    const sequencers = eventsOf("seq").map((event) => event.sequencer);
    expect(sequencers).toEqual([...new Set(sequencers)].sort());
    expect(new Set(sequencers.map((sequencer) => sequencer.length)).size).toBe(1);
  });

  test("what is not implemented says so and changes nothing", async () => {
    const url = await presignPut("plain");
    const answer = await fetch(url.replace("?", "?acl&"), { method: "PUT", body: "x" });
    expect(answer.status).toBe(403);
    await expect(put("kms", "x", { ServerSideEncryption: "aws:kms" })).rejects.toMatchObject({
      name: "NotImplemented",
    });
    await expect(put("acl", "x", { ACL: "public-read" })).rejects.toMatchObject({
      name: "AccessControlListNotSupported",
    });
  });
});
