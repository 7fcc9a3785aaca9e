/** Which IAM action and resource an SQS call needs (Service Authorization Reference, Amazon SQS). */
import { notMapped, textOf, Unmapped, type Json, type Need, type Place } from "./need.ts";

/** Operation -> IAM action; batches need what their single form needs. */
const actions: Record<string, string> = {
  SendMessage: "SendMessage",
  SendMessageBatch: "SendMessage",
  ReceiveMessage: "ReceiveMessage",
  DeleteMessage: "DeleteMessage",
  DeleteMessageBatch: "DeleteMessage",
  ChangeMessageVisibility: "ChangeMessageVisibility",
  ChangeMessageVisibilityBatch: "ChangeMessageVisibility",
  GetQueueAttributes: "GetQueueAttributes",
  SetQueueAttributes: "SetQueueAttributes",
  PurgeQueue: "PurgeQueue",
  DeleteQueue: "DeleteQueue",
  TagQueue: "TagQueue",
  UntagQueue: "UntagQueue",
  ListQueueTags: "ListQueueTags",
};
const byName: Record<string, string> = { GetQueueUrl: "GetQueueUrl", CreateQueue: "CreateQueue" };

/** @throws Unmapped for an operation without a row here, or an address that names no queue. */
export function queueNeeds(operation: string, body: Json, { region, account }: Place): Need[] {
  const need = (action: string, resource: string): Need[] => [
    { action: `sqs:${action}`, resource, context: {} },
  ];
  const arn = (owner: string, name: string) => `arn:aws:sqs:${region}:${owner}:${name}`;
  if (operation === "ListQueues") return need("ListQueues", "*");
  if (Object.hasOwn(byName, operation)) return need(operation, arn(account, textOf(body, "QueueName")));
  const action = Object.hasOwn(actions, operation) ? actions[operation] : undefined;
  if (action === undefined) throw notMapped("sqs", operation);
  const queue = queueOf(textOf(body, "QueueUrl"));
  return need(action, arn(queue.account, queue.name));
}

/** `http://host/<account>/<queue>` -> account and name; the host may be anything. */
export function queueOf(queueUrl: string): { account: string; name: string } {
  const [, account, name] = /^(?:https?:\/\/[^/]+)?\/(\d{12})\/([A-Za-z0-9_.-]{1,80})$/.exec(queueUrl) ?? [];
  if (account !== undefined && name !== undefined) return { account, name };
  throw new Unmapped(400, "InvalidAddress", "The address of the queue is not valid for this endpoint.");
}
