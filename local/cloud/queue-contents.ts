import * as v from "valibot";
import type { SqsEngine } from "../engines/sqs.ts";

const counts = v.array(
  v.object({
    name: v.string(),
    approximateMessageCount: v.number(),
    approximateInflightCount: v.number(),
    approximateDelayedCount: v.number(),
  }),
);
export type QueueCounts = { name: string; visible: number; inFlight: number; delayed: number };

/** How many messages each queue holds now, by the engine's own page. */
export async function countMessages(sqs: SqsEngine): Promise<QueueCounts[]> {
  return v.parse(counts, await read(sqs, "")).map((queue) => ({
    name: queue.name,
    visible: queue.approximateMessageCount,
    inFlight: queue.approximateInflightCount,
    delayed: queue.approximateDelayedCount,
  }));
}

const contents = v.object({
  messages: v.object({ inflight: v.array(v.object({ receiptHandle: v.string() })) }),
});

/**
 * Makes what the last run's functions held visible after a second: they are gone, and waiting out their
 * visibility time would only cost minutes. Receive counts stay.
 */
export async function releaseHeldMessages(sqs: SqsEngine): Promise<void> {
  for (const { name, inFlight } of await countMessages(sqs)) {
    if (inFlight === 0) continue;
    const { messages } = v.parse(contents, await read(sqs, `/${encodeURIComponent(name)}`));
    for (const { receiptHandle } of messages.inflight) {
      const QueueUrl = sqs.queueUrl(name);
      await sqs.call("ChangeMessageVisibility", {
        QueueUrl,
        ReceiptHandle: receiptHandle,
        // The engine cannot write down a 0 when it keeps its messages in files.
        VisibilityTimeout: 1,
      });
    }
  }
}

async function read(sqs: SqsEngine, path: string): Promise<unknown> {
  const response = await fetch(`${sqs.url}/_fauxqs/queues${path}`);
  return response.json();
}
