import { createTransport } from "nodemailer";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Clock, createClock } from "../../local/clock.ts";
import { type LocalCloud, startCloud } from "../../local/run.ts";
import { fixtureTemplate, writeAssembly } from "./fixtures/assembly.ts";

let cloud: LocalCloud;
let clock: Clock;
let remove: () => Promise<void>;
const lines: string[] = [];
const failures: string[] = [];

beforeAll(async () => {
  const written = await writeAssembly();
  remove = written.remove;
  clock = createClock(20);
  cloud = await startCloud({
    assembly: written.folder,
    dataDirectory: undefined,
    apiPort: 0,
    smtpPort: 0,
    doorPort: 0,
    clock,
    parameters: {},
    log: (line) => void lines.push(line),
    onInvocation: ({ ok, functionName }) => void (ok || failures.push(functionName)),
  });
});
afterAll(async () => {
  await cloud.close();
  await remove();
});

const api = (path: string, init: RequestInit = {}) => fetch(`${cloud.apiUrl}${path}`, init);
const json = async (path: string, init: RequestInit = {}) => (await api(path, init)).json();
/** The text kept under a key, once it is there. */
const stored = async (key: string) => {
  await cloud.idle();
  const response = await api(`/items/${encodeURIComponent(key)}`);
  return response.ok ? ((await response.json()) as { text: string }).text : undefined;
};

describe("the HTTP API hands over and answers as API Gateway does", () => {
  test("the event has payload format 2.0", async () => {
    const event = await json("/echo?a=1&a=2&b=%2B+x", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Mixed-Case": "Yes", cookie: "k=v; l=w" },
      body: '{"a":1}',
    });
    expect(event).toMatchObject({
      version: "2.0",
      routeKey: "POST /echo",
      rawPath: "/echo",
      rawQueryString: "a=1&a=2&b=%2B+x",
      queryStringParameters: { a: "1,2", b: "+ x" },
      cookies: ["k=v", "l=w"],
      headers: { "x-mixed-case": "Yes", "content-type": "application/json" },
      body: '{"a":1}',
      isBase64Encoded: false,
      requestContext: {
        http: { method: "POST", path: "/echo", sourceIp: "127.0.0.1" },
        stage: "$default",
        apiId: "fixture-api",
        time: expect.stringMatching(/^\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
        timeEpoch: expect.any(Number),
      },
    });
    expect(event.headers.cookie).toBeUndefined();
  });

  test.each([
    ["application/x-www-form-urlencoded", true],
    ["multipart/form-data; boundary=x", true],
    ["application/pdf", true],
    ["application/vnd.api+json", false],
    ["text/plain; charset=utf-8", false],
  ])("a body of type %s arrives base64-encoded: %s", async (type, isBase64Encoded) => {
    const event = await json("/echo", { method: "POST", headers: { "content-type": type }, body: "a=1" });
    expect(event).toMatchObject({ isBase64Encoded, body: isBase64Encoded ? "YT0x" : "a=1" });
  });

  test("a plain result, cookies and headers", async () => {
    expect(await json("/plain")).toEqual({ hello: "world" });
    const response = await api("/cookies");
    expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    expect(response.headers.get("x-own")).toBe("yes");
    expect(response.headers.get("content-type")).toBe("text/plain;charset=UTF-8");
  });

  test.each([
    ["GET", "/nowhere", 404, "Not Found"],
    ["DELETE", "/plain", 404, "Not Found"],
    ["GET", "/throws", 500, "Internal Server Error"],
    ["GET", "/malformed", 500, "Internal Server Error"],
    ["GET", "/hangs", 500, "Internal Server Error"],
    ["GET", "/exits", 500, "Internal Server Error"],
  ])("%s %s is the gateway's own %d", async (method, path, status, message) => {
    const response = await api(path, { method });
    expect([response.status, await response.json()]).toEqual([status, { message }]);
  });

  test.each([
    ["beyond Lambda's 6 MB", 7],
    ["beyond the gateway's 10 MB", 11],
  ])("a body %s gets the bare 413", async (_, megabytes) => {
    const body = "x".repeat(megabytes * 1024 * 1024);
    const headers = { "content-type": "text/plain" };
    const response = await api("/echo", { method: "POST", headers, body });
    expect([response.status, await response.json()]).toEqual([413, { message: "Request Entity Too Large" }]);
  });

  test("a preflight is answered without the function; other origins get no header", async () => {
    const preflight = (origin: string) =>
      api("/items/1", { method: "OPTIONS", headers: { origin, "access-control-request-method": "PUT" } });
    const ours = await preflight("https://console.example");
    expect(ours.status).toBe(204);
    expect(ours.headers.get("access-control-allow-origin")).toBe("https://console.example");
    expect(ours.headers.get("access-control-allow-methods")).toBe("GET,PUT");
    expect((await preflight("https://evil.example")).headers.get("access-control-allow-origin")).toBeNull();
    const plain = await api("/plain", { headers: { origin: "https://console.example" } });
    expect(plain.headers.get("access-control-allow-origin")).toBe("https://console.example");
  });

  test("a greedy route takes any method", async () => {
    expect(await json("/any/a/b%20c", { method: "PATCH" })).toEqual({
      routeKey: "ANY /any/{rest+}",
      parameters: { rest: "a/b c" },
    });
  });
});

describe("a function sees what it would see on AWS", () => {
  test("its environment is the template's, Lambda's and the SDK's, and nothing of ours", async () => {
    const { environment, context, clock: seen } = await json("/self");
    expect(Object.keys(environment).sort()).toEqual(
      [
        "AWS_ACCESS_KEY_ID",
        "AWS_CONFIG_FILE",
        "AWS_DEFAULT_REGION",
        "AWS_ENDPOINT_URL",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
        "AWS_LAMBDA_FUNCTION_NAME",
        "AWS_LAMBDA_FUNCTION_VERSION",
        "AWS_LAMBDA_LOG_GROUP_NAME",
        "AWS_REGION",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "AWS_SHARED_CREDENTIALS_FILE",
        "LAMBDA_TASK_ROOT",
        "TABLE",
        "TZ",
        "WORK_QUEUE",
        "_HANDLER",
      ].sort(),
    );
    expect(environment.AWS_SESSION_TOKEN.length).toBeGreaterThan(1000);
    expect(context).toMatchObject({ functionName: "Fixture-Web3D3D3D3D", memoryLimitInMB: "256" });
    expect(seen.isDate).toBe(true);
  });

  test("time is the laptop's", async () => {
    clock.advance(86_400);
    const before = clock.now().getTime();
    const { clock: seen } = await json("/self");
    expect(seen.now).toBeGreaterThanOrEqual(before);
    // Signatures are made and checked on the same clock.
    expect((await api("/items/tomorrow", { method: "PUT", body: "x" })).status).toBe(201);
  });
});

describe("every wire of the template carries", () => {
  test("table stream -> relay -> queue -> worker", async () => {
    await api("/items/a", { method: "PUT", body: "one" });
    const record = JSON.parse((await stored("done#a")) ?? "{}");
    expect(JSON.parse(record.body)).toEqual({ id: "a", text: "one", eventName: "INSERT" });
    expect(record).toMatchObject({
      eventSource: "aws:sqs",
      eventSourceARN: "arn:aws:sqs:us-east-1:000000000000:Fixture-WorkQueue",
      attributes: { ApproximateReceiveCount: "1", SentTimestamp: expect.stringMatching(/^\d{13}$/) },
    });
    expect(Number(record.attributes.SentTimestamp)).toBeGreaterThan(Date.now() + 80_000_000);
  });

  test("a write that changes nothing triggers nothing", async () => {
    await api("/items/same", { method: "PUT", body: "x" });
    await cloud.idle();
    const before = (await cloud.census()).items;
    await api("/items/same", { method: "PUT", body: "x" });
    const record = JSON.parse((await stored("done#same")) ?? "{}");
    expect(JSON.parse(record.body).eventName).toBe("INSERT");
    expect((await cloud.census()).items).toBe(before);
  });

  test("a message that fails comes back, then goes to the dead-letter queue; the others are done", async () => {
    await Promise.all(["fails", "works"].map((text) => api(`/items/${text}`, { method: "PUT", body: text })));
    expect(await stored("done#works")).toBeDefined();
    const QueueUrl = cloud.sqs.queueUrl("Fixture-WorkDead");
    const receive = () => cloud.sqs.call("ReceiveMessage", { QueueUrl, WaitTimeSeconds: 10 });
    const dead = (await receive()) as { Messages: { Body: string }[] };
    expect(JSON.parse(dead.Messages[0]?.Body ?? "{}")).toMatchObject({ id: "fails" });
  });

  test("a record that the relay never bears is kept whole in the bucket; the others pass", async () => {
    await Promise.all(
      ["p1", "poison", "p2"].map((text) => api(`/items/${text}`, { method: "PUT", body: text })),
    );
    expect(await stored("done#p1")).toBeDefined();
    expect(await stored("done#p2")).toBeDefined();
    const bucket = cloud.resource("Bucket").physicalId;
    const [key = "", ...others] = await cloud.s3.listKeys(bucket, "aws/lambda/RelaySource/");
    expect([key.split("/").length, others]).toEqual([5, []]);
  });

  test("bucket -> queue -> function, greeted once by S3's test event", async () => {
    const bucket = cloud.resource("Bucket").physicalId;
    await cloud.s3.putObject(bucket, "drop/+1312/a b.pdf", Buffer.from("%PDF"), "application/pdf");
    await cloud.s3.putObject(bucket, "other/x.pdf", Buffer.from("%PDF"), "application/pdf");
    const message = JSON.parse((await stored("seen#drop/%2B1312/a+b.pdf")) ?? "{}");
    expect(message.Records[0].s3).toMatchObject({
      bucket: { name: bucket, arn: `arn:aws:s3:::${bucket}` },
      object: { key: "drop/%2B1312/a+b.pdf", size: 4 },
    });
    expect(JSON.parse((await stored("seen#s3:TestEvent")) ?? "{}")).toMatchObject({ Bucket: bucket });
    expect(await stored("seen#other/x.pdf")).toBeUndefined();
  });

  test("mail -> bucket and topic -> queue -> function", async () => {
    const transport = createTransport({ ...cloud.smtp, secure: false });
    await transport.sendMail({ from: "a@x.example", to: "1@fax.example", subject: "s", text: "t" });
    transport.close();
    await cloud.idle();
    const [key = ""] = await cloud.s3.listKeys(cloud.resource("Bucket").physicalId, "email/");
    const message = JSON.parse((await stored(`seen#${key}`)) ?? "{}");
    expect(message.receipt.recipients).toEqual(["1@fax.example"]);
  });

  test("a rule fires on the laptop's clock", async () => {
    clock.advance(300);
    const event = JSON.parse((await stored("tick")) ?? "{}");
    expect(event).toMatchObject({
      "detail-type": "Scheduled Event",
      source: "aws.events",
      resources: ["arn:aws:events:us-east-1:000000000000:rule/Fixture-EveryFiveMinutes"],
    });
  });

  test("an event source without its grant stands still and says why, and goes on once it is back", async () => {
    const giveBack = cloud.door.withhold("Worker", "sqs:DeleteMessage");
    await api("/items/later", { method: "PUT", body: "x" });
    await expect
      .poll(() => cloud.door.denials.at(-1), { timeout: 20_000 })
      .toMatchObject({
        principal: "Worker",
        action: "sqs:DeleteMessage",
        resource: cloud.resource("WorkQueue").arn,
      });
    giveBack();
    await expect.poll(() => stored("done#later"), { timeout: 20_000 }).toBeDefined();
    expect(lines.join("\n")).toContain("The event source of Worker stopped.");
  });
});

test("resources are found by the beginning of their logical id", () => {
  expect(cloud.resource("Web").logicalId).toBe("Web3D3D3D3D");
  expect(cloud.resource("Table").physicalId).toBe("Fixture-Table");
  expect(() => cloud.resource("Work")).toThrow(/WorkDead, WorkQueue/);
  expect(() => cloud.resource("Nothing")).toThrow(/names none/);
  expect(Object.keys(fixtureTemplate().Outputs).sort()).toEqual(Object.keys(cloud.outputs).sort());
});
