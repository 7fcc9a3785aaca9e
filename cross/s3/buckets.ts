/** What a bucket is told and what it was never told (Amazon S3 API Reference). */
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetBucketCorsCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  ListObjectVersionsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketVersioningCommand,
} from "@aws-sdk/client-s3";
import { refused, same, type Behaviour } from "./desk.ts";

const versions: Behaviour[] = [
  {
    name: "with versions an overwritten and a deleted object can be read, and the marker removed",
    check: async ({ s3, put, read, Bucket }) => {
      same((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status, undefined);
      await put("v", "before");
      const VersioningConfiguration = { Status: "Enabled" } as const;
      await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
      await put("v", "after");
      const marker = await s3.send(new DeleteObjectCommand({ Bucket, Key: "v" }));
      same(marker.DeleteMarker, true);
      await refused(read("v"), "404 NoSuchKey");
      same(await read("v", { VersionId: "null" }), "before");
      await refused(read("v", { VersionId: marker.VersionId }), "405 MethodNotAllowed");
      const listed = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: "v" }));
      same([listed.Versions?.length, listed.DeleteMarkers?.[0]?.IsLatest], [2, true]);
      await s3.send(new DeleteObjectCommand({ Bucket, Key: "v", VersionId: marker.VersionId }));
      same(await read("v"), "after");
    },
  },
];

const bucket: Behaviour[] = [
  {
    name: "what a bucket was never told is named in the refusal",
    check: async ({ s3, Bucket }) => {
      await refused(s3.send(new GetBucketCorsCommand({ Bucket })), "404 NoSuchCORSConfiguration");
      await refused(s3.send(new GetBucketPolicyCommand({ Bucket })), "404 NoSuchBucketPolicy");
    },
  },
  {
    name: "a bucket without a lifecycle says so",
    check: ({ s3, Bucket }) =>
      refused(
        s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket })),
        "404 NoSuchLifecycleConfiguration",
      ),
  },
  {
    name: "a bucket without tags says so",
    check: ({ s3, Bucket }) => refused(s3.send(new GetBucketTaggingCommand({ Bucket })), "404 NoSuchTagSet"),
  },
  {
    name: "a lifecycle rule is kept and given back",
    check: async ({ s3, Bucket }) => {
      const Rules = [
        { ID: "old", Status: "Enabled" as const, Filter: { Prefix: "uploads/" }, Expiration: { Days: 30 } },
      ];
      await s3.send(
        new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }),
      );
      const answer = await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
      const [rule] = answer.Rules ?? [];
      same([rule?.ID, rule?.Filter?.Prefix, rule?.Expiration?.Days], ["old", "uploads/", 30]);
    },
  },
  {
    name: "a bucket without notifications says so with an empty answer",
    check: async ({ s3, Bucket }) => {
      const answer = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }));
      same(answer.QueueConfigurations, undefined);
    },
  },
  {
    name: "a bucket in us-east-1 has no location constraint",
    check: async ({ s3, Bucket }) =>
      same((await s3.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint, undefined),
  },
  {
    name: "a bucket that is not empty is not deleted",
    check: async ({ s3, put, Bucket }) => {
      await put("something", "x");
      await refused(s3.send(new DeleteBucketCommand({ Bucket })), "409 BucketNotEmpty");
    },
  },
  {
    name: "a bucket's name has rules",
    check: async ({ client }) => {
      const s3 = client();
      s3.middlewareStack.remove("validateBucketNameMiddleware");
      await refused(s3.send(new CreateBucketCommand({ Bucket: "No_Such_NAME" })), "400 InvalidBucketName");
    },
  },
];

export const buckets: Behaviour[] = [...versions, ...bucket];
