import type { Clock } from "../../clock.ts";
import type { Pool } from "../lambda/pool.ts";
import { isPlanted } from "../../plants.ts";
import type { FunctionModel } from "../template/functions.ts";
import type { EventSourceModel } from "../template/model.ts";
import { type EngineCall, pause } from "./engine.ts";
import { type Authorize, permissionGate } from "./permission.ts";
import { failedItems, readReceived, type ReceivedMessage, sqsEvent } from "./sqs-event.ts";

export type QueuePollerOptions = {
  source: EventSourceModel;
  fn: FunctionModel;
  queueUrl: string;
  sqs: EngineCall;
  pool: Pool;
  clock: Clock;
  authorize: Authorize;
  log: (line: string) => void;
  signal: AbortSignal;
};

/** One receive takes at most this many messages; a larger batch is gathered within its window. */
const mostPerReceive = 10;
const longPollSeconds = 10;

/**
 * Feeds one queue to one function until the signal: deletes what succeeded; what failed comes back by
 * itself after its visibility time, and goes to the dead-letter queue by the queue's own rule.
 */
export async function pollQueue(options: QueuePollerOptions): Promise<void> {
  const { source, fn, signal } = options;
  const queueArn = source.properties.EventSourceArn;
  const gate = permissionGate({ ...options, principal: fn.name });
  const atOnce = Math.min(
    source.properties.ScalingConfig?.MaximumConcurrency ?? Infinity,
    options.pool.concurrencyOf(fn),
  );
  const running = new Set<Promise<void>>();
  const needs = ["sqs:ReceiveMessage", "sqs:GetQueueAttributes", "sqs:DeleteMessage"].map((action) => ({
    action,
    resource: queueArn,
  }));
  while (!signal.aborted) {
    if (running.size >= Math.max(1, atOnce)) await Promise.race(running);
    else if (await gate.passes(needs)) {
      const batch = await gather(options);
      if (batch.length === 0 || signal.aborted) continue;
      const work = handleBatch(options, batch).finally(() => running.delete(work));
      running.add(work);
    }
  }
}

async function gather(options: QueuePollerOptions): Promise<ReceivedMessage[]> {
  const { source, clock, signal } = options;
  const size = source.properties.BatchSize ?? mostPerReceive;
  const batch = await receive(options, Math.min(size, mostPerReceive), longPollSeconds);
  const windowMs = clock.realMs(source.properties.MaximumBatchingWindowInSeconds * 1000);
  const closes = performance.now() + windowMs;
  while (batch.length > 0 && batch.length < size && performance.now() < closes && !signal.aborted) {
    await pause(Math.min(20, closes - performance.now()), signal);
    batch.push(...(await receive(options, Math.min(size - batch.length, mostPerReceive), 0)));
  }
  return batch;
}

async function receive(
  { sqs, queueUrl, signal, log, fn }: QueuePollerOptions,
  most: number,
  waitSeconds: number,
): Promise<ReceivedMessage[]> {
  try {
    const answer = await sqs("ReceiveMessage", {
      QueueUrl: queueUrl,
      MaxNumberOfMessages: most,
      WaitTimeSeconds: waitSeconds,
      MessageSystemAttributeNames: ["All"],
      MessageAttributeNames: ["All"],
    });
    return readReceived(answer);
  } catch (error) {
    if (signal.aborted) return [];
    log(`The queue of ${fn.name} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    await pause(500, signal);
    return [];
  }
}

async function handleBatch(options: QueuePollerOptions, batch: ReceivedMessage[]): Promise<void> {
  const { source, fn, pool, clock, sqs, queueUrl, signal, log } = options;
  const isDropped = isPlanted("sqs-dropped-message");
  const outcome = isDropped
    ? { ok: true as const, result: undefined }
    : await pool.invoke(fn, sqsEvent(batch, source.properties.EventSourceArn, clock));
  if (!outcome.ok) return;
  const known = batch.map(({ MessageId }) => MessageId);
  const isPartial = source.properties.FunctionResponseTypes.length > 0;
  const failed = isPartial ? failedItems(outcome.result, known) : [];
  if (failed.length > 0) log(`${fn.name} gave back ${failed.length} of ${known.length} messages`);
  const done = batch.filter(({ MessageId }) => !failed.includes(MessageId));
  for (let from = 0; from < done.length; from += mostPerReceive) {
    const Entries = done
      .slice(from, from + mostPerReceive)
      .map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    await sqs("DeleteMessageBatch", { QueueUrl: queueUrl, Entries }).catch((error: unknown) => {
      // Undeleted messages come again, which every function must bear anyway.
      if (!signal.aborted) log(`Messages of ${fn.name} were not deleted: ${String(error)}`);
    });
  }
}
