import { afterAll, describe, expect, it } from "vitest";
import { carrierKeyReader } from "../../../adapters/aws/carrier-key.ts";
import { openQueues, sendMessage, sendMessages } from "../../../adapters/aws/queues.ts";
import { startSqs } from "../../../local/engines/sqs.ts";
import { noon } from "../../support/faxes.ts";
import { startScripted } from "../../support/scripted-server.ts";

const sqs = await startSqs({ account: "000000000000", region: "us-east-1" });
await sqs.ensureQueue("work", {});
let stored: string | undefined;
const parameters = await startScripted((_request, response) => {
  const answer =
    stored === undefined
      ? { __type: "ParameterNotFound" }
      : { Parameter: { Name: "/fax/key", Value: stored } };
  response.writeHead(stored === undefined ? 400 : 200, { "content-type": "application/x-amz-json-1.1" });
  response.end(JSON.stringify(answer));
});
Object.assign(process.env, {
  AWS_ENDPOINT_URL_SQS: sqs.url,
  AWS_ENDPOINT_URL_SSM: parameters.url,
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test",
});
const queues = openQueues();
const queueUrl = sqs.queueUrl("work");
afterAll(async () => {
  queues.destroy();
  await Promise.all([sqs.close(), parameters.close()]);
});

/** Takes every message that is visible now. */
async function received(): Promise<unknown[]> {
  const bodies: unknown[] = [];
  for (;;) {
    const answer = (await sqs.call("ReceiveMessage", { QueueUrl: queueUrl, MaxNumberOfMessages: 10 })) as {
      Messages?: { Body: string; ReceiptHandle: string }[];
    };
    if (!answer.Messages?.length) return bodies;
    for (const { Body, ReceiptHandle } of answer.Messages) {
      bodies.push(JSON.parse(Body));
      await sqs.call("DeleteMessage", { QueueUrl: queueUrl, ReceiptHandle });
    }
  }
}

describe("a queue", () => {
  it("takes one message", async () => {
    await sendMessage(queues, queueUrl, { faxId: "a" });
    expect(await received()).toEqual([{ faxId: "a" }]);
  });

  it("takes many, more than one request holds", async () => {
    const numbers = Array.from({ length: 23 }, (_, index) => index);
    await sendMessages(
      queues,
      queueUrl,
      numbers.map((body) => ({ body, delaySeconds: 0 })),
    );
    expect((await received()).map(Number).sort((a, b) => a - b)).toEqual(numbers);
  });

  it("holds back what is to come later", async () => {
    await sendMessages(queues, queueUrl, [
      { body: "later", delaySeconds: 900 },
      { body: "now", delaySeconds: 0 },
    ]);
    expect(await received()).toEqual(["now"]);
  });

  it("that is not there is an error, never silence", async () => {
    const nowhere = sqs.queueUrl("nowhere");
    await expect(sendMessage(queues, nowhere, {})).rejects.toThrow();
    await expect(sendMessages(queues, nowhere, [{ body: 1, delaySeconds: 0 }])).rejects.toThrow();
  });
});

describe("the carrier's key", () => {
  it("is nothing while nobody has stored it, and is read as soon as somebody has", async () => {
    const key = carrierKeyReader("/fax/key");
    stored = undefined;
    expect(await key.read(noon)).toBeUndefined();
    stored = "  \n";
    expect(await key.read(noon)).toBeUndefined();
    stored = " KEY-1\n";
    expect(await key.read(noon)).toBe("KEY-1");
  });

  it("is kept for a minute, and forgotten when the carrier refuses it", async () => {
    const key = carrierKeyReader("/fax/key");
    stored = "KEY-1";
    await key.read(noon);
    stored = "KEY-2";
    const asked = parameters.seen.length;
    expect(await key.read(noon + 59_999)).toBe("KEY-1");
    expect(parameters.seen).toHaveLength(asked);
    expect(await key.read(noon + 60_000)).toBe("KEY-2");
    stored = "KEY-3";
    key.forget();
    expect(await key.read(noon + 60_001)).toBe("KEY-3");
    expect(JSON.parse(parameters.seen[0]?.body ?? "")).toEqual({ Name: "/fax/key", WithDecryption: true });
  });
});
