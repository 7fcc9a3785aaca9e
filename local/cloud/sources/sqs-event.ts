import { createHash } from "node:crypto";
import * as v from "valibot";
import type { Clock } from "../../clock.ts";
import { place } from "../template/place.ts";

const attributeValue = v.object({
  DataType: v.string(),
  StringValue: v.optional(v.string()),
  BinaryValue: v.optional(v.string()),
});
const received = v.object({
  Messages: v.optional(
    v.array(
      v.object({
        MessageId: v.string(),
        ReceiptHandle: v.string(),
        Body: v.string(),
        Attributes: v.optional(v.record(v.string(), v.string()), {}),
        MessageAttributes: v.optional(v.record(v.string(), attributeValue), {}),
      }),
    ),
    [],
  ),
});
export type ReceivedMessage = NonNullable<v.InferOutput<typeof received>["Messages"]>[number];

export const readReceived = (answer: unknown): ReceivedMessage[] => v.parse(received, answer).Messages;

/** The event that Lambda makes of a batch; the engine's real times are told in local time. */
export function sqsEvent(messages: ReceivedMessage[], queueArn: string, clock: Clock) {
  return {
    Records: messages.map((message) => ({
      messageId: message.MessageId,
      receiptHandle: message.ReceiptHandle,
      body: message.Body,
      attributes: Object.fromEntries(
        Object.entries(message.Attributes).map(([name, value]) => [
          name,
          name.endsWith("Timestamp") ? String(localTime(Number(value), clock)) : value,
        ]),
      ),
      messageAttributes: Object.fromEntries(
        Object.entries(message.MessageAttributes).map(([name, value]) => [
          name,
          {
            ...(value.StringValue !== undefined && { stringValue: value.StringValue }),
            ...(value.BinaryValue !== undefined && { binaryValue: value.BinaryValue }),
            stringListValues: [],
            binaryListValues: [],
            dataType: value.DataType,
          },
        ]),
      ),
      md5OfBody: createHash("md5").update(message.Body).digest("hex"),
      eventSource: "aws:sqs",
      eventSourceARN: queueArn,
      awsRegion: place.region,
    })),
  };
}

/** What the one clock showed at a real moment, epoch ms. */
export function localTime(realMs: number, clock: Clock): number {
  const { realBase, localBase, scale } = clock.snapshot();
  return Math.floor(localBase + (realMs - realBase) * scale);
}

const partialAnswer = v.object({
  batchItemFailures: v.optional(v.nullable(v.array(v.object({ itemIdentifier: v.nullish(v.string()) })))),
});

/**
 * Which items of a batch failed, from a function's partial batch answer. An empty answer is a success;
 * an answer that cannot be read, or names an unknown item, fails the whole batch, as on AWS.
 */
export function failedItems(answer: unknown, known: string[]): string[] {
  if (answer === null || answer === undefined) return [];
  const parsed = v.safeParse(partialAnswer, answer);
  if (!parsed.success) return known;
  const failed = (parsed.output.batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier ?? "");
  return failed.every((item) => known.includes(item)) ? failed : known;
}
