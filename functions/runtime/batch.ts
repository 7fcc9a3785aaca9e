import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { describeError, log } from "./log.ts";

/** Handles each message by itself; those that throw come back, the others are done. */
export async function eachMessage(
  event: SQSEvent,
  handle: (body: unknown, record: SQSRecord) => Promise<void>,
): Promise<SQSBatchResponse> {
  const outcomes = await Promise.all(
    event.Records.map(async (record) => {
      try {
        await handle(JSON.parse(record.body), record);
        return undefined;
      } catch (error) {
        log("error", "message_failed", {
          messageId: record.messageId,
          tries: Number(record.attributes.ApproximateReceiveCount),
          error: describeError(error),
        });
        return { itemIdentifier: record.messageId };
      }
    }),
  );
  return { batchItemFailures: outcomes.filter((outcome) => outcome !== undefined) };
}

/** Whether the queue will not bring this message again. */
export const isLastTry = (record: SQSRecord, maxTries: number): boolean =>
  Number(record.attributes.ApproximateReceiveCount) >= maxTries;
