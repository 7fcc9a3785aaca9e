import { randomUUID } from "node:crypto";
import type * as Sdk from "@aws-sdk/client-dynamodb";
import { JsonClient, operation, type ClientSettings } from "./json-client.ts";
import { ServiceException, type ExceptionFacts } from "./service-exception.ts";

/** `@aws-sdk/client-dynamodb` as far as our adapters use it; they are written and typed against the SDK. */
export class DynamoDBClient extends JsonClient {
  constructor(settings: ClientSettings = {}) {
    super(
      {
        service: "dynamodb",
        target: "DynamoDB_20120810",
        contentType: "application/x-amz-json-1.0",
        exceptions: { ConditionalCheckFailedException, TransactionCanceledException },
        complete,
      },
      settings,
    );
  }
}

/** A transaction whose answer was lost and that is sent again must not be done again: DynamoDB knows it by its token. */
const complete = (name: string, input: object): object =>
  name === "TransactWriteItems" ? { ClientRequestToken: randomUUID(), ...input } : input;

export const BatchGetItemCommand = operation<Sdk.BatchGetItemCommandInput, Sdk.BatchGetItemCommandOutput>(
  "BatchGetItem",
);
export const DeleteItemCommand = operation<Sdk.DeleteItemCommandInput, Sdk.DeleteItemCommandOutput>(
  "DeleteItem",
);
export const GetItemCommand = operation<Sdk.GetItemCommandInput, Sdk.GetItemCommandOutput>("GetItem");
export const PutItemCommand = operation<Sdk.PutItemCommandInput, Sdk.PutItemCommandOutput>("PutItem");
export const QueryCommand = operation<Sdk.QueryCommandInput, Sdk.QueryCommandOutput>("Query");
export const TransactWriteItemsCommand = operation<
  Sdk.TransactWriteItemsCommandInput,
  Sdk.TransactWriteItemsCommandOutput
>("TransactWriteItems");
export const UpdateItemCommand = operation<Sdk.UpdateItemCommandInput, Sdk.UpdateItemCommandOutput>(
  "UpdateItem",
);

/** Pages of a query, one request each, to its end. */
export async function* paginateQuery(
  { client }: { client: DynamoDBClient },
  input: Sdk.QueryCommandInput,
): AsyncGenerator<Sdk.QueryCommandOutput, undefined> {
  let page: Sdk.QueryCommandOutput | undefined;
  do {
    const from = page?.LastEvaluatedKey;
    page = await client.send(new QueryCommand(from ? { ...input, ExclusiveStartKey: from } : input));
    yield page;
  } while (page.LastEvaluatedKey);
}

/** The item as it stands, where the write asked for it. */
export class ConditionalCheckFailedException extends ServiceException {
  readonly Item: Sdk.ConditionalCheckFailedException["Item"];

  constructor(facts: ExceptionFacts & { Item?: Sdk.ConditionalCheckFailedException["Item"] }) {
    super({ ...facts, name: "ConditionalCheckFailedException" });
    this.Item = facts.Item;
  }
}

/** Why, one reason per item of the transaction. */
export class TransactionCanceledException extends ServiceException {
  readonly CancellationReasons: Sdk.CancellationReason[] | undefined;

  constructor(facts: ExceptionFacts & { CancellationReasons?: Sdk.CancellationReason[] }) {
    super({ ...facts, name: "TransactionCanceledException" });
    this.CancellationReasons = facts.CancellationReasons;
  }
}
