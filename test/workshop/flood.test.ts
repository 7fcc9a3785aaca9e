import { describe, expect, it } from "vitest";
import { faultsOf, growthOf } from "../../bench/flood/flood-table.ts";
import { mostAtOnce, mostToOneNumber, type CallSeen } from "../../bench/flood/judge-calls.ts";
import type { FloodResult } from "../../bench/flood/run-flood.ts";

const call = (to: string, from: number, until: number | null): CallSeen => ({
  to,
  started_at: new Date(from).toISOString(),
  ended_at: until === null ? null : new Date(until).toISOString(),
});

describe("the flood's judge", () => {
  it("counts calls under way at one moment, and lets one begin when another ends", () => {
    expect(mostAtOnce([])).toBe(0);
    expect(mostAtOnce([call("+1", 0, 10), call("+1", 10, 20), call("+2", 5, 15)])).toBe(2);
    expect(mostAtOnce([call("+1", 0, null), call("+2", 5, 6), call("+3", 7, 8)])).toBe(2);
  });

  it("counts them by number", () => {
    expect(mostToOneNumber([call("+1", 0, 10), call("+2", 0, 10), call("+1", 10, 20)])).toBe(1);
    expect(mostToOneNumber([call("+1", 0, 10), call("+1", 9, 20)])).toBe(2);
  });

  const result = (faxes: number, perFax: number, more: Partial<FloodResult> = {}): FloodResult => ({
    size: { faxes, numbers: faxes / 20, channels: faxes / 500 },
    state: { statuses: { delivered: faxes }, attempts: faxes, lanesHeld: 0, callsNamed: 0, inLine: 0 },
    open: 0,
    calls: faxes,
    mostAtOnce: 1,
    mostToOneNumber: 1,
    seconds: 1,
    clockSeconds: 1,
    perFax: { dynamodb: perFax, s3: 6, sqs: 8 },
    messagesPerFax: 11,
    sweepRequests: 0,
    details: {},
    refusals: [],
    cores: 1,
    mainThread: 1,
    ...more,
  });

  it("finds no fault where all is well", () => {
    expect([...faultsOf(result(500, 30)), ...growthOf([result(500, 30), result(10_000, 31)])]).toEqual([]);
  });

  it("names an open fax, a second call to a number, a call too many, what is left held, and growing work", () => {
    const bad = result(500, 30, { open: 1, mostToOneNumber: 2, mostAtOnce: 2 });
    bad.state.lanesHeld = 1;
    expect(faultsOf(bad)).toHaveLength(4);
    expect(growthOf([result(500, 30), result(10_000, 32)])).toEqual([
      "dynamodb requests of a fax: 30.00, then 32.00 (6.7 %)",
    ]);
  });

  it("lets fuller batches save requests to SQS, and no messages be saved or added", () => {
    const grown = (more: Partial<FloodResult>) => growthOf([result(500, 30), result(10_000, 30, more)]);
    expect(grown({ perFax: { dynamodb: 30, s3: 6, sqs: 7 } })).toEqual([]);
    expect(grown({ perFax: { dynamodb: 30, s3: 6, sqs: 8.5 } })).toHaveLength(1);
    expect(grown({ perFax: { dynamodb: 27, s3: 6, sqs: 8 } })).toHaveLength(1);
    expect(grown({ messagesPerFax: 10 })).toHaveLength(1);
    expect(grown({ messagesPerFax: 12 })).toHaveLength(1);
  });
});
