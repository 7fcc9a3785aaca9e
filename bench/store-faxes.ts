import { BatchWriteItemCommand, UpdateTableCommand, type WriteRequest } from "@aws-sdk/client-dynamodb";
import { writeFax } from "../adapters/aws/stored-fax.ts";
import { writeRequest } from "../adapters/aws/stored-request.ts";
import { toAttributes, type Table } from "../adapters/aws/table.ts";
import { noon, outboundFax, requestOf, uuid } from "../test/support/faxes.ts";

export const destinations = ["+13125550148", "+13125550149"];
export const senders = ["+12065550117", "+12065550118"];

/** Twenty-five items are what one request takes. */
const perRequest = 25;
/** Every page of the bench lies among the newest; only those faxes get their request items, to save time. */
const withRequest = 1_000;

/** Delivered faxes as years of use leave them, a second apart, in turns to two numbers and from two. */
export async function storeFaxes(table: Table, count: number): Promise<void> {
  // The engine keeps a stream in a way that slows it with every write; lists do not read it.
  await table.client.send(
    new UpdateTableCommand({ TableName: table.name, StreamSpecification: { StreamEnabled: false } }),
  );
  const inFlight = new Set<Promise<void>>();
  let batch: WriteRequest[] = [];
  for (let index = 0; index < count; index++) {
    batch.push(faxItem(index));
    if (index >= count - withRequest) batch.push(requestItem(index));
    if (batch.length < perRequest - 1 && index < count - 1) continue;
    const write = writeBatch(table, batch).finally(() => inFlight.delete(write));
    batch = [];
    inFlight.add(write);
    if (inFlight.size >= 16) await Promise.race(inFlight);
  }
  await Promise.all(inFlight);
}

function faxItem(index: number): WriteRequest {
  const createdAt = noon + index * 1_000;
  const fax = outboundFax({
    id: idOf(index),
    createdAt,
    updatedAt: createdAt,
    status: "delivered",
    to: destinations[index % 2] ?? "",
    from: senders[(index >> 1) % 2] ?? "",
  });
  return { PutRequest: { Item: toAttributes(writeFax(fax)) } };
}

const requestItem = (index: number): WriteRequest => ({
  PutRequest: { Item: toAttributes(writeRequest(requestOf(idOf(index)))) },
});

const idOf = (index: number): string => uuid(`stored ${index}`);

async function writeBatch(table: Table, requests: WriteRequest[]): Promise<void> {
  let left = requests;
  while (left.length > 0) {
    const answer = await table.client.send(
      new BatchWriteItemCommand({ RequestItems: { [table.name]: left } }),
    );
    left = answer.UnprocessedItems?.[table.name] ?? [];
  }
}
