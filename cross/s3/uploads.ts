/** PutObject: checksums, conditions, sizes and headers (Amazon S3 API Reference, "PutObject"). */
import { createHash, randomBytes } from "node:crypto";
import { connect } from "node:net";
import { Readable } from "node:stream";
import { crc32 } from "node:zlib";
import { setTimeout as sleep } from "node:timers/promises";
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { answersRefusal, refused, same, type Behaviour, type Desk } from "./desk.ts";

const crcOf = (text: string) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(text));
  return bytes.toString("base64");
};
const head = ({ s3, Bucket }: Desk, Key: string) =>
  s3.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: "ENABLED" }));

const checksums: Behaviour[] = [
  {
    name: "the SDK's own CRC32 is checked, kept and given back",
    check: async (desk) => {
      const { s3, Bucket } = { ...desk, s3: desk.client({ requestChecksumCalculation: "WHEN_SUPPORTED" }) };
      const stored = await s3.send(new PutObjectCommand({ Bucket, Key: "crc", Body: "hello" }));
      same([stored.ChecksumCRC32, (await head(desk, "crc")).ChecksumCRC32], [crcOf("hello"), crcOf("hello")]);
    },
  },
  {
    name: "a stream goes up in chunks with its checksum behind them, byte for byte",
    check: async (desk) => {
      const s3 = desk.client({ requestChecksumCalculation: "WHEN_SUPPORTED" });
      const bytes = randomBytes(200_000);
      const Body = Readable.from([bytes.subarray(0, 70_000), bytes.subarray(70_000)]);
      const order = { Bucket: desk.Bucket, Key: "chunked", Body, ContentLength: bytes.length };
      await s3.send(new PutObjectCommand(order));
      const { Body: back, ContentEncoding } = await s3.send(
        new GetObjectCommand({ Bucket: desk.Bucket, Key: "chunked" }),
      );
      same(
        [Buffer.from((await back?.transformToByteArray()) ?? []).equals(bytes), ContentEncoding],
        [true, null],
      );
    },
  },
  ...(["CRC32C", "CRC64NVME", "SHA1", "SHA256"] as const).map((algorithm) => ({
    name: `a checksum of ${algorithm} is kept`,
    check: async (desk: Desk) => {
      await desk.put(`sum-${algorithm}`, "hello", { ChecksumAlgorithm: algorithm });
      same(typeof (await head(desk, `sum-${algorithm}`))[`Checksum${algorithm}`], "string");
    },
  })),
  {
    name: "a wrong checksum is refused and the old object stays",
    check: async ({ put, read }) => {
      await put("kept", "old");
      await refused(put("kept", "new", { ChecksumCRC32: "AAAAAA==" }), "400 BadDigest");
      await refused(put("kept", "new", { ContentMD5: "1B2M2Y8AsgTpgAmY7PhCfg==" }), "400 BadDigest");
      same(await read("kept"), "old");
    },
  },
  {
    name: "a checksum that cannot be one is refused",
    check: ({ put }) => refused(put("odd-sum", "x", { ChecksumCRC32: "AAAA" }), "400 InvalidRequest"),
  },
  {
    name: "an MD5 that cannot be one is refused",
    check: ({ put }) => refused(put("odd-md5", "x", { ContentMD5: "bm90IGFuIG1kNQ==" }), "400 InvalidDigest"),
  },
  {
    name: "a body that is not the one whose hash was signed is refused",
    check: async (desk) => {
      const s3 = desk.client();
      s3.middlewareStack.add(
        (next) => (args) => {
          (args.request as { body: unknown }).body = "evil";
          return next(args);
        },
        { step: "finalizeRequest", priority: "low", name: "swap" },
      );
      const call = s3.send(new PutObjectCommand({ Bucket: desk.Bucket, Key: "swapped", Body: "good" }));
      await refused(call, "400 XAmzContentSHA256Mismatch");
    },
  },
];

const conditions: Behaviour[] = [
  {
    name: "If-None-Match: * writes a new key and refuses a taken one",
    check: async ({ put }) => {
      await put("new", "1", { IfNoneMatch: "*" });
      await refused(put("new", "2", { IfNoneMatch: "*" }), "412 PreconditionFailed");
    },
  },
  {
    name: "of ten writers with If-None-Match: * one wins",
    check: async ({ put }) => {
      const tries = Array.from({ length: 10 }, (_, index) => put("race", `${index}`, { IfNoneMatch: "*" }));
      const ends = await Promise.allSettled(tries);
      same(ends.filter(({ status }) => status === "fulfilled").length, 1);
    },
  },
  {
    name: "If-Match writes over that version only",
    check: async ({ put, read }) => {
      const { ETag } = await put("match", "1");
      await put("match", "2", { IfMatch: ETag });
      await refused(put("match", "3", { IfMatch: ETag }), "412 PreconditionFailed");
      same(await read("match"), "2");
    },
  },
  {
    name: "If-Match on a key that is not there is 404",
    check: ({ put }) => refused(put("unwritten", "1", { IfMatch: '"00"' }), "404 NoSuchKey"),
  },
];

const shapes: Behaviour[] = [
  {
    name: "the ETag of a plain upload is its MD5, and an empty object is one",
    check: async ({ put }) => {
      same((await put("md5", "hello")).ETag, `"${createHash("md5").update("hello").digest("hex")}"`);
      same((await put("empty", "")).ETag, '"d41d8cd98f00b204e9800998ecf8427e"');
    },
  },
  {
    name: "metadata and headers come back, names in lower case",
    check: async (desk) => {
      const headers = { ContentType: "application/pdf", CacheControl: "no-store", ContentLanguage: "de" };
      const more = {
        ...headers,
        ContentDisposition: 'inline; filename="a.pdf"',
        Metadata: { ShaSum: "ab c" },
      };
      await desk.put("meta", "x", more);
      const seen = await head(desk, "meta");
      same(
        [seen.ContentType, seen.CacheControl, seen.ContentLanguage, seen.ContentDisposition, seen.Metadata],
        [...Object.values(headers), more.ContentDisposition, { shasum: "ab c" }],
      );
    },
  },
  {
    name: "without a type an object is binary/octet-stream",
    check: async (desk) => {
      const link = await desk.linkToPut("untyped");
      same((await fetch(link, { method: "PUT", body: new Uint8Array([1]) })).status, 200);
      same((await head(desk, "untyped")).ContentType, "binary/octet-stream");
    },
  },
  {
    name: "metadata beyond 2 KB is refused",
    check: ({ put }) =>
      refused(put("much", "x", { Metadata: { a: "b".repeat(2_050) } }), "400 MetadataTooLarge"),
  },
  {
    name: "a body of no stated length is refused",
    check: async ({ linkToPut }) => {
      const body = new ReadableStream({
        start: (stream) => {
          stream.enqueue(new TextEncoder().encode("x"));
          stream.close();
        },
      });
      const order = { method: "PUT", body, duplex: "half" } as RequestInit;
      const answers = ["411 MissingContentLength", "501 NotImplemented"];
      await answersRefusal(fetch(await linkToPut("unmeasured"), order), ...answers);
    },
  },
  {
    name: "a body that ends too early stores nothing",
    check: async (desk) => {
      const link = new URL(await desk.linkToPut("cut"));
      const socket = connect(Number(link.port), link.hostname);
      socket.on("error", () => undefined);
      const lines = [
        `PUT ${link.pathname}${link.search} HTTP/1.1`,
        `Host: ${link.host}`,
        "Content-Length: 100",
      ];
      socket.end(`${lines.join("\r\n")}\r\n\r\nonly this`);
      await sleep(1_500);
      socket.destroy();
      await refused(desk.read("cut"), "404 NoSuchKey");
    },
  },
  {
    name: "a key of 1,024 bytes is taken and one of 1,025 is not",
    check: async ({ put, read }) => {
      const key = `${"k".repeat(99)}/`.repeat(10) + "k".repeat(24);
      await put(key, "long");
      same(await read(key), "long");
      await refused(put(`${key}k`, "x"), "400 KeyTooLongError");
    },
  },
  {
    name: "a bucket that is not there is named",
    check: ({ put }) => refused(put("x", "x", { Bucket: "no-such-bucket-here" }), "404 NoSuchBucket"),
  },
];

export const uploads: Behaviour[] = [...checksums, ...conditions, ...shapes];
