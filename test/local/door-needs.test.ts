import { describe, expect, it } from "vitest";
import { dynamodbNeeds, streamNeeds } from "../../local/door/needs/dynamodb.ts";
import type { Json, Need } from "../../local/door/needs/need.ts";
import { parameterNeeds } from "../../local/door/needs/parameters.ts";
import { queueNeeds } from "../../local/door/needs/queues.ts";

const place = { account: "000000000000", region: "us-east-1" };
const table = "arn:aws:dynamodb:us-east-1:000000000000:table/t";
const queue = "arn:aws:sqs:us-east-1:000000000000:q";
const Key = { pk: { S: "fax#1" }, sk: { S: "fax" } };
const keyNames = (_table: string, index: string | undefined) =>
  Promise.resolve(index === undefined ? "pk" : "due");

const said = (needs: Need[]) => needs.map(({ action, resource }) => `${action} ${resource}`);
const leading = async (needs: Need[]) => {
  const keys: string[] = [];
  for (const need of needs) keys.push(...((await need.leadingKeys?.(keyNames)) ?? []));
  return keys;
};

describe("DynamoDB", () => {
  it.each([
    ...["GetItem", "UpdateItem", "DeleteItem"].map((operation): [string, Json, string[], string[]] => [
      operation,
      { TableName: "t", Key },
      [`dynamodb:${operation} ${table}`],
      ["fax#1"],
    ]),
    [
      "PutItem",
      { TableName: "t", Item: { ...Key, n: { N: "1" } } },
      [`dynamodb:PutItem ${table}`],
      ["fax#1"],
    ],
    [
      "Query",
      {
        TableName: "t",
        KeyConditionExpression: "pk = :p AND begins_with(sk, :s)",
        ExpressionAttributeValues: { ":p": { S: "fax#1" }, ":s": { S: "x" } },
      },
      [`dynamodb:Query ${table}`],
      ["fax#1"],
    ],
    [
      "Query",
      {
        TableName: "t",
        IndexName: "due",
        KeyConditionExpression: "#d=:d",
        ExpressionAttributeNames: { "#d": "due" },
        ExpressionAttributeValues: { ":d": { S: "due#0" } },
      },
      [`dynamodb:Query ${table}/index/due`],
      ["due#0"],
    ],
    [
      "Query",
      {
        TableName: "t",
        KeyConditions: { pk: { ComparisonOperator: "EQ", AttributeValueList: [{ S: "fax#1" }] } },
      },
      [`dynamodb:Query ${table}`],
      ["fax#1"],
    ],
    ["Scan", { TableName: "t" }, [`dynamodb:Scan ${table}`], []],
    ["Scan", { TableName: "t", IndexName: "due" }, [`dynamodb:Scan ${table}/index/due`], []],
    [
      "BatchGetItem",
      { RequestItems: { t: { Keys: [Key] }, u: { Keys: [{ pk: { N: "2" } }] } } },
      [`dynamodb:BatchGetItem ${table}`, `dynamodb:BatchGetItem ${table.replace(/t$/, "u")}`],
      ["fax#1", "2"],
    ],
    [
      "BatchWriteItem",
      {
        RequestItems: {
          t: [{ PutRequest: { Item: Key } }, { DeleteRequest: { Key: { pk: { S: "fax#2" } } } }],
        },
      },
      [`dynamodb:BatchWriteItem ${table}`],
      ["fax#1", "fax#2"],
    ],
    [
      "TransactWriteItems",
      {
        TransactItems: [
          { Put: { TableName: "t", Item: Key } },
          { Update: { TableName: "t", Key } },
          { Delete: { TableName: "t", Key } },
          { ConditionCheck: { TableName: "t", Key } },
        ],
      },
      ["PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem"].map(
        (action) => `dynamodb:${action} ${table}`,
      ),
      ["fax#1", "fax#1", "fax#1", "fax#1"],
    ],
    [
      "TransactGetItems",
      { TransactItems: [{ Get: { TableName: "t", Key } }] },
      [`dynamodb:GetItem ${table}`],
      ["fax#1"],
    ],
    ["GetItem", { TableName: table, Key }, [`dynamodb:GetItem ${table}`], ["fax#1"]],
    ...[
      "CreateTable",
      "DescribeTable",
      "UpdateTable",
      "DeleteTable",
      "DescribeTimeToLive",
      "UpdateTimeToLive",
      "DescribeContinuousBackups",
      "UpdateContinuousBackups",
    ].map((operation): [string, Json, string[], string[]] => [
      operation,
      { TableName: "t" },
      [`dynamodb:${operation} ${table}`],
      [],
    ]),
    ...["TagResource", "UntagResource", "ListTagsOfResource"].map(
      (operation): [string, Json, string[], string[]] => [
        operation,
        { ResourceArn: table },
        [`dynamodb:${operation} ${table}`],
        [],
      ],
    ),
    ...["ListTables", "DescribeLimits", "DescribeEndpoints"].map(
      (operation): [string, Json, string[], string[]] => [operation, {}, [`dynamodb:${operation} *`], []],
    ),
  ] as [string, Json, string[], string[]][])("%s %j", async (operation, body, expected, keys) => {
    const needs = dynamodbNeeds(operation, body, place);
    expect(said(needs)).toEqual(expected);
    expect(await leading(needs)).toEqual(keys);
  });

  it("refuses what it cannot map, or cannot read", () => {
    expect(() => dynamodbNeeds("ExecuteStatement", { Statement: 'SELECT * FROM "t"' }, place)).toThrow(
      /does not pass it on/,
    );
    expect(() => dynamodbNeeds("constructor", {}, place)).toThrow(/does not pass it on/);
    expect(() => dynamodbNeeds("GetItem", { Key }, place)).toThrow(/TableName/);
    expect(() => dynamodbNeeds("BatchGetItem", {}, place)).toThrow(/RequestItems/);
    expect(() => dynamodbNeeds("TransactWriteItems", { TransactItems: [] }, place)).toThrow(/TransactItems/);
    expect(() => dynamodbNeeds("TransactWriteItems", { TransactItems: [{}] }, place)).toThrow(/empty/);
    expect(() =>
      dynamodbNeeds("TransactGetItems", { TransactItems: [{ Put: { TableName: "t" } }] }, place),
    ).toThrow(/understood/);
  });
});

it("a key that cannot be told is told as none that a policy could name, so that doubt refuses", async () => {
  const reversed = {
    TableName: "t",
    KeyConditionExpression: ":p = pk",
    ExpressionAttributeValues: { ":p": { S: "x" } },
  };
  expect(await leading(dynamodbNeeds("Query", reversed, place))).toEqual([""]);
  expect(
    await leading(dynamodbNeeds("GetItem", { TableName: "t", Key: { other: { S: "x" } } }, place)),
  ).toEqual([""]);
  const [need] = dynamodbNeeds("GetItem", { TableName: "t", Key }, place);
  expect(await need?.leadingKeys?.(() => Promise.resolve(undefined))).toEqual([""]);
});

describe("streams", () => {
  const stream = `${table}/stream/2026-01-01T00:00:00.000`;
  it.each([
    ["ListStreams", {}, "*"],
    ["DescribeStream", { StreamArn: stream }, stream],
    ["GetShardIterator", { StreamArn: stream }, stream],
    ["GetRecords", { ShardIterator: `${stream}|1|AAAA` }, stream],
  ])("%s", (operation, body, resource) => {
    expect(said(streamNeeds(operation, body))).toEqual([`dynamodb:${operation} ${resource}`]);
  });
  it("refuses an iterator that names no stream", () => {
    expect(() => streamNeeds("GetRecords", { ShardIterator: "opaque" })).toThrow(/does not pass it on/);
  });
});

describe("SQS", () => {
  const QueueUrl = "http://127.0.0.1:1/000000000000/q";
  it.each([
    ["SendMessage", "SendMessage"],
    ["SendMessageBatch", "SendMessage"],
    ["ReceiveMessage", "ReceiveMessage"],
    ["DeleteMessage", "DeleteMessage"],
    ["DeleteMessageBatch", "DeleteMessage"],
    ["ChangeMessageVisibility", "ChangeMessageVisibility"],
    ["ChangeMessageVisibilityBatch", "ChangeMessageVisibility"],
    ["GetQueueAttributes", "GetQueueAttributes"],
    ["SetQueueAttributes", "SetQueueAttributes"],
    ["PurgeQueue", "PurgeQueue"],
    ["DeleteQueue", "DeleteQueue"],
    ["TagQueue", "TagQueue"],
    ["UntagQueue", "UntagQueue"],
    ["ListQueueTags", "ListQueueTags"],
  ])("%s needs sqs:%s", (operation, action) => {
    expect(said(queueNeeds(operation, { QueueUrl }, place))).toEqual([`sqs:${action} ${queue}`]);
  });
  it.each(["GetQueueUrl", "CreateQueue"])("%s names its queue", (operation) => {
    expect(said(queueNeeds(operation, { QueueName: "q" }, place))).toEqual([`sqs:${operation} ${queue}`]);
  });
  it("takes the account from the address and refuses what names no queue", () => {
    const foreign = queueNeeds(
      "SendMessage",
      { QueueUrl: "https://sqs.us-east-1.amazonaws.com/111122223333/q" },
      place,
    );
    expect(said(foreign)).toEqual(["sqs:SendMessage arn:aws:sqs:us-east-1:111122223333:q"]);
    expect(said(queueNeeds("ListQueues", {}, place))).toEqual(["sqs:ListQueues *"]);
    expect(() => queueNeeds("SendMessage", { QueueUrl: "http://127.0.0.1/q" }, place)).toThrow(/address/);
    expect(() => queueNeeds("SendMessage", { QueueUrl: `${QueueUrl}/../other` }, place)).toThrow(/address/);
    expect(() => queueNeeds("StartMessageMoveTask", { SourceArn: queue }, place)).toThrow(
      /does not pass it on/,
    );
  });
});

describe("SSM", () => {
  const arn = "arn:aws:ssm:us-east-1:000000000000:parameter/fax/key";
  it.each(["GetParameter", "PutParameter", "DeleteParameter"])("%s", (operation) => {
    expect(said(parameterNeeds(operation, { Name: "/fax/key" }, place))).toEqual([`ssm:${operation} ${arn}`]);
    expect(said(parameterNeeds(operation, { Name: "fax/key" }, place))).toEqual([`ssm:${operation} ${arn}`]);
  });
  it("refuses what it cannot map", () => {
    expect(() => parameterNeeds("GetParametersByPath", { Path: "/" }, place)).toThrow(/does not pass it on/);
  });
});
