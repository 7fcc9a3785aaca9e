/** Signatures in headers and in links (Amazon S3 User Guide, "Authenticating requests (AWS Signature Version 4)"). */
import { setTimeout as sleep } from "node:timers/promises";
import {
  GetObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
  CreateMultipartUploadCommand,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { answersRefusal, refused, same, type Behaviour } from "./desk.ts";

const sending = (body: string, headers: Record<string, string> = {}): RequestInit => ({
  method: "PUT",
  body: new TextEncoder().encode(body),
  headers,
});
const wrong = "403 SignatureDoesNotMatch";

const working: Behaviour[] = [
  {
    name: "a PUT link stores and a GET link reads, with the headers it asks for",
    check: async ({ linkToPut, linkToGet }) => {
      same((await fetch(await linkToPut("link"), sending("hello"))).status, 200);
      const answer = await fetch(
        await linkToGet("link", {
          ResponseContentDisposition: 'attachment; filename="fax.pdf"',
          ResponseContentType: "application/pdf",
        }),
      );
      same(
        [await answer.text(), answer.headers.get("content-disposition"), answer.headers.get("content-type")],
        ["hello", 'attachment; filename="fax.pdf"', "application/pdf"],
      );
    },
  },
  {
    name: "a link to one part of an upload stores it",
    check: async ({ s3, Bucket }) => {
      const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: "part-link" }));
      const part = new UploadPartCommand({ Bucket, Key: "part-link", UploadId, PartNumber: 1 });
      const answer = await fetch(await getSignedUrl(s3, part, { expiresIn: 60 }), sending("x"));
      same([answer.status, answer.headers.get("etag")], [200, '"9dd4e461268c8034f5c8564e155c67a6"']);
    },
  },
];

const refusing: Behaviour[] = [
  {
    name: "HEAD with a link for GET is refused",
    check: async ({ put, linkToGet }) => {
      await put("head", "x");
      same((await fetch(await linkToGet("head"), { method: "HEAD" })).status, 403);
    },
  },
  {
    name: "a link that was tampered with is refused",
    check: async ({ put, linkToGet }) => {
      await put("a", "x");
      await put("b", "x");
      const link = await linkToGet("a", { ResponseContentType: "text/plain" });
      for (const other of [
        link.replace("/a?", "/b?"),
        link.replace("text%2Fplain", "text%2Fhtml"),
        link.replace(/X-Amz-Expires=60/, "X-Amz-Expires=61"),
        `${link}&more=1`,
        link.replace(/X-Amz-Signature=./, (start) => start.slice(0, -1) + (start.endsWith("0") ? "1" : "0")),
      ])
        await answersRefusal(fetch(other), wrong);
    },
  },
  {
    name: "a link past its time is refused",
    check: async ({ put, linkToGet }) => {
      await put("late", "x");
      const link = await linkToGet("late", {}, 1);
      await sleep(2_600);
      await answersRefusal(fetch(link), "403 AccessDenied");
    },
  },
  {
    name: "a link for more than a week is refused",
    check: async ({ linkToGet }) => {
      const link = (await linkToGet("week")).replace("X-Amz-Expires=60", "X-Amz-Expires=604801");
      await answersRefusal(fetch(link), "400 AuthorizationQueryParametersError");
    },
  },
  {
    name: "a link binds the type that it signs",
    check: async ({ linkToPut }) => {
      const link = await linkToPut(
        "typed",
        { ContentType: "application/pdf" },
        { signableHeaders: new Set(["content-type", "host"]) },
      );
      await answersRefusal(fetch(link, sending("x", { "content-type": "text/html" })), wrong);
      same((await fetch(link, sending("x", { "content-type": "application/pdf" }))).status, 200);
    },
  },
  {
    name: "a link binds the length that it signs",
    check: async ({ linkToPut }) => {
      const link = await linkToPut(
        "measured",
        { ContentLength: 5 },
        { signableHeaders: new Set(["content-length", "host"]) },
      );
      await answersRefusal(fetch(link, sending("too long")), wrong);
      same((await fetch(link, sending("hello"))).status, 200);
    },
  },
  {
    name: "a link that carries the CRC32 of nothing refuses every real body",
    check: async ({ linkToPut }) => {
      const link = await linkToPut("crc-of-nothing", { ChecksumCRC32: "AAAAAA==" });
      await answersRefusal(fetch(link, sending("hello")), "400 BadDigest");
    },
  },
  {
    name: "an x-amz- header that a link does not sign is refused",
    check: async ({ linkToPut }) =>
      answersRefusal(
        fetch(await linkToPut("extra"), sending("x", { "x-amz-meta-a": "b" })),
        "403 AccessDenied",
      ),
  },
  {
    name: "two signatures at once are refused",
    check: async ({ linkToGet }) => {
      const headers = { authorization: "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/s3/aws4_request" };
      await answersRefusal(fetch(await linkToGet("two"), { headers }), "400 InvalidArgument");
    },
  },
  {
    name: "nobody without a signature reads, writes or lists",
    check: async ({ put, subject, Bucket }) => {
      await put("private", "x");
      const at = (path: string, order: RequestInit = {}) => fetch(`${subject.url}/${Bucket}${path}`, order);
      await answersRefusal(at("/private"), "403 AccessDenied");
      await answersRefusal(at("/private", sending("y")), "403 AccessDenied");
      await answersRefusal(at("/?list-type=2"), "403 AccessDenied");
    },
  },
];

const keys: Behaviour[] = [
  {
    name: "an unknown access key and a wrong secret are told apart",
    check: async ({ client, subject, Bucket }) => {
      const ask = (more: object) =>
        client({ credentials: { ...subject.credentials, ...more } }).send(
          new GetObjectCommand({ Bucket, Key: "x" }),
        );
      await refused(ask({ accessKeyId: "AKIANOBODYKNOWSTHIS1" }), "403 InvalidAccessKeyId");
      await refused(ask({ secretAccessKey: "not the secret, not at all" }), wrong);
    },
  },
  {
    name: "a signature for another region is refused",
    check: ({ client, Bucket }) =>
      refused(
        client({ region: "eu-west-3" }).send(new PutObjectCommand({ Bucket, Key: "x", Body: "x" })),
        "400 AuthorizationHeaderMalformed",
      ),
  },
  {
    name: "a clock that is an hour off is refused",
    check: ({ client, Bucket }) =>
      refused(
        client({ systemClockOffset: -3_600_000 }).send(new PutObjectCommand({ Bucket, Key: "x", Body: "x" })),
        "403 RequestTimeTooSkewed",
      ),
  },
];

export const links: Behaviour[] = [...working, ...refusing, ...keys];
