import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import * as v from "valibot";

/**
 * What the laptop itself must remember over a restart; documents, items and messages are the engines' own.
 * Each change is on the disk when the call returns.
 */
export type KeptState = {
  /** How far a shard was dealt with: what came later is read again after a crash, never skipped. */
  position(shard: string): string | undefined;
  setPosition(shard: string, sequenceNumber: string): void;
  /** True the first time only: S3 greets a newly connected queue once. */
  isNewConnection(bucketAndQueue: string): boolean;
};

const shape = v.object({ positions: v.record(v.string(), v.string()), connections: v.array(v.string()) });

/** Opens the state in `file`, or in memory without one. */
export function openKeptState(file: string | undefined): KeptState {
  const before = file !== undefined && existsSync(file) ? readFileSync(file, "utf8") : undefined;
  const state = before === undefined ? undefined : v.parse(shape, JSON.parse(before));
  const positions = new Map(Object.entries(state?.positions ?? {}));
  const connections = new Set(state?.connections);
  const save = () => {
    if (file === undefined) return;
    mkdirSync(dirname(file), { recursive: true });
    const text = JSON.stringify({ positions: Object.fromEntries(positions), connections: [...connections] });
    writeFileSync(`${file}.new`, text, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  };
  return {
    position: (shard) => positions.get(shard),
    setPosition(shard, sequenceNumber) {
      positions.set(shard, sequenceNumber);
      save();
    },
    isNewConnection(bucketAndQueue) {
      if (connections.has(bucketAndQueue)) return false;
      connections.add(bucketAndQueue);
      save();
      return true;
    },
  };
}
