import type * as Sdk from "@aws-sdk/client-sqs";
import { JsonClient, operation, type ClientSettings } from "./json-client.ts";

/** `@aws-sdk/client-sqs` as far as our adapters use it. As in the SDK, a queue is asked at the host of its URL. */
export class SQSClient extends JsonClient {
  constructor(settings: ClientSettings = {}) {
    super(
      {
        service: "sqs",
        target: "AmazonSQS",
        contentType: "application/x-amz-json-1.0",
        exceptions: {},
        addressOf: (input) => (input as { QueueUrl?: string }).QueueUrl,
      },
      settings,
    );
  }
}

export const GetQueueAttributesCommand = operation<
  Sdk.GetQueueAttributesCommandInput,
  Sdk.GetQueueAttributesCommandOutput
>("GetQueueAttributes");
export const SendMessageBatchCommand = operation<
  Sdk.SendMessageBatchCommandInput,
  Sdk.SendMessageBatchCommandOutput
>("SendMessageBatch");
export const SendMessageCommand = operation<Sdk.SendMessageCommandInput, Sdk.SendMessageCommandOutput>(
  "SendMessage",
);
