/** The adapters of queues and of the carrier's key on moto's SQS and SSM, which answer with their own words. */
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, it } from "vitest";
import { carrierKeyReader, storeCarrierKey } from "../../adapters/aws/carrier-key.ts";
import { countMessages, openQueues, sendMessage, sendMessages } from "../../adapters/aws/queues.ts";
import { noon } from "../../test/support/faxes.ts";

const url = process.env["TEST_MOTO_URL"] ?? "";
Object.assign(process.env, {
  AWS_ENDPOINT_URL_SQS: url,
  AWS_ENDPOINT_URL_SSM: url,
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test",
});
const queues = openQueues();
const sqs = new SQSClient({});
const ssm = new SSMClient({});
afterAll(() => [queues, sqs, ssm].forEach((client) => client.destroy()));

const makeQueue = async (QueueName: string) => {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName }));
  return QueueUrl ?? "";
};

/** Takes every message that is visible now. */
async function received(QueueUrl: string): Promise<unknown[]> {
  const bodies: unknown[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    if (Messages.length === 0) return bodies;
    for (const { Body = "", ReceiptHandle } of Messages) {
      bodies.push(JSON.parse(Body));
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
}

describe("a queue", () => {
  it("takes one message, and counts it", async () => {
    const queue = await makeQueue("one");
    await sendMessage(queues, queue, { faxId: "ä \u{1f4e0}" });
    expect(await countMessages(queues, queue)).toBe(1);
    expect(await received(queue)).toEqual([{ faxId: "ä \u{1f4e0}" }]);
    expect(await countMessages(queues, queue)).toBe(0);
  });

  it("takes many, more than one request holds", async () => {
    const queue = await makeQueue("many");
    const numbers = Array.from({ length: 23 }, (_, index) => index);
    await sendMessages(
      queues,
      queue,
      numbers.map((body) => ({ body, delaySeconds: 0 })),
    );
    expect((await received(queue)).map(Number).sort((a, b) => a - b)).toEqual(numbers);
  });

  it("holds back what is to come later, and then gives it", async () => {
    const queue = await makeQueue("later");
    await sendMessages(queues, queue, [
      { body: "later", delaySeconds: 2 },
      { body: "now", delaySeconds: 0 },
    ]);
    expect(await received(queue)).toEqual(["now"]);
    await sleep(2_500);
    expect(await received(queue)).toEqual(["later"]);
  });

  it("sends what is received too often to its dead letters", async () => {
    const [queue, dead] = [await makeQueue("poison"), await makeQueue("poison-dead")];
    const deadLetterTargetArn = "arn:aws:sqs:us-east-1:123456789012:poison-dead";
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 2 });
    const Attributes = { RedrivePolicy, VisibilityTimeout: "0" };
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl: queue, Attributes }));
    await sendMessage(queues, queue, "poison");
    for (let times = 0; times < 4; times++)
      await sqs.send(new ReceiveMessageCommand({ QueueUrl: queue, MaxNumberOfMessages: 10 }));
    expect(await received(dead)).toEqual(["poison"]);
  });

  it("that is not there is an error, never silence", async () => {
    const nowhere = `${url}/123456789012/nowhere`;
    await expect(sendMessage(queues, nowhere, {})).rejects.toThrow();
    await expect(sendMessages(queues, nowhere, [{ body: 1, delaySeconds: 0 }])).rejects.toThrow();
    await expect(countMessages(queues, nowhere)).rejects.toThrow();
  });
});

describe("the carrier's key", () => {
  it("is nothing while nobody has stored it, and is read as soon as somebody has", async () => {
    const key = carrierKeyReader("/fax/key");
    expect(await key.read(noon)).toBeUndefined();
    await storeCarrierKey("/fax/key", "KEY0123456789_example");
    expect(await key.read(noon)).toBe("KEY0123456789_example");
  });

  it("is replaced, and forgotten when the carrier refuses it", async () => {
    await storeCarrierKey("/fax/other", "KEY-1");
    const key = carrierKeyReader("/fax/other");
    expect(await key.read(noon)).toBe("KEY-1");
    await storeCarrierKey("/fax/other", "KEY-2");
    expect(await key.read(noon + 59_999)).toBe("KEY-1");
    key.forget();
    expect(await key.read(noon + 59_999)).toBe("KEY-2");
  });

  it("is kept encrypted: without decryption nobody reads it", async () => {
    await storeCarrierKey("/fax/secret", "KEY-secret");
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: "/fax/secret" }));
    expect(Parameter?.Type).toBe("SecureString");
    expect(Parameter?.Value).not.toBe("KEY-secret");
  });
});
