import {
  GetQueueAttributesCommand,
  SQSClient,
  SendMessageBatchCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";

export const openQueues = (): SQSClient => new SQSClient({ maxAttempts: 5 });

/** Puts one message into a queue; returns when it is durable there. */
export async function sendMessage(client: SQSClient, queueUrl: string, message: unknown): Promise<void> {
  await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(message) }));
}

export type OutgoingMessage = { body: unknown; delaySeconds: number };

/** Puts many messages into a queue, ten a request; throws if any was refused. */
export async function sendMessages(
  client: SQSClient,
  queueUrl: string,
  messages: OutgoingMessage[],
): Promise<void> {
  for (let start = 0; start < messages.length; start += 10) {
    const answer = await client.send(
      new SendMessageBatchCommand({
        QueueUrl: queueUrl,
        Entries: messages.slice(start, start + 10).map((message, index) => ({
          Id: String(index),
          MessageBody: JSON.stringify(message.body),
          ...(message.delaySeconds > 0 ? { DelaySeconds: message.delaySeconds } : {}),
        })),
      }),
    );
    if (answer.Failed?.length) throw new Error(`the queue refused ${answer.Failed.length} messages`);
  }
}

/** How many messages can be received now, as nearly as SQS counts them. */
export async function countMessages(client: SQSClient, queueUrl: string): Promise<number> {
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ["ApproximateNumberOfMessages"] }),
  );
  return Number(Attributes?.["ApproximateNumberOfMessages"] ?? 0);
}
