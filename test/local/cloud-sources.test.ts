import { describe, expect, test } from "vitest";
import type { Invocation } from "../../local/cloud/lambda/pool.ts";
import { bucketMessage, queuesToTell } from "../../local/cloud/sources/bucket-events.ts";
import { compileFilters } from "../../local/cloud/sources/filter-pattern.ts";
import { failedItems } from "../../local/cloud/sources/sqs-event.ts";
import { type BatchRules, deliverBatch } from "../../local/cloud/sources/stream-batch.ts";
import { changedNothing, type StreamRecord } from "../../local/cloud/sources/stream-records.ts";
import type { BucketModel } from "../../local/cloud/template/model.ts";

const record = (sequence: string): StreamRecord => ({
  eventName: "INSERT",
  dynamodb: { SequenceNumber: sequence, ApproximateCreationDateTime: 0, NewImage: {}, OldImage: undefined },
});

/** Delivers records 1..n to a function that never bears the `bad` ones; tells what happened. */
async function deliver(count: number, bad: string[], rules: Partial<BatchRules>) {
  const calls: string[] = [];
  const reached: string[] = [];
  const givenUp: string[] = [];
  const names = (records: StreamRecord[]) => records.map(({ dynamodb }) => dynamodb.SequenceNumber).join("");
  const all = { isPartial: false, bisects: false, mostRetries: 1, ...rules };
  const records = Array.from({ length: count }, (_, index) => record(String(index + 1)));
  await deliverBatch(records, all, {
    async invoke(batch): Promise<Invocation> {
      calls.push(names(batch));
      const failed = batch.map(names0).filter((name) => bad.includes(name));
      const requestId = "r";
      if (failed.length > 0 && !all.isPartial) {
        return { ok: false, requestId, errorType: "Error", errorMessage: "bad" };
      }
      const batchItemFailures = failed.map((itemIdentifier) => ({ itemIdentifier }));
      return { ok: true, requestId, result: { batchItemFailures } };
    },
    reached: (one) => void reached.push(one.dynamodb.SequenceNumber),
    giveUp: async (batch) => void givenUp.push(names(batch)),
    signal: new AbortController().signal,
  });
  return { calls, reached, givenUp };
}
const names0 = ({ dynamodb }: StreamRecord) => dynamodb.SequenceNumber;

describe("a batch of the stream is delivered as Lambda does", () => {
  test("once, when all is well", async () => {
    expect(await deliver(3, [], {})).toEqual({ calls: ["123"], reached: ["3"], givenUp: [] });
  });
  test("a failing batch is tried again, then given up whole", async () => {
    expect(await deliver(3, ["2"], { mostRetries: 2 })).toEqual({
      calls: ["123", "123", "123"],
      reached: ["3"],
      givenUp: ["123"],
    });
  });
  test("bisecting finds the bad record, and halving costs no retry", async () => {
    expect(await deliver(4, ["3"], { bisects: true })).toEqual({
      calls: ["1234", "12", "34", "3", "3", "4"],
      reached: ["2", "3", "4"],
      givenUp: ["3"],
    });
  });
  test("a partial answer begins again at the first failed record", async () => {
    expect(await deliver(4, ["3"], { isPartial: true, bisects: true, mostRetries: 0 })).toEqual({
      calls: ["1234", "34", "3", "4"],
      reached: ["2", "3", "4"],
      givenUp: ["3"],
    });
  });
});

describe("partial batch answers", () => {
  const known = ["a", "b"];
  test.each([
    [null, []],
    [{}, []],
    [{ batchItemFailures: null }, []],
    [{ batchItemFailures: [{ itemIdentifier: "b" }] }, ["b"]],
    [{ batchItemFailures: [{ itemIdentifier: "x" }] }, known],
    [{ batchItemFailures: [{ itemIdentifier: "" }] }, known],
    [{ batchItemFailures: "b" }, known],
  ])("%j", (answer, failed) => expect(failedItems(answer, known)).toEqual(failed));
});

describe("filter criteria", () => {
  const passes = (pattern: unknown, value: unknown) =>
    compileFilters(
      [JSON.stringify(pattern)],
      "here",
    )({ eventName: "INSERT", n: { S: "fax#1" }, ...(value as object) });
  test.each([
    [{ eventName: ["INSERT", "MODIFY"] }, {}, true],
    [{ eventName: ["REMOVE"] }, {}, false],
    [{ n: { S: [{ prefix: "fax#" }] } }, {}, true],
    [{ n: { S: [{ prefix: "lane#" }] } }, {}, false],
    [{ m: { S: [{ exists: false }] } }, {}, true],
    [{ n: { S: [{ exists: true }] } }, {}, true],
    [{ n: { S: [{ "anything-but": ["fax#1"] }] } }, {}, false],
    [{ n: { S: [{ "anything-but": { prefix: "lane#" } }] } }, {}, true],
    [{ eventName: ["INSERT"], n: { S: ["other"] } }, {}, false],
  ])("%j", (pattern, value, isPassing) => expect(passes(pattern, value)).toBe(isPassing));
  test("any pattern of several is enough", () => {
    const filter = compileFilters(['{"a":[1]}', '{"a":[2]}'], "here");
    expect([1, 2, 3].map((a) => filter({ a }))).toEqual([true, true, false]);
  });
  test("an unknown operator is refused by name", () => {
    expect(() => compileFilters(['{"a":[{"numeric":[">",1]}]}'], "RelaySource")).toThrow(
      /numeric.*RelaySource/,
    );
  });
});

describe("bucket events", () => {
  const rule = (Name: "prefix" | "suffix", Value: string) => ({ Name, Value });
  const bucket: BucketModel = {
    logicalId: "Bucket",
    ref: "docs",
    arn: "arn:aws:s3:::docs",
    properties: {
      NotificationConfiguration: {
        QueueConfigurations: [
          { Event: "s3:ObjectCreated:*", Queue: "all" },
          { Event: "s3:ObjectCreated:Put", Queue: "put" },
          {
            Event: "s3:ObjectCreated:*",
            Queue: "mail",
            Filter: { S3Key: { Rules: [rule("prefix", "drop/"), rule("suffix", ".eml")] } },
          },
        ],
      },
    },
  };
  const event = (eventName: string, key: string) => ({
    eventName,
    bucket: "docs",
    key,
    size: 3,
    eTag: "abc",
    sequencer: "0055AED6DCD90281E5",
    time: new Date(0),
  });
  test("go to the queues whose configuration covers them", () => {
    expect(queuesToTell(bucket, event("ObjectCreated:Put", "drop/a.eml"))).toEqual(["all", "put", "mail"]);
    expect(queuesToTell(bucket, event("ObjectCreated:Copy", "drop/a.pdf"))).toEqual(["all"]);
    expect(queuesToTell(bucket, event("ObjectRemoved:Delete", "drop/a.eml"))).toEqual([]);
  });
  test("carry the key form-encoded, as S3 does", () => {
    const message = bucketMessage(bucket, event("ObjectCreated:Put", "drop/+1312 555/a b+c~é.pdf"));
    expect(message.Records[0]?.s3.object).toEqual({
      key: "drop/%2B1312+555/a+b%2Bc%7E%C3%A9.pdf",
      size: 3,
      eTag: "abc",
      sequencer: "0055AED6DCD90281E5",
    });
    expect(message.Records[0]).toMatchObject({
      eventSource: "aws:s3",
      eventTime: "1970-01-01T00:00:00.000Z",
    });
  });
});

test("a write that changed nothing is no record, as on AWS", () => {
  const same = (OldImage: Record<string, unknown>) =>
    changedNothing({
      eventName: "MODIFY",
      dynamodb: {
        SequenceNumber: "1",
        ApproximateCreationDateTime: 0,
        NewImage: { a: { S: "x" } },
        OldImage,
      },
    });
  expect(same({ a: { S: "x" } })).toBe(true);
  expect(same({ a: { S: "y" } })).toBe(false);
});
