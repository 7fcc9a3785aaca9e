/** What the adapters write, as an engine's own stream tells it, read as the relay reads it. */
import { claimCall } from "../../test/support/claim-call.ts";
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type _Record,
} from "@aws-sdk/client-dynamodb-streams";
import { DescribeTableCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { DynamoDBRecord } from "aws-lambda";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, it } from "vitest";
import { applyOutboundEvent } from "../../adapters/aws/apply-carrier-event.ts";
import { createFax } from "../../adapters/aws/create-fax.ts";
import { markPrepared } from "../../adapters/aws/mark-prepared.ts";
import { markSubmitted } from "../../adapters/aws/outbound-changes.ts";
import { readTableChange } from "../../adapters/aws/table-stream.ts";
import { outboundEvent } from "../../test/support/carrier-events.ts";
import { document, noon, outboundFax, requestOf, uuid } from "../../test/support/faxes.ts";
import { inOneOrder } from "../../test/support/interpret.ts";
import { openTestTable } from "../../test/support/table-engine.ts";

const { table, close } = await openTestTable();
const streams = new DynamoDBStreamsClient({ endpoint: process.env["AWS_ENDPOINT_URL_DYNAMODB"] ?? "" });
afterAll(async () => {
  streams.destroy();
  await close();
});

/** Everything in the stream since the table was made, shard by shard, each shard in order. */
async function recordsOfTable(): Promise<_Record[]> {
  const { Table } = await table.client.send(new DescribeTableCommand({ TableName: table.name }));
  const StreamArn = Table?.LatestStreamArn ?? "";
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
  const found: _Record[] = [];
  for (const { ShardId } of StreamDescription?.Shards ?? []) {
    const start = new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: "TRIM_HORIZON" });
    let { ShardIterator } = await streams.send(start);
    for (let empty = 0; ShardIterator !== undefined && empty < 2;) {
      const { Records = [], NextShardIterator } = await streams.send(
        new GetRecordsCommand({ ShardIterator }),
      );
      found.push(...Records);
      empty = Records.length === 0 ? empty + 1 : 0;
      ShardIterator = NextShardIterator;
    }
  }
  return found;
}

/** One engine loses the type of an empty map, which has a test of its own. */
const withEmptyMaps = (record: _Record): unknown =>
  JSON.parse(JSON.stringify(record).replaceAll('"attempts":{}', '"attempts":{"M":{}}'));

async function waitFor(count: number): Promise<_Record[]> {
  for (let looks = 0; ; looks++) {
    const records = await recordsOfTable();
    if (records.length >= count || looks === 40) return records;
    await sleep(250);
  }
}

const id = uuid("streamed");
const types = ["fax.queued", "fax.media.processed", "fax.sending.started", "fax.delivered"] as const;

describe("the table's stream", () => {
  it("tells every change of a fax once, in order, with the image before and after", async () => {
    await createFax(table, outboundFax({ id }), requestOf(id), 1_000);
    await markPrepared(table, id, document, noon + 1_000);
    await claimCall(table, { id, attempt: 1 }, "claim", noon + 2_000);
    await markSubmitted(table, id, 1, uuid("carrier outbound"), noon + 3_000);
    for (const [turn, type] of types.entries())
      await applyOutboundEvent(
        table,
        outboundEvent(type, { faxId: id, occurredAt: noon + 4_000 + turn }),
        noon + 9_000,
      );
    const records = await waitFor(9);
    const changes = records
      .map((record) => readTableChange(withEmptyMaps(record) as DynamoDBRecord))
      .flatMap((change) => (change?.item === "fax" ? [change] : []));
    const statuses = changes.map(({ before, after }) => [before?.status, after?.status]);
    expect(statuses).toEqual([
      [undefined, "preparing"],
      ["preparing", "queued"],
      ["queued", "sending"],
      ...Array.from({ length: types.length }, () => ["sending", "sending"]),
      ["sending", "delivered"],
    ]);
    for (const [index, { before }] of changes.entries())
      expect(inOneOrder(before)).toEqual(inOneOrder(changes[index - 1]?.after));
  });

  it("tells an empty map as one", async () => {
    const first = (await waitFor(9)).find(({ dynamodb }) => dynamodb?.NewImage?.["sk"]?.S === "fax");
    expect(first?.dynamodb?.NewImage?.["attempts"]).toEqual({ M: {} });
  });

  it("keeps the changes of one key in one shard, numbered upwards", async () => {
    const records = (await waitFor(9)).filter(({ dynamodb }) => dynamodb?.Keys?.["sk"]?.S === "fax");
    const numbers = records.map(({ dynamodb }) => BigInt(dynamodb?.SequenceNumber ?? "0"));
    expect(numbers.length).toBeGreaterThan(7);
    expect([...numbers].sort((a, b) => (a < b ? -1 : 1))).toEqual(numbers);
  });

  it("names what happened, and says that both images are kept", async () => {
    const [first, ...rest] = (await waitFor(9)).filter(({ dynamodb }) => dynamodb?.Keys?.["sk"]?.S === "fax");
    expect(first?.eventName).toBe("INSERT");
    expect(new Set(rest.map(({ eventName }) => eventName))).toEqual(new Set(["MODIFY"]));
    for (const { dynamodb, eventSource } of rest)
      expect([dynamodb?.StreamViewType, eventSource]).toEqual(["NEW_AND_OLD_IMAGES", "aws:dynamodb"]);
  });

  it("is silent about a write that changed nothing", async () => {
    const before = (await waitFor(9)).length;
    const Item = { pk: { S: "same" }, sk: { S: "same" }, a: { N: "1" } };
    for (let times = 0; times < 2; times++)
      await table.client.send(new PutItemCommand({ TableName: table.name, Item }));
    await sleep(1_000);
    expect((await recordsOfTable()).length - before).toBe(1);
  });
});
