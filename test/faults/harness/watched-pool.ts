import type { Invocation, InvokeOptions, Pool } from "../../../local/cloud/lambda/pool.ts";
import type { FunctionModel } from "../../../local/cloud/template/functions.ts";
import { shortName, type Director } from "./director.ts";

type Batch = { Records: unknown[] };

/** Between the sources and the functions: messages of queues and records of streams that the director loses or doubles. */
export function watchedPool(pool: Pool, director: Director, holdQueues: () => void): Pool {
  async function invoke(fn: FunctionModel, event: unknown, options?: InvokeOptions): Promise<Invocation> {
    const outcome = await deliver(fn, event, options);
    // A message sent by now waits by the harness's clock, not by the real one.
    holdQueues();
    return outcome;
  }
  async function deliver(fn: FunctionModel, event: unknown, options?: InvokeOptions): Promise<Invocation> {
    if (!isBatch(event)) return pool.invoke(fn, event, options);
    const fates = event.Records.map((record) => ({
      record,
      fate: director.onMessage(shortName(fn.name), idOf(record)),
      isQueued: isQueued(record),
    }));
    const Records = fates.filter(({ fate }) => fate !== "lost").map(({ record }) => record);
    if (Records.length === 0) return { ok: true, result: { batchItemFailures: [] }, requestId: "lost" };
    const twice = fates.filter(({ fate }) => fate === "twice");
    const again = () => pool.invoke(fn, { Records: twice.map(({ record }) => record) }, options);
    // A queue may have two functions work on the same message; a stream's shard has one reader.
    const beside = twice.some((one) => one.isQueued) ? again() : undefined;
    const outcome = await pool.invoke(fn, { Records }, options);
    if (beside) await beside;
    else if (twice.length > 0) await again();
    return outcome;
  }
  // Who stands still on purpose must not keep the others from coming to rest.
  return { ...pool, invoke, busy: () => pool.busy() - director.held() };
}

const isBatch = (event: unknown): event is Batch =>
  typeof event === "object" && event !== null && "Records" in event && Array.isArray(event.Records);

type SourceRecord = { messageId?: string; dynamodb?: { SequenceNumber?: string } };
const isQueued = (record: unknown): boolean => (record as SourceRecord).messageId !== undefined;
const idOf = (record: unknown): string => {
  const { messageId, dynamodb } = record as SourceRecord;
  return messageId ?? dynamodb?.SequenceNumber ?? "";
};
