import { setTimeout as sleep } from "node:timers/promises";
import * as v from "valibot";
import type { SqsEngine } from "../engines/sqs.ts";
import type { Pool } from "./lambda/pool.ts";
import { countMessages } from "./queue-contents.ts";
import type { StreamPoller } from "./sources/stream-poller.ts";
import type { Engines } from "./start-engines.ts";
import type { Model } from "./template/model.ts";

export type Census = { items: number; objects: number; messages: number; schedules: number };

const countPage = v.object({
  Count: v.number(),
  LastEvaluatedKey: v.optional(v.record(v.string(), v.unknown())),
});

/** Counts everything stored: items of all tables, objects of all buckets, messages of all queues, schedules to come. */
export async function takeCensus(model: Model, { dynamodb, s3, sqs, scheduler }: Engines): Promise<Census> {
  let items = 0;
  for (const { ref } of model.tables) {
    let from: Record<string, unknown> | undefined;
    do {
      const scan = { TableName: ref, Select: "COUNT", ...(from && { ExclusiveStartKey: from }) };
      const page = v.parse(countPage, await dynamodb.call("Scan", scan));
      items += page.Count;
      from = page.LastEvaluatedKey;
    } while (from);
  }
  const keys = await Promise.all(model.buckets.map(({ ref }) => s3.listKeys(ref)));
  const counts = await countMessages(sqs);
  return {
    items,
    objects: keys.flat().length,
    schedules: scheduler.list().length,
    messages: counts.reduce((sum, { visible, inFlight, delayed }) => sum + visible + inFlight + delayed, 0),
  };
}

/** How often nothing must be seen to happen, one look after the other, before it is called quiet. */
const quietLooks = 3;

/**
 * Waits until no invocation runs, every stream is read up to now, nothing is being sent, and no queue
 * that a function reads has a visible message. Delayed and hidden messages do not count, nor do schedules to come.
 * @throws when that takes longer than `timeoutMs`, saying what is still going on
 */
export async function waitUntilIdle(
  parts: {
    pool: Pool;
    streams: StreamPoller[];
    sqs: SqsEngine;
    /** names of the queues that functions read */
    read: Set<string>;
    /** messages on their way into a queue */
    sending: () => number;
  },
  timeoutMs: number,
  lookEveryMs: number,
): Promise<void> {
  const { pool, streams, sqs, read, sending } = parts;
  const deadline = performance.now() + timeoutMs;
  let quiet = 0;
  let begun = -1;
  let since = performance.now();
  while (quiet < quietLooks) {
    const waiting = (await countMessages(sqs)).filter(({ name, visible }) => read.has(name) && visible > 0);
    const isCalm = pool.busy() === 0 && sending() === 0 && waiting.length === 0 && pool.begun() === begun;
    if (!isCalm) since = performance.now();
    const isRead = streams.every((stream) => stream.hasReadUpTo(since));
    if (isCalm && !isRead) for (const stream of streams) stream.look();
    quiet = isCalm && isRead ? quiet + 1 : 0;
    begun = pool.begun();
    if (quiet < quietLooks && performance.now() > deadline) {
      const names = waiting.map(({ name }) => name).join(", ");
      throw new Error(
        `Still busy after ${timeoutMs} ms: ${pool.busy()} invocations, ${sending()} messages on their way, ` +
          `${isRead ? "streams read" : "streams unread"}, queues: ${names || "empty"}`,
      );
    }
    await sleep(lookEveryMs);
  }
}
