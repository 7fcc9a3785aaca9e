import * as v from "valibot";
import type { Clock } from "../../clock.ts";
import type { Pool } from "../lambda/pool.ts";
import { isPlanted } from "../../plants.ts";
import type { FunctionModel } from "../template/functions.ts";
import type { KeptState } from "../kept-state.ts";
import type { EventSourceModel } from "../template/model.ts";
import { type EngineCall, pause } from "./engine.ts";
import { failedBatchObject } from "./failed-batch.ts";
import { compileFilters, type RecordFilter } from "./filter-pattern.ts";
import { type Authorize, permissionGate } from "./permission.ts";
import { deliverBatch } from "./stream-batch.ts";
import { openStreamLanes, type StreamLanes } from "./stream-lanes.ts";
import { asDelivered, changedNothing, readPage, sequenceOf, type StreamRecord } from "./stream-records.ts";

export type StreamPollerOptions = {
  source: EventSourceModel;
  fn: FunctionModel;
  /** the stream's name inside the engine */
  engineStreamArn: string;
  streams: EngineCall;
  pool: Pool;
  clock: Clock;
  authorize: Authorize;
  state: KeptState;
  putObject: (bucket: string, key: string, body: Buffer) => Promise<void>;
  /** told after each write; answers a function that ends the telling */
  onWrite: (listener: () => void) => () => void;
  log: (line: string) => void;
  signal: AbortSignal;
};
export type StreamPoller = {
  /** true when everything written before this moment (performance.now) was read and dealt with */
  hasReadUpTo(moment: number): boolean;
  /** reads now, without waiting for a write */
  look(): void;
};

const busyPauseMs = 5;
const idlePauseMs = 150;
const shard = v.object({ ShardId: v.string() });
const description = v.object({ StreamDescription: v.object({ Shards: v.array(shard) }) });
const iterator = v.object({ ShardIterator: v.string() });

/** Feeds a table's stream to one function until the signal, every shard in order. */
export function pollStream(options: StreamPollerOptions): StreamPoller {
  const { source, streams, engineStreamArn, signal } = options;
  const patterns = (source.properties.FilterCriteria?.Filters ?? []).map(({ Pattern }) => Pattern);
  const filter = compileFilters(patterns, source.logicalId);
  const emptySince = new Map<string, number>();
  const lookers = new Set<() => void>();
  let isDescribed = false;

  async function watch(): Promise<void> {
    while (!signal.aborted) {
      try {
        const answer = await streams("DescribeStream", { StreamArn: engineStreamArn });
        for (const { ShardId } of v.parse(description, answer).StreamDescription.Shards) {
          if (emptySince.has(ShardId)) continue;
          emptySince.set(ShardId, -1);
          void readShard(options, filter, ShardId, emptySince, lookers);
        }
        isDescribed = true;
      } catch (error) {
        if (!signal.aborted) options.log(`The stream cannot be described: ${messageOf(error)}`);
      }
      await pause(isDescribed ? 5000 : 200, signal);
    }
  }
  void watch();
  return {
    hasReadUpTo: (moment) => isDescribed && [...emptySince.values()].every((since) => since >= moment),
    look() {
      for (const look of lookers) look();
    },
  };
}

async function readShard(
  options: StreamPollerOptions,
  filter: RecordFilter,
  shardId: string,
  emptySince: Map<string, number>,
  lookers: Set<() => void>,
): Promise<void> {
  const { source, fn, streams, pool, signal } = options;
  const gate = permissionGate({ ...options, principal: fn.name });
  const needs = ["DescribeStream", "GetShardIterator", "GetRecords", "ListStreams"].map((operation) => ({
    action: `dynamodb:${operation}`,
    resource: source.properties.EventSourceArn,
  }));
  const writes = watchWrites(options);
  lookers.add(writes.wake);
  const lanes = openStreamLanes(source.properties.ParallelizationFactor);
  let next: string | null | undefined;
  while (!signal.aborted) {
    if (!(await gate.passes(needs))) continue;
    try {
      next ??= await iteratorOf(options, shardId);
      const asked = performance.now();
      writes.forget();
      const page = readPage(
        await streams("GetRecords", { ShardIterator: next, Limit: source.properties.BatchSize ?? 100 }),
      );
      if (page.Records.length === 0) {
        if (lanes.isIdle()) emptySince.set(shardId, asked);
        await writes.next(pool.busy() > 0 ? busyPauseMs : idlePauseMs);
      } else if (await deliver(options, filter, shardId, page.Records, lanes)) {
        emptySince.set(shardId, -1);
      }
      // A closed shard has been read to its end.
      if (page.NextShardIterator == null) return void emptySince.set(shardId, Infinity);
      next = page.NextShardIterator;
    } catch (error) {
      if (signal.aborted) return;
      options.log(`The stream of ${fn.name} cannot be read: ${messageOf(error)}`);
      next = undefined;
      await pause(500, signal);
    }
  }
}

/** A stream on AWS is read within milliseconds of a write; looking that often all the time would keep a laptop warm. */
function watchWrites({ signal, onWrite }: StreamPollerOptions) {
  let isWritten = false;
  let wake: (() => void) | undefined;
  const written = () => {
    isWritten = true;
    wake?.();
  };
  const end = onWrite(written);
  signal.addEventListener("abort", end, { once: true });
  return {
    wake: written,
    /** What is written from now on counts. */
    forget: () => (isWritten = false),
    /** Resolves at the next write since `forget`, or when the time is over. */
    async next(milliseconds: number): Promise<void> {
      if (isWritten) return;
      const woken = new AbortController();
      wake = () => woken.abort();
      await pause(milliseconds, AbortSignal.any([woken.signal, signal]));
      wake = undefined;
    },
  };
}

async function iteratorOf(options: StreamPollerOptions, shardId: string): Promise<string> {
  const { source, state, engineStreamArn, streams } = options;
  const position = state.position(`${source.logicalId}/${shardId}`);
  const from =
    position === undefined
      ? { ShardIteratorType: source.properties.StartingPosition ?? "TRIM_HORIZON" }
      : { ShardIteratorType: "AFTER_SEQUENCE_NUMBER", SequenceNumber: position };
  const answer = await streams("GetShardIterator", { StreamArn: engineStreamArn, ShardId: shardId, ...from });
  return v.parse(iterator, answer).ShardIterator;
}

async function deliver(
  options: StreamPollerOptions,
  filter: RecordFilter,
  shardId: string,
  page: StreamRecord[],
  lanes: StreamLanes,
): Promise<boolean> {
  const { source, fn, pool, clock, state, signal } = options;
  const streamArn = source.properties.EventSourceArn;
  const reached = (record: StreamRecord) =>
    state.setPosition(`${source.logicalId}/${shardId}`, sequenceOf(record));
  const chosen = page
    .filter((record) => !changedNothing(record))
    .map((record) => asDelivered(record, streamArn, clock))
    .filter(filter);
  const rules = {
    isPartial: source.properties.FunctionResponseTypes.length > 0,
    bisects: source.properties.BisectBatchOnFunctionError,
    mostRetries: source.properties.MaximumRetryAttempts,
  };
  const digest = (records: StreamRecord[], noteReached: (record: StreamRecord) => void) =>
    deliverBatch(records, rules, {
      invoke: (Records) => pool.invoke(fn, { Records }),
      reached: noteReached,
      signal,
      giveUp: (records, last, calls) =>
        keepFailed(
          options,
          failedBatchObject({
            ...options,
            sourceId: source.logicalId,
            streamArn,
            shardId,
            records,
            last,
            calls,
          }),
        ),
    });
  const due = isPlanted("stream-silent") ? [] : chosen;
  const last = page.at(-1);
  const pageReached = () => last && reached(last);
  if (source.properties.ParallelizationFactor > 1) {
    await lanes.take(due, (records) => digest(records, () => undefined), pageReached);
    return !signal.aborted;
  }
  const isDone = await digest(due, reached);
  if (isDone) pageReached();
  return isDone;
}

async function keepFailed(
  options: StreamPollerOptions,
  object: { key: string; body: Buffer },
): Promise<void> {
  const { source, fn, authorize, putObject, log } = options;
  const bucketArn = source.properties.DestinationConfig?.OnFailure.Destination;
  if (bucketArn === undefined) return log(`${fn.name} lost a batch of its stream: no on-failure destination`);
  try {
    authorize(fn.name, "s3:ListBucket", bucketArn);
    authorize(fn.name, "s3:PutObject", `${bucketArn}/${object.key}`);
    await putObject(bucketArn.split(":::")[1] ?? "", object.key, object.body);
    log(`${fn.name} gave up a batch of its stream; it is kept as ${object.key}`);
  } catch (error) {
    log(`${fn.name} gave up a batch of its stream, and it could not be kept: ${messageOf(error)}`);
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
