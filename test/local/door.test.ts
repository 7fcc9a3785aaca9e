import {
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import {
  DeleteMessageCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { GetParameterCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createClock } from "../../local/clock.ts";
import { refusalCodeOf } from "../../local/door/counts.ts";
import { account, openStand, region, type Stand } from "./door-stand.ts";

const tableArn = `arn:aws:dynamodb:${region}:${account}:table/faxes`;
const queueArn = `arn:aws:sqs:${region}:${account}:work`;
const parameterArn = `arn:aws:ssm:${region}:${account}:parameter/fax/key`;
const Key = { pk: { S: "fax#1" }, sk: { S: "fax" } };

let stand: Stand;
beforeAll(async () => {
  stand = await openStand(
    {
      Api: [
        { Effect: "Allow", Action: ["dynamodb:GetItem", "dynamodb:PutItem"], Resource: tableArn },
        { Effect: "Allow", Action: "sqs:SendMessage", Resource: queueArn },
      ],
      Worker: [
        {
          Effect: "Allow",
          Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueUrl"],
          Resource: queueArn,
        },
        { Effect: "Allow", Action: "ssm:GetParameter", Resource: parameterArn },
      ],
      Keyed: [
        {
          Effect: "Allow",
          Action: ["dynamodb:GetItem", "dynamodb:Query", "dynamodb:UpdateItem"],
          Resource: [tableArn, `${tableArn}/index/*`],
          Condition: { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["fax#*"] } },
        },
      ],
      Operator: "administrator",
    },
    { clock: createClock(60) },
  );
  await stand.dynamodb.call("CreateTable", {
    TableName: "faxes",
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: ["pk", "sk", "due"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
    KeySchema: [
      { AttributeName: "pk", KeyType: "HASH" },
      { AttributeName: "sk", KeyType: "RANGE" },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: "due",
        KeySchema: [{ AttributeName: "due", KeyType: "HASH" }],
        Projection: { ProjectionType: "KEYS_ONLY" },
      },
    ],
  });
  await stand.sqs.ensureQueue("work", { VisibilityTimeout: "30" });
  stand.parameters.put("/fax/key", "KEY-in-clear");
});
afterAll(() => stand.stop());

const table = (name: string) => new DynamoDBClient(stand.clientOf(name));
const queues = (name: string) => new SQSClient(stand.clientOf(name));
const parameters = (name: string) => new SSMClient(stand.clientOf(name));
const queueUrl = () => `${stand.door.url}/${account}/work`;
const refused = (name: string, action: string, resource: string) => ({
  name: "AccessDeniedException",
  message:
    `User: arn:aws:sts::${account}:assumed-role/${name}/local is not authorized to perform: ${action} ` +
    `on resource: ${resource} because no identity-based policy allows the ${action} action`,
});

describe("P8 least privilege: DynamoDB", () => {
  it("passes what a grant allows", async () => {
    await table("Api").send(new PutItemCommand({ TableName: "faxes", Item: { ...Key, n: { N: "1" } } }));
    const { Item } = await table("Api").send(new GetItemCommand({ TableName: "faxes", Key }));
    expect(Item).toEqual({ ...Key, n: { N: "1" } });
  });

  it("a missing grant is refused with function, action and resource", async () => {
    const update = new UpdateItemCommand({
      TableName: "faxes",
      Key,
      UpdateExpression: "SET n = :n",
      ExpressionAttributeValues: { ":n": { N: "2" } },
    });
    await expect(table("Api").send(update)).rejects.toMatchObject(
      refused("Api", "dynamodb:UpdateItem", tableArn),
    );
    expect(stand.door.denials.at(-1)).toEqual({
      principal: "Api",
      action: "dynamodb:UpdateItem",
      resource: tableArn,
    });
    const { Item } = await table("Api").send(new GetItemCommand({ TableName: "faxes", Key }));
    expect(Item?.["n"]).toEqual({ N: "1" });
  });

  it("a transaction needs every grant of its elements", async () => {
    const items = [
      { Put: { TableName: "faxes", Item: { pk: { S: "fax#9" }, sk: { S: "fax" } } } },
      { ConditionCheck: { TableName: "faxes", Key, ConditionExpression: "attribute_exists(pk)" } },
    ];
    await expect(
      table("Api").send(new TransactWriteItemsCommand({ TransactItems: items })),
    ).rejects.toMatchObject(refused("Api", "dynamodb:ConditionCheckItem", tableArn));
    await table("Operator").send(new TransactWriteItemsCommand({ TransactItems: items }));
  });

  it("leading keys limit a function to its own items, on the table and on an index", async () => {
    await table("Keyed").send(new GetItemCommand({ TableName: "faxes", Key }));
    const foreign = { ...Key, pk: { S: "key#1" } };
    await expect(
      table("Keyed").send(new GetItemCommand({ TableName: "faxes", Key: foreign })),
    ).rejects.toMatchObject(refused("Keyed", "dynamodb:GetItem", tableArn));
    const query = (pk: string) =>
      new QueryCommand({
        TableName: "faxes",
        KeyConditionExpression: "#p = :p",
        ExpressionAttributeNames: { "#p": "pk" },
        ExpressionAttributeValues: { ":p": { S: pk } },
      });
    expect((await table("Keyed").send(query("fax#1"))).Count).toBe(1);
    await expect(table("Keyed").send(query("key#1"))).rejects.toMatchObject({
      name: "AccessDeniedException",
    });
    const due = new QueryCommand({
      TableName: "faxes",
      IndexName: "due",
      KeyConditionExpression: "due = :d",
      ExpressionAttributeValues: { ":d": { S: "due#0" } },
    });
    await expect(table("Keyed").send(due)).rejects.toMatchObject(
      refused("Keyed", "dynamodb:Query", `${tableArn}/index/due`),
    );
  });

  it("counts requests, and capacity where it is asked for", async () => {
    const before = stand.door
      .counts()
      .find((count) => count.operation === "dynamodb:GetItem" && count.principal === "Api");
    await table("Api").send(
      new GetItemCommand({ TableName: "faxes", Key, ReturnConsumedCapacity: "INDEXES" }),
    );
    const after = stand.door
      .counts()
      .find((count) => count.operation === "dynamodb:GetItem" && count.principal === "Api");
    expect(after?.requests).toBe((before?.requests ?? 0) + 1);
    expect(after?.capacityUnits).toBeGreaterThan(0);
  });

  it("counts what the engine refused, and why", async () => {
    const put = new PutItemCommand({
      TableName: "faxes",
      Item: { ...Key, n: { N: "1" } },
      ConditionExpression: "attribute_exists(no_such)",
    });
    await expect(table("Api").send(put)).rejects.toThrow();
    expect(stand.door.refusals()).toContainEqual({
      operation: "dynamodb:PutItem",
      code: "ConditionalCheckFailedException",
      answers: 1,
    });
    expect(
      refusalCodeOf({
        __type: "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
        CancellationReasons: [{ Code: "None" }, { Code: "TransactionConflict" }],
      }),
    ).toBe("TransactionConflict");
  });
});

describe("P8 least privilege: signatures", () => {
  it.each(["dynamodb", "sqs", "ssm"])("a wrong secret is refused by %s", async (service) => {
    const wrong = stand.clientOf("Api");
    const config = { ...wrong, credentials: { ...wrong.credentials, secretAccessKey: "guessed" } };
    const call =
      service === "dynamodb"
        ? new DynamoDBClient(config).send(new GetItemCommand({ TableName: "faxes", Key }))
        : service === "sqs"
          ? new SQSClient(config).send(new SendMessageCommand({ QueueUrl: queueUrl(), MessageBody: "x" }))
          : new SSMClient(config).send(new GetParameterCommand({ Name: "/fax/key" }));
    await expect(call).rejects.toMatchObject({ name: "InvalidSignatureException" });
  });

  it("an unknown access key, a wrong session token and no signature are refused", async () => {
    const known = stand.clientOf("Api");
    const get = () => new GetItemCommand({ TableName: "faxes", Key });
    for (const credentials of [
      { ...known.credentials, accessKeyId: "AKIANOBODY" },
      { ...known.credentials, sessionToken: "another" },
    ]) {
      await expect(new DynamoDBClient({ ...known, credentials }).send(get())).rejects.toMatchObject({
        name: "UnrecognizedClientException",
      });
    }
    const response = await fetch(stand.door.url, {
      method: "POST",
      headers: { "x-amz-target": "DynamoDB_20120810.GetItem" },
      body: "{}",
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      __type: expect.stringContaining("MissingAuthenticationToken"),
    });
  });

  it("a service or operation that the door does not know is 501, also with a good signature", async () => {
    const response = await fetch(stand.door.url, {
      method: "POST",
      headers: { "x-amz-target": "AWSGlue.GetTable" },
      body: "{}",
    });
    expect(response.status).toBe(501);
  });
});

describe("P8 least privilege: SQS", () => {
  it("sends, receives and deletes with the grants for it, and says the door's own address", async () => {
    await queues("Api").send(new SendMessageCommand({ QueueUrl: queueUrl(), MessageBody: "one" }));
    const { QueueUrl } = await queues("Worker").send(new GetQueueUrlCommand({ QueueName: "work" }));
    expect(QueueUrl).toBe(queueUrl());
    const { Messages } = await queues("Worker").send(
      new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 2 }),
    );
    expect(Messages?.map(({ Body }) => Body)).toEqual(["one"]);
    const ReceiptHandle = Messages?.[0]?.ReceiptHandle;
    await queues("Worker").send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  });

  it("a missing grant is refused with function, action and resource, batches included", async () => {
    const receive = new ReceiveMessageCommand({ QueueUrl: queueUrl() });
    await expect(queues("Api").send(receive)).rejects.toMatchObject(
      refused("Api", "sqs:ReceiveMessage", queueArn),
    );
    const batch = new SendMessageBatchCommand({
      QueueUrl: queueUrl(),
      Entries: [{ Id: "1", MessageBody: "x" }],
    });
    await expect(queues("Worker").send(batch)).rejects.toMatchObject(
      refused("Worker", "sqs:SendMessage", queueArn),
    );
  });

  it("delays at the clock's pace: 60 s are one real second at 60 times", async () => {
    const operator = queues("Operator");
    await operator.send(
      new SendMessageCommand({ QueueUrl: queueUrl(), MessageBody: "later", DelaySeconds: 60 }),
    );
    const counts = (await stand.sqs.call("GetQueueAttributes", {
      QueueUrl: stand.sqs.queueUrl("work"),
      AttributeNames: ["All"],
    })) as { Attributes: Record<string, string> };
    expect(counts.Attributes["ApproximateNumberOfMessagesDelayed"]).toBe("1");
    const { Messages = [] } = await operator.send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl(), WaitTimeSeconds: 5, VisibilityTimeout: 60 }),
    );
    expect(Messages.map(({ Body }) => Body)).toEqual(["later"]);
    const again = await operator.send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl(), WaitTimeSeconds: 5 }),
    );
    expect(again.Messages?.map(({ Body }) => Body)).toEqual(["later"]);
  });
});

describe("P8 least privilege: SSM", () => {
  it("gives a SecureString in clear only to who asks for that", async () => {
    const sealed = await parameters("Worker").send(new GetParameterCommand({ Name: "/fax/key" }));
    expect(sealed.Parameter).toMatchObject({ Type: "SecureString", Version: 1 });
    expect(JSON.stringify(sealed.Parameter)).not.toContain("KEY-in-clear");
    const clear = await parameters("Worker").send(
      new GetParameterCommand({ Name: "/fax/key", WithDecryption: true }),
    );
    expect(clear.Parameter?.Value).toBe("KEY-in-clear");
  });

  it("a missing grant, a missing parameter and a doubled one are told as AWS tells them", async () => {
    await expect(
      parameters("Worker").send(new GetParameterCommand({ Name: "/fax/other" })),
    ).rejects.toMatchObject(refused("Worker", "ssm:GetParameter", parameterArn.replace("key", "other")));
    await expect(
      parameters("Operator").send(new GetParameterCommand({ Name: "/fax/other" })),
    ).rejects.toMatchObject({ name: "ParameterNotFound" });
    const put = { Name: "/fax/key", Value: "second", Type: "SecureString" as const };
    await expect(parameters("Operator").send(new PutParameterCommand(put))).rejects.toMatchObject({
      name: "ParameterAlreadyExists",
    });
    const done = await parameters("Operator").send(new PutParameterCommand({ ...put, Overwrite: true }));
    expect(done.Version).toBe(2);
    stand.parameters.put("/fax/key", "KEY-in-clear");
  });
});

describe("for the grant check", () => {
  it("withholds one action of one function until it is given back", async () => {
    const heard: string[] = [];
    const stop = stand.door.onDenial(({ action }) => heard.push(action));
    const get = () => table("Api").send(new GetItemCommand({ TableName: "faxes", Key }));
    const giveBack = stand.door.withhold("Api", "dynamodb:GetItem");
    await expect(get()).rejects.toMatchObject(refused("Api", "dynamodb:GetItem", tableArn));
    giveBack();
    await get();
    stop();
    expect(heard).toEqual(["dynamodb:GetItem"]);
    expect(() => stand.door.withhold("Api", "dynamodb:Scan")).toThrow(/no grant/);
  });

  it("event sources ask without HTTP, and uses tell which grants a run needed", () => {
    stand.door.authorize("Worker", "sqs:ReceiveMessage", queueArn);
    expect(() => stand.door.authorize("Api", "sqs:ReceiveMessage", queueArn)).toThrow(
      refused("Api", "sqs:ReceiveMessage", queueArn).message,
    );
    expect(() => stand.door.authorize("Nobody", "sqs:ReceiveMessage", queueArn)).toThrow(/Nobody/);
    const used = stand.door.uses();
    expect(used).toContainEqual({ principal: "Worker", action: "sqs:ReceiveMessage", resource: queueArn });
    expect(used).toContainEqual({ principal: "Api", action: "dynamodb:PutItem", resource: tableArn });
    expect(
      used.some(({ principal, action }) => principal === "Api" && action === "dynamodb:UpdateItem"),
    ).toBe(false);
  });
});
