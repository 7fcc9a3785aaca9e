/** Tags, CORS, and bodies that cannot be read (Amazon S3 API Reference). */
import {
  DeleteObjectTaggingCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  PutBucketCorsCommand,
  PutObjectTaggingCommand,
} from "@aws-sdk/client-s3";
import { answersRefusal, refused, same, type Behaviour } from "./desk.ts";

const tagging: Behaviour[] = [
  {
    name: "tags are put, counted, read and removed",
    check: async ({ s3, put, Bucket }) => {
      await put("tagged", "x", { Tagging: "a=1" });
      const Key = "tagged";
      same((await s3.send(new GetObjectTaggingCommand({ Bucket, Key }))).TagSet, [{ Key: "a", Value: "1" }]);
      const TagSet = [
        { Key: "b", Value: "ü +" },
        { Key: "c", Value: "" },
      ];
      await s3.send(new PutObjectTaggingCommand({ Bucket, Key, Tagging: { TagSet } }));
      same((await s3.send(new GetObjectCommand({ Bucket, Key }))).TagCount, 2);
      await s3.send(new DeleteObjectTaggingCommand({ Bucket, Key }));
      same((await s3.send(new GetObjectTaggingCommand({ Bucket, Key }))).TagSet, []);
    },
  },
  {
    name: "an eleventh tag is refused",
    check: async ({ s3, put, Bucket }) => {
      await put("many-tags", "x");
      const TagSet = Array.from({ length: 11 }, (_, index) => ({ Key: `k${index}`, Value: "v" }));
      const order = { Bucket, Key: "many-tags", Tagging: { TagSet } };
      await refused(s3.send(new PutObjectTaggingCommand(order)), "400 BadRequest", "400 InvalidTag");
    },
  },
];

const cors: Behaviour[] = [
  {
    name: "CORS: a preflight is allowed and refused by the bucket's rules",
    check: async ({ s3, subject, Bucket }) => {
      const CORSRules = [
        {
          AllowedOrigins: ["https://*.example"],
          AllowedMethods: ["PUT"],
          AllowedHeaders: ["content-*"],
          MaxAgeSeconds: 60,
        },
      ];
      await s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }));
      const ask = (origin: string, method: string, headers = "content-type") =>
        fetch(`${subject.url}/${Bucket}/key`, {
          method: "OPTIONS",
          headers: {
            origin,
            "access-control-request-method": method,
            "access-control-request-headers": headers,
          },
        });
      const allowed = await ask("https://app.example", "PUT");
      same(
        [
          allowed.status,
          allowed.headers.get("access-control-allow-origin"),
          allowed.headers.get("access-control-max-age"),
        ],
        [200, "https://app.example", "60"],
      );
      for (const [origin, method, header] of [
        ["https://app.other", "PUT"],
        ["https://app.example", "DELETE"],
        ["https://app.example", "PUT", "x-amz-acl"],
      ] as const)
        same((await ask(origin, method, header)).status, 403);
    },
  },
  {
    name: "CORS: an answer to an allowed origin says so, a refusal too",
    check: async ({ s3, linkToPut, Bucket }) => {
      const CORSRules = [
        { AllowedOrigins: ["https://app.example"], AllowedMethods: ["PUT"], ExposeHeaders: ["ETag"] },
      ];
      await s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }));
      const order = (origin: string) => ({ method: "PUT", body: "x", headers: { origin } });
      const link = await linkToPut("cors");
      const seen = await fetch(link, order("https://app.example"));
      const refusal = await fetch(link.replace("/cors?", "/other?"), order("https://app.example"));
      const stranger = await fetch(link, order("https://evil.example"));
      const names = ["access-control-allow-origin", "access-control-expose-headers"];
      same(
        [seen, refusal, stranger].map(({ headers }) => headers.get(names[0] ?? "")),
        ["https://app.example", "https://app.example", null],
      );
      same(
        seen.headers
          .get(names[1] ?? "")
          ?.toLowerCase()
          .includes("etag"),
        true,
      );
    },
  },
];

const bodies: Behaviour[] = [
  {
    name: "a body that is no XML is refused",
    check: async ({ s3, Bucket }) => {
      s3.middlewareStack.add(
        (next) => (args) => {
          (args.request as { body: unknown }).body = "<Tagging><TagSet>";
          return next(args);
        },
        { step: "build", priority: "high", name: "break" },
      );
      const order = { Bucket, Key: "x", Tagging: { TagSet: [{ Key: "a", Value: "b" }] } };
      await refused(s3.send(new PutObjectTaggingCommand(order)), "400 MalformedXML");
    },
  },
  {
    name: "DELETE of an object needs a signature for DELETE",
    check: async ({ put, linkToGet }) => {
      await put("undeletable", "x");
      await answersRefusal(
        fetch(await linkToGet("undeletable"), { method: "DELETE" }),
        "403 SignatureDoesNotMatch",
      );
    },
  },
];

export const settings: Behaviour[] = [...tagging, ...cors, ...bodies];
