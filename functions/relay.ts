import type { DynamoDBStreamEvent } from "aws-lambda";
import { openQueues, sendMessages, type OutgoingMessage } from "../adapters/aws/queues.ts";
import { readTableChange } from "../adapters/aws/table-stream.ts";
import { followUps, type FollowUp } from "../core/relay.ts";
import { readEnvironment } from "./runtime/env.ts";

const settings = readEnvironment("relay");
const queues = openQueues();
const urls: Record<FollowUp["queue"], string> = {
  prepare: settings.PREPARE_QUEUE,
  dispatch: settings.DISPATCH_QUEUE,
  cancel: settings.CANCEL_QUEUE,
  fetch: settings.FETCH_QUEUE,
  erase: settings.ERASE_QUEUE,
  broadcast: settings.BROADCAST_QUEUE,
};

/** Reads the table's stream and feeds the queues (P7). A batch that throws is read again; repeats are harmless. */
export const handler = async (event: DynamoDBStreamEvent) => {
  const byQueue = new Map<FollowUp["queue"], OutgoingMessage[]>();
  for (const record of event.Records) {
    const change = readTableChange(record);
    for (const next of change ? followUps(change, Date.now()) : []) {
      const messages = byQueue.get(next.queue) ?? [];
      const delaySeconds = next.queue === "dispatch" ? next.delaySeconds : 0;
      byQueue.set(next.queue, [...messages, { body: next.message, delaySeconds }]);
    }
  }
  await Promise.all([...byQueue].map(([queue, messages]) => sendMessages(queues, urls[queue], messages)));
  return { batchItemFailures: [] };
};
