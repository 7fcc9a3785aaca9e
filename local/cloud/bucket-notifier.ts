import type { Clock } from "../clock.ts";
import type { S3Event } from "../s3/engine.ts";
import type { KeptState } from "./kept-state.ts";
import { bucketMessage, bucketTestMessage, queuesToTell } from "./sources/bucket-events.ts";
import type { Model } from "./template/model.ts";

/** Tells queues about their buckets, as the template's notification configurations say. */
export type BucketNotifier = {
  tell(event: S3Event): Promise<void>;
  /** sends S3's own test message to every queue that is newly connected */
  greet(): Promise<void>;
};

export function openBucketNotifier(options: {
  model: Model;
  clock: Clock;
  state: KeptState;
  sendMessage: (queueArn: string, body: string) => Promise<void>;
}): BucketNotifier {
  const { model, clock, state, sendMessage } = options;
  return {
    async tell(event) {
      const bucket = model.buckets.find(({ ref }) => ref === event.bucket);
      for (const queueArn of bucket ? queuesToTell(bucket, event) : []) {
        if (bucket) await sendMessage(queueArn, JSON.stringify(bucketMessage(bucket, event)));
      }
    },
    async greet() {
      for (const bucket of model.buckets) {
        const connections = bucket.properties.NotificationConfiguration?.QueueConfigurations ?? [];
        for (const queueArn of new Set(connections.map(({ Queue }) => Queue))) {
          if (!state.isNewConnection(`${bucket.ref} ${queueArn}`)) continue;
          await sendMessage(queueArn, JSON.stringify(bucketTestMessage(bucket, clock)));
        }
      }
    },
  };
}
