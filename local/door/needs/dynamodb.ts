/** Which IAM actions and resources a DynamoDB call needs (Service Authorization Reference, Amazon DynamoDB). */
import { keysOfItems, keysOfQuery } from "./leading-keys.ts";
import {
  invalidBody,
  isObject,
  notMapped,
  objectsIn,
  textOf,
  type Json,
  type Need,
  type Place,
} from "./need.ts";

/** Operations on the one table they name. */
const tableOperations = new Set(
  (
    "CreateTable DescribeTable UpdateTable DeleteTable DescribeTimeToLive UpdateTimeToLive " +
    "DescribeContinuousBackups UpdateContinuousBackups"
  ).split(" "),
);
const itemOperations = new Set(["GetItem", "PutItem", "UpdateItem", "DeleteItem"]);
const tagOperations = new Set(["TagResource", "UntagResource", "ListTagsOfResource"]);
const accountOperations = new Set(["ListTables", "DescribeLimits", "DescribeEndpoints"]);
const transactActions = {
  Put: "PutItem",
  Update: "UpdateItem",
  Delete: "DeleteItem",
  ConditionCheck: "ConditionCheckItem",
  Get: "GetItem",
} as const;

/** @throws Unmapped for an operation without a row here, or a body without its table. */
export function dynamodbNeeds(operation: string, body: Json, place: Place): Need[] {
  const at = (table: string, index?: string) => arnOf(table, index, place);
  if (tableOperations.has(operation)) return [plain(operation, at(textOf(body, "TableName")))];
  if (tagOperations.has(operation)) return [plain(operation, textOf(body, "ResourceArn"))];
  if (accountOperations.has(operation)) return [plain(operation, "*")];
  if (itemOperations.has(operation)) {
    const table = textOf(body, "TableName");
    return [keyed(operation, table, at(table), [operation === "PutItem" ? body["Item"] : body["Key"]])];
  }
  switch (operation) {
    case "Query":
    case "Scan":
      return [searched(operation, body, place)];
    case "BatchGetItem":
      return perTable(body, (table, request) => {
        const keys = isObject(request) ? request["Keys"] : undefined;
        return keyed(operation, table, at(table), Array.isArray(keys) ? keys : []);
      });
    case "BatchWriteItem":
      return perTable(body, (table, requests) =>
        keyed(operation, table, at(table), objectsIn(requests).map(itemOfWrite)),
      );
    case "TransactWriteItems":
    case "TransactGetItems":
      return perElement(operation, body, place);
    default:
      throw notMapped("dynamodb", operation);
  }
}

const plain = (operation: string, resource: string): Need => ({
  action: `dynamodb:${operation}`,
  resource,
  context: {},
});

const keyed = (operation: string, table: string, resource: string, items: unknown[]): Need => ({
  ...plain(operation, resource),
  leadingKeys: async (keyNames) => keysOfItems(items, await keyNames(table, undefined)),
});

function searched(operation: "Query" | "Scan", body: Json, place: Place): Need {
  const table = textOf(body, "TableName");
  const index = body["IndexName"] === undefined ? undefined : textOf(body, "IndexName");
  const need = plain(operation, arnOf(table, index, place));
  // A Scan names no key: AWS gives it no leading keys, and ForAllValues then holds.
  if (operation === "Scan") return need;
  return { ...need, leadingKeys: async (keyNames) => keysOfQuery(body, await keyNames(table, index)) };
}

function perTable(body: Json, needOf: (table: string, request: unknown) => Need): Need[] {
  const requests = body["RequestItems"];
  if (!isObject(requests) || Object.keys(requests).length === 0) {
    throw invalidBody("The request needs RequestItems.");
  }
  return Object.entries(requests).map(([table, request]) => needOf(table, request));
}

function itemOfWrite(request: Json): unknown {
  const { PutRequest, DeleteRequest } = request;
  return isObject(PutRequest)
    ? PutRequest["Item"]
    : isObject(DeleteRequest)
      ? DeleteRequest["Key"]
      : undefined;
}

/** A transaction needs what its elements would need alone; `dynamodb:TransactWriteItems` is no IAM action. */
function perElement(operation: string, body: Json, place: Place): Need[] {
  const items = body["TransactItems"];
  if (!Array.isArray(items) || items.length === 0) throw invalidBody("The request needs TransactItems.");
  const reads = operation === "TransactGetItems";
  return items.flatMap((item: unknown) => {
    const elements = isObject(item) ? Object.entries(item) : [];
    if (elements.length === 0) throw invalidBody("An element of TransactItems is empty.");
    return elements.map(([kind, element]) => {
      const action = Object.hasOwn(transactActions, kind)
        ? transactActions[kind as keyof typeof transactActions]
        : undefined;
      if (!action || (action === "GetItem") !== reads || !isObject(element)) {
        throw invalidBody(`An element of TransactItems is not understood.`);
      }
      const table = textOf(element, "TableName");
      return keyed(action, table, arnOf(table, undefined, place), [element["Item"] ?? element["Key"]]);
    });
  });
}

/** A table may be named by its ARN as well. */
function arnOf(table: string, index: string | undefined, { region, account }: Place): string {
  const arn = table.startsWith("arn:") ? table : `arn:aws:dynamodb:${region}:${account}:table/${table}`;
  return index === undefined ? arn : `${arn}/index/${index}`;
}

/** The stream operations; a shard iterator begins with the ARN of its stream, as on AWS. */
export function streamNeeds(operation: string, body: Json): Need[] {
  switch (operation) {
    case "ListStreams":
      return [plain(operation, "*")];
    case "DescribeStream":
    case "GetShardIterator":
      return [plain(operation, textOf(body, "StreamArn"))];
    case "GetRecords": {
      const [stream = ""] = textOf(body, "ShardIterator").split("|");
      if (!stream.startsWith("arn:")) throw notMapped("dynamodb", operation);
      return [plain(operation, stream)];
    }
    default:
      throw notMapped("dynamodb", operation);
  }
}
