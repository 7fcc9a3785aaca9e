/** GetObject, HeadObject and DeleteObject (Amazon S3 API Reference). */
import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
} from "@aws-sdk/client-s3";
import { CannotAsk, refused, same, type Behaviour } from "./desk.ts";

const ranges: [Range: string, text: string, stated: string][] = [
  ["bytes=0-0", "0", "bytes 0-0/10"],
  ["bytes=8-99", "89", "bytes 8-9/10"],
  ["bytes=-3", "789", "bytes 7-9/10"],
  ["bytes=4-", "456789", "bytes 4-9/10"],
];

const parts: Behaviour[] = [
  ...ranges.map(([Range, text, stated]) => ({
    name: `Range ${Range} is answered with 206`,
    check: async ({ s3, put, Bucket }: Parameters<Behaviour["check"]>[0]) => {
      await put("range", "0123456789");
      const answer = await s3.send(new GetObjectCommand({ Bucket, Key: "range", Range }));
      const seen = [
        answer.$metadata.httpStatusCode,
        await answer.Body?.transformToString(),
        answer.ContentRange,
      ];
      same(seen, [206, text, stated]);
    },
  })),
  {
    name: "a range beyond the end, or of nothing, is 416",
    check: async ({ put, read }) => {
      await put("short", "0123456789");
      await refused(read("short", { Range: "bytes=10-" }), "416 InvalidRange");
      await put("none", "");
      await refused(read("none", { Range: "bytes=0-0" }), "416 InvalidRange");
    },
  },
];

const conditions: Behaviour[] = [
  {
    name: "If-Match and If-Unmodified-Since refuse with 412",
    check: async ({ put, read }) => {
      const { ETag } = await put("if", "x");
      same(await read("if", { IfMatch: ETag }), "x");
      await refused(read("if", { IfMatch: '"00"' }), "412 PreconditionFailed");
      await refused(read("if", { IfUnmodifiedSince: new Date(1e12) }), "412 PreconditionFailed");
    },
  },
  {
    name: "If-None-Match and If-Modified-Since answer 304",
    check: async ({ put, s3, Bucket }) => {
      const { ETag } = await put("unless", "x");
      const later = new Date(Date.now() + 60_000);
      for (const more of [{ IfNoneMatch: ETag }, { IfNoneMatch: ETag, IfModifiedSince: later }]) {
        const seen = await s3.send(new HeadObjectCommand({ Bucket, Key: "unless", ...more })).then(
          () => 200,
          (error: { $metadata: { httpStatusCode: number } }) => error.$metadata.httpStatusCode,
        );
        same(seen, 304);
      }
    },
  },
  {
    name: "If-Match that holds outranks If-Unmodified-Since that does not",
    check: async ({ put, read }) => {
      const { ETag } = await put("both", "x");
      same(await read("both", { IfMatch: ETag, IfUnmodifiedSince: new Date(1e12) }), "x");
    },
  },
];

const absence: Behaviour[] = [
  {
    name: "a missing key is 404 NoSuchKey, in XML that names it",
    check: async ({ read, linkToGet }) => {
      await refused(read("missing"), "404 NoSuchKey");
      const answer = await fetch(await linkToGet("missing"));
      const text = await answer.text();
      same(
        [
          answer.headers.get("content-type"),
          /<(Key|Resource)>.*missing<\//.test(text),
          /<RequestId>./.test(text),
        ],
        ["application/xml", true, true],
      );
    },
  },
  {
    name: "HEAD of a missing key is 404 without a body",
    check: async ({ s3, Bucket }) => {
      await refused(s3.send(new HeadObjectCommand({ Bucket, Key: "missing" })), "404 NotFound");
      await refused(s3.send(new HeadBucketCommand({ Bucket: "no-such-bucket-here" })), "404 NotFound");
    },
  },
  {
    name: "without s3:ListBucket a missing key is 403",
    check: async ({ subject, client, put, Bucket }) => {
      if (!subject.asBlind) throw new CannotAsk();
      await put("there", "x");
      await subject.asBlind(Bucket, async (credentials) => {
        const blind = client({ credentials });
        same((await blind.send(new GetObjectCommand({ Bucket, Key: "there" }))).ContentLength, 1);
        await refused(blind.send(new GetObjectCommand({ Bucket, Key: "not there" })), "403 AccessDenied");
      });
    },
  },
  {
    name: "deleting a missing key is 204",
    check: async ({ s3, Bucket }) => {
      const { $metadata } = await s3.send(new DeleteObjectCommand({ Bucket, Key: "missing" }));
      same($metadata.httpStatusCode, 204);
    },
  },
  {
    name: "DeleteObjects counts a missing key as deleted, and says nothing when quiet",
    check: async ({ s3, put, Bucket }) => {
      await put("doomed", "x");
      const remove = (Quiet: boolean) =>
        s3.send(
          new DeleteObjectsCommand({
            Bucket,
            Delete: { Objects: [{ Key: "doomed" }, { Key: "missing" }], Quiet },
          }),
        );
      same((await remove(false)).Deleted?.map(({ Key }) => Key).sort(), ["doomed", "missing"]);
      same((await remove(true)).Deleted, undefined);
    },
  },
];

const shape: Behaviour[] = [
  {
    name: "an answer says ETag, Last-Modified, Accept-Ranges and the request's id",
    check: async ({ put, linkToGet }) => {
      await put("headers", "x");
      const { headers } = await fetch(await linkToGet("headers"));
      const seen = ["etag", "last-modified", "accept-ranges", "x-amz-request-id"].map((name) =>
        headers.get(name),
      );
      same(
        [
          /^"[0-9a-f]{32}"$/.test(seen[0] ?? ""),
          / GMT$/.test(seen[1] ?? ""),
          seen[2],
          (seen[3] ?? "") !== "",
        ],
        [true, true, "bytes", true],
      );
    },
  },
];

export const reads: Behaviour[] = [...parts, ...conditions, ...absence, ...shape];
