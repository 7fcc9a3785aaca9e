import { randomBytes, randomUUID } from "node:crypto";
import type { Clock } from "../../clock.ts";
import type { S3Event } from "../../s3/event.ts";
import type { BucketModel } from "../template/model.ts";
import { place } from "../template/place.ts";

type QueueConfiguration = NonNullable<
  BucketModel["properties"]["NotificationConfiguration"]
>["QueueConfigurations"][number];

/** The queues (ARNs) that this bucket tells of this event. */
export function queuesToTell(bucket: BucketModel, event: S3Event): string[] {
  const all = bucket.properties.NotificationConfiguration?.QueueConfigurations ?? [];
  return all.filter((one) => covers(one, event)).map(({ Queue }) => Queue);
}

function covers({ Event, Filter }: QueueConfiguration, event: S3Event): boolean {
  const name = Event.replace(/^s3:/, "");
  const isNamed = name.endsWith("*")
    ? event.eventName.startsWith(name.slice(0, -1))
    : event.eventName === name;
  return (
    isNamed &&
    (Filter?.S3Key.Rules ?? []).every(({ Name, Value }) =>
      Name === "prefix" ? event.key.startsWith(Value) : event.key.endsWith(Value),
    )
  );
}

/**
 * S3's message, with the key form-encoded as S3 does: a space is `+`, a plus is `%2B`, a slash stays.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export function bucketMessage(bucket: BucketModel, event: S3Event) {
  const isRemoval = event.eventName.startsWith("ObjectRemoved:");
  return {
    Records: [
      {
        eventVersion: "2.1",
        eventSource: "aws:s3",
        awsRegion: place.region,
        eventTime: event.time.toISOString(),
        eventName: event.eventName,
        userIdentity: { principalId: "AWS:LOCAL" },
        requestParameters: { sourceIPAddress: "127.0.0.1" },
        responseElements: {
          "x-amz-request-id": randomBytes(8).toString("hex").toUpperCase(),
          "x-amz-id-2": randomBytes(48).toString("base64"),
        },
        s3: {
          s3SchemaVersion: "1.0",
          configurationId: `${bucket.logicalId}Notification`,
          bucket: { name: bucket.ref, ownerIdentity: { principalId: "LOCAL" }, arn: bucket.arn },
          object: {
            key: formEncoded(event.key),
            ...(!isRemoval && { size: event.size, eTag: event.eTag }),
            sequencer: event.sequencer,
          },
        },
      },
    ],
  };
}

/** What S3 sends once to a queue it was newly connected with. */
export const bucketTestMessage = (bucket: BucketModel, clock: Clock) => ({
  Service: "Amazon S3",
  Event: "s3:TestEvent",
  Time: clock.now().toISOString(),
  Bucket: bucket.ref,
  RequestId: randomBytes(8).toString("hex").toUpperCase(),
  HostId: randomUUID(),
});

const formEncoded = (key: string): string =>
  new URLSearchParams([["", key]]).toString().slice(1).replaceAll("%2F", "/");
