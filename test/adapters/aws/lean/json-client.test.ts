import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  paginateQuery,
} from "../../../../adapters/aws/lean/client-dynamodb.ts";
import { SendMessageCommand, SQSClient } from "../../../../adapters/aws/lean/client-sqs.ts";
import {
  GetParameterCommand,
  ParameterNotFound,
  SSMClient,
} from "../../../../adapters/aws/lean/client-ssm.ts";
import {
  startScripted,
  startSocket,
  type ScriptedServer,
  type Seen,
} from "../../../support/scripted-server.ts";

const token = "SESSION-TOKEN-that-nobody-may-read";
const secret = "SECRET-that-nobody-may-read";
type Answer = { status?: number; headers?: Record<string, string>; body?: unknown; drop?: true };

let server: ScriptedServer;
let answers: Answer[] = [];
/** The answers in their order; the last one again for whoever still asks. */
const next = (): Answer => (answers.length > 1 ? answers.shift() : answers[0]) ?? {};

beforeEach(async () => {
  vi.spyOn(Math, "random").mockReturnValue(0.01);
  server = await startScripted((_request, response) => {
    const { status = 200, headers = {}, body = {}, drop } = next();
    if (drop) return void response.destroy();
    response.writeHead(status, headers).end(typeof body === "string" ? body : JSON.stringify(body));
  });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: server.url,
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "AKID",
    AWS_SECRET_ACCESS_KEY: secret,
    AWS_SESSION_TOKEN: token,
  });
  for (const service of ["DYNAMODB", "SQS", "SSM"]) delete process.env[`AWS_ENDPOINT_URL_${service}`];
});
afterEach(async () => {
  vi.restoreAllMocks();
  delete process.env["AWS_ENDPOINT_URL"];
  delete process.env["AWS_SESSION_TOKEN"];
  await server.close();
});

const get = (client: DynamoDBClient) =>
  client.send(new GetItemCommand({ TableName: "t", Key: { pk: { S: "a" } } }));
const caught = async (promise: Promise<unknown>): Promise<any> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe("a request", () => {
  it("is JSON under the operation's name, signed for its service and region, with the session's token", async () => {
    answers = [{ body: { Item: { pk: { S: "a" } } } }];
    expect(await get(new DynamoDBClient())).toMatchObject({ Item: { pk: { S: "a" } } });
    const { headers, body, method, path } = server.seen[0] as Seen;
    expect({ method, path, body: JSON.parse(body) }).toEqual({
      method: "POST",
      path: "/",
      body: { TableName: "t", Key: { pk: { S: "a" } } },
    });
    expect(headers["x-amz-target"]).toBe("DynamoDB_20120810.GetItem");
    expect(headers["x-amz-security-token"]).toBe(token);
    expect(headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKID\/\d{8}\/eu-central-1\/dynamodb\//,
    );
  });

  it("to a queue goes to the host of the queue's URL", async () => {
    answers = [{ body: { MessageId: "1" } }];
    process.env["AWS_ENDPOINT_URL"] = "http://127.0.0.1:1";
    await new SQSClient().send(
      new SendMessageCommand({ QueueUrl: `${server.url}/1/work`, MessageBody: "m" }),
    );
    expect(server.seen[0]?.headers["x-amz-target"]).toBe("AmazonSQS.SendMessage");
  });

  it("of many pages goes on where the last one ended", async () => {
    answers = [{ body: { Items: [1], LastEvaluatedKey: { pk: { S: "a" } } } }, { body: { Items: [2] } }];
    const pages = [];
    for await (const page of paginateQuery({ client: new DynamoDBClient() }, { TableName: "t" }))
      pages.push(page.Items);
    expect(pages).toEqual([[1], [2]]);
    expect(JSON.parse(server.seen[1]?.body ?? "")).toEqual({
      TableName: "t",
      ExclusiveStartKey: { pk: { S: "a" } },
    });
  });
});

describe("what is worth another try is tried again", () => {
  const throttled = { status: 400, body: { __type: "com.amazonaws.dynamodb.v20120810#ThrottlingException" } };
  it.each<[string, Answer]>([
    ["throttling", throttled],
    ["too many requests", { status: 429 }],
    ["an error of the service", { status: 500, body: { __type: "InternalServerError" } }],
    ["a gateway's page", { status: 503, body: "<html>busy</html>" }],
    ["a lost answer", { drop: true }],
  ])("after %s", async (_, fault) => {
    answers = [fault, fault, { body: { Item: {} } }];
    expect(await get(new DynamoDBClient({ maxAttempts: 5 }))).toMatchObject({ Item: {} });
    expect(server.seen).toHaveLength(3);
  });

  it("as often as it was told, and then its error is thrown", async () => {
    answers = [throttled];
    expect(await caught(get(new DynamoDBClient({ maxAttempts: 3 })))).toMatchObject({
      name: "ThrottlingException",
      $metadata: { httpStatusCode: 400 },
    });
    expect(server.seen).toHaveLength(3);
  });

  it("a transaction under the same token each time: a lost answer does not do it twice", async () => {
    answers = [{ drop: true }, {}];
    const client = new DynamoDBClient({ maxAttempts: 5 });
    await client.send(new TransactWriteItemsCommand({ TransactItems: [] }));
    await client.send(new TransactWriteItemsCommand({ TransactItems: [] }));
    const tokens = server.seen.map(({ body }) => JSON.parse(body).ClientRequestToken as string);
    expect(tokens[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(tokens[1]).toBe(tokens[0]);
    expect(tokens[2]).not.toBe(tokens[0]);
  });
});

describe("what another try would not mend is thrown at once", () => {
  it("a failed condition, with the item as it stands", async () => {
    const item = { pk: { S: "a" } };
    answers = [
      { status: 400, body: { __type: "x#ConditionalCheckFailedException", message: "no", Item: item } },
    ];
    const error = await caught(new DynamoDBClient().send(new PutItemCommand({ TableName: "t", Item: item })));
    expect(error).toBeInstanceOf(ConditionalCheckFailedException);
    expect(error).toMatchObject({ name: "ConditionalCheckFailedException", message: "no", Item: item });
    expect(server.seen).toHaveLength(1);
  });

  it("a cancelled transaction, with its reasons", async () => {
    const CancellationReasons = [{ Code: "None" }, { Code: "TransactionConflict" }];
    answers = [{ status: 400, body: { __type: "TransactionCanceledException", CancellationReasons } }];
    const error = await caught(
      new DynamoDBClient().send(new TransactWriteItemsCommand({ TransactItems: [] })),
    );
    expect(error).toBeInstanceOf(TransactionCanceledException);
    expect(error).toMatchObject({ CancellationReasons });
  });

  it("a missing parameter, named in the body or in the header", async () => {
    const ask = () => caught(new SSMClient().send(new GetParameterCommand({ Name: "/x" })));
    answers = [{ status: 400, body: { __type: "ParameterNotFound" } }];
    expect(await ask()).toBeInstanceOf(ParameterNotFound);
    answers = [{ status: 400, headers: { "x-amzn-errortype": "ParameterNotFound:http://internal/" } }];
    expect(await ask()).toBeInstanceOf(ParameterNotFound);
  });

  it("a refused signature, without the request that the service recites", async () => {
    const message = `The signature does not match.\n\nThe Canonical String for this request should have been\n'x-amz-security-token:${token}'`;
    answers = [{ status: 403, body: { __type: "InvalidSignatureException", message } }];
    const error = await caught(get(new DynamoDBClient({ maxAttempts: 5 })));
    expect(error).toMatchObject({
      name: "InvalidSignatureException",
      message: "The signature does not match.",
    });
    expect(JSON.stringify(error) + String(error.stack)).not.toMatch(/nobody-may-read/);
    expect(server.seen).toHaveLength(1);
  });
});

describe("connections", () => {
  it("that died while the function slept cost no try of their own pause, and no second one finds them", async () => {
    let answered = 0;
    const listener = await startSocket((socket) => {
      let asked = 0;
      socket.on("data", () => {
        // The first request of a connection is answered; by the second one the connection is dead.
        if (asked++ > 0) return void socket.resetAndDestroy();
        answered++;
        socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}");
      });
    });
    process.env["AWS_ENDPOINT_URL"] = listener.url;
    const waits = vi.spyOn(globalThis, "setTimeout");
    const client = new DynamoDBClient({ maxAttempts: 2 });
    await Promise.all([get(client), get(client), get(client)]);
    waits.mockClear();
    await get(client);
    expect(answered).toBe(4);
    expect(listener.counted.connections).toBe(4);
    // No pause: only the limits of sockets set timers.
    expect(waits.mock.calls.filter(([, ms]) => ms !== undefined && ms < 1_000)).toEqual([]);
    client.destroy();
    await listener.close();
  });

  it("that nobody takes end in the system's error", async () => {
    process.env["AWS_ENDPOINT_URL"] = "http://127.0.0.1:1";
    expect(await caught(get(new DynamoDBClient({ maxAttempts: 2 })))).toMatchObject({ code: "ECONNREFUSED" });
  });
});
