import { createHash } from "node:crypto";
import type { StreamRecord } from "./stream-records.ts";

/** Digests records in order; false where the end of the run came first. */
export type Digest = (records: StreamRecord[]) => Promise<boolean>;

export type StreamLanes = {
  /** Takes over a page, and answers when there is room for another; `done` is called, page by page, once all of it is. */
  take(page: StreamRecord[], digest: Digest, done: () => void): Promise<void>;
  isIdle(): boolean;
};

/** Pages read ahead of the oldest that is not done. */
const mostPages = 20;

/**
 * Batches of one shard under way at once, as Lambda's parallelization factor has it: records of one partition key stay
 * in their order, and a batch that lasts holds up only those of its own lane.
 */
export function openStreamLanes(count: number): StreamLanes {
  const lanes = Array.from({ length: count }, () => Promise.resolve(true));
  const pages: Promise<void>[] = [];
  let finished: Promise<boolean> = Promise.resolve(true);
  return {
    isIdle: () => pages.length === 0,
    async take(page, digest, done) {
      const parts = Map.groupBy(page, (record) => laneOf(record, count));
      const digested = [...parts].map(([lane, records]) => {
        const next = (lanes[lane] ?? Promise.resolve(true)).then((isDone) => isDone && digest(records));
        lanes[lane] = next;
        return next;
      });
      finished = Promise.all([finished, ...digested]).then((all) => all.every(Boolean));
      const settled = finished.then((isDone) => {
        if (isDone) done();
        void pages.shift();
      });
      pages.push(settled);
      if (pages.length >= mostPages) await pages[0];
    },
  };
}

const laneOf = ({ dynamodb }: StreamRecord, count: number): number =>
  laneOfKey((dynamodb as { Keys?: { pk?: { S?: string } } }).Keys?.pk?.S ?? "", count);

/** The lane that records of a partition key take, from 0. */
export const laneOfKey = (partitionKey: string, count: number): number =>
  createHash("sha256").update(partitionKey).digest().readUInt32BE() % count;
