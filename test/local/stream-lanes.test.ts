import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { laneOfKey, openStreamLanes } from "../../local/cloud/sources/stream-lanes.ts";
import type { StreamRecord } from "../../local/cloud/sources/stream-records.ts";

const keys = Array.from({ length: 40 }, (_, index) => `endpoint#${index}`);
const slow = keys[0] ?? "";
const quick = keys.find((key) => laneOfKey(key, 10) !== laneOfKey(slow, 10)) ?? "";
const record = (pk: string, sequence: number): StreamRecord => ({
  eventName: "INSERT",
  dynamodb: { SequenceNumber: String(sequence), ApproximateCreationDateTime: 0, Keys: { pk: { S: pk } } },
});

describe("a stream read in lanes", () => {
  it("keeps the order of each key, lets no lane wait for another, and is done page by page", async () => {
    const lanes = openStreamLanes(10);
    const told: string[] = [];
    const done: number[] = [];
    let free = () => {};
    const held = new Promise<void>((resolve) => (free = resolve));
    const digest = async (records: StreamRecord[]) => {
      for (const { dynamodb } of records) {
        const { pk } = (dynamodb as unknown as { Keys: { pk: { S: string } } }).Keys;
        if (pk.S === slow) await held;
        told.push(`${pk.S} ${dynamodb.SequenceNumber}`);
      }
      return true;
    };
    await lanes.take([record(slow, 1), record(quick, 2)], digest, () => done.push(1));
    await lanes.take([record(quick, 3)], digest, () => done.push(2));
    await wait(20);
    expect(told).toEqual([`${quick} 2`, `${quick} 3`]);
    // What is behind the slow one would be lost if the later page were noted as reached.
    expect([done, lanes.isIdle()]).toEqual([[], false]);
    free();
    await wait(20);
    expect([done, lanes.isIdle()]).toEqual([[1, 2], true]);
    expect(told.at(-1)).toBe(`${slow} 1`);
  });

  it("notes nothing as reached once the run has ended in between", async () => {
    const lanes = openStreamLanes(2);
    const done: number[] = [];
    await lanes.take(
      [record(slow, 1)],
      async () => false,
      () => done.push(1),
    );
    await lanes.take(
      [record(quick, 2)],
      async () => true,
      () => done.push(2),
    );
    await wait(20);
    expect([done, lanes.isIdle()]).toEqual([[], true]);
  });

  it("reads only so far ahead", async () => {
    const lanes = openStreamLanes(4);
    let free = () => {};
    const held = new Promise<boolean>((resolve) => (free = () => resolve(true)));
    let pages = 0;
    const reading = (async () => {
      for (; pages < 100; pages++)
        await lanes.take(
          [record(slow, pages)],
          () => held,
          () => {},
        );
    })();
    await wait(20);
    expect(pages).toBeLessThan(30);
    free();
    await reading;
    expect(pages).toBe(100);
  });
});
