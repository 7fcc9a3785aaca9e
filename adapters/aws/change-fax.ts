import {
  ConditionalCheckFailedException,
  GetItemCommand,
  QueryCommand,
  UpdateItemCommand,
  type TransactWriteItem,
} from "@aws-sdk/client-dynamodb";
import type { NativeAttributeValue } from "@aws-sdk/util-dynamodb";
import type { Fax, FaxRequest, TimelineEntry } from "../../core/fax.ts";
import { countEnd } from "./count-end.ts";
import { entryText, faxKey, readFax } from "./stored-fax.ts";
import { readRequest, requestKey } from "./stored-request.ts";
import {
  expression,
  fromAttributes,
  toAttributes,
  type Expression,
  type Plain,
  type Table,
} from "./table.ts";
import { afterConflicts, transact } from "./transact.ts";

/** One conditional write on one fax. `when` lists conditions that must all hold. */
export type FaxChange = {
  at: number;
  set?: [path: string[], value: NativeAttributeValue][];
  /** Written only where the fax does not know the fact yet. */
  fill?: [path: string[], value: NativeAttributeValue][];
  remove?: string[][];
  entry?: TimelineEntry;
  /** What the timeline says beside it. */
  moreEntries?: TimelineEntry[];
  when: (e: Expression) => string[];
  /** Other items to be written in the same transaction. */
  others?: TransactWriteItem[];
};

/**
 * `changed: false` brings the fax as it stands, or undefined if there is none. A change made together with other
 * items does not bring the fax. `blockedBy`: the fax would have changed, but one of the others (`blockedItem`, as it is)
 * stood in the way.
 */
export type ChangeOutcome =
  | { changed: true; fax: Fax | undefined }
  | { changed: false; fax: Fax | undefined; blockedBy?: number; blockedItem?: Plain };

/** Applies the change if its conditions hold; one request, unless writes meet. Other errors of DynamoDB are thrown. */
export async function changeFax(table: Table, id: string, change: FaxChange): Promise<ChangeOutcome> {
  const e = expression();
  const sets = [
    `${e.path("updated")} = ${e.value(change.at)}`,
    ...(change.set ?? []).map(([path, value]) => `${e.path(...path)} = ${e.value(value)}`),
    ...(change.fill ?? []).map(
      ([path, value]) => `${e.path(...path)} = if_not_exists(${e.path(...path)}, ${e.value(value)})`,
    ),
    ...[...(change.entry ? [change.entry] : []), ...(change.moreEntries ?? [])].map(
      (entry) => `${e.path("timeline", entry.key)} = ${e.value(entryText(entry))}`,
    ),
  ];
  const removes = (change.remove ?? []).map((path) => e.path(...path));
  const update = [
    `SET ${sets.join(", ")}`,
    ...(removes.length > 0 ? [`REMOVE ${removes.join(", ")}`] : []),
    `ADD ${e.path("rev")} ${e.value(1)}`,
  ].join(" ");
  const conditions = [
    `attribute_exists(${e.path("pk")})`,
    `attribute_not_exists(${e.path("deleted")})`,
    ...change.when(e),
  ];
  const write = {
    TableName: table.name,
    Key: toAttributes(faxKey(id)),
    UpdateExpression: update,
    ConditionExpression: conditions.join(" AND "),
    ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const,
    ...e.parts(),
  };
  const others = [...(change.others ?? []), ...countEnd(table, id, change.set ?? [])];
  if (others.length > 0) return changeTogether(table, [{ Update: write }, ...others]);
  try {
    const { Attributes: stored } = await afterConflicts(() =>
      table.client.send(new UpdateItemCommand({ ...write, ReturnValues: "ALL_NEW" })),
    );
    return { changed: true, fax: readFax(fromAttributes(stored ?? {})) };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return { changed: false, fax: error.Item ? readFax(fromAttributes(error.Item)) : undefined };
  }
}

async function changeTogether(table: Table, items: TransactWriteItem[]): Promise<ChangeOutcome> {
  const reasons = await transact(table, items);
  if (!reasons) return { changed: true, fax: undefined };
  const [own, ...others] = reasons;
  if (own?.Code === "ConditionalCheckFailed") {
    return { changed: false, fax: own.Item ? readFax(fromAttributes(own.Item)) : undefined };
  }
  const blockedBy = others.findIndex(({ Code }) => Code === "ConditionalCheckFailed");
  const stored = others[blockedBy]?.Item;
  return {
    changed: false,
    fax: undefined,
    blockedBy,
    ...(stored ? { blockedItem: fromAttributes(stored) } : {}),
  };
}

/** Conditions used again and again. */
export const statusIs =
  (...statuses: string[]) =>
  (e: Expression): string[] => [
    `${e.path("status")} IN (${statuses.map((status) => e.value(status)).join(", ")})`,
  ];

export async function readFaxById(table: Table, id: string): Promise<Fax | undefined> {
  const { Item } = await table.client.send(
    new GetItemCommand({ TableName: table.name, Key: toAttributes(faxKey(id)), ConsistentRead: true }),
  );
  return Item ? readFax(fromAttributes(Item)) : undefined;
}

export async function readRequestById(table: Table, id: string): Promise<FaxRequest | undefined> {
  const { Item } = await table.client.send(
    new GetItemCommand({ TableName: table.name, Key: toAttributes(requestKey(id)), ConsistentRead: true }),
  );
  return Item ? readRequest(fromAttributes(Item)) : undefined;
}

/** Fax and request in one read; undefined for an unknown or deleted fax. */
export async function readFaxWithRequest(
  table: Table,
  id: string,
): Promise<{ fax: Fax; request: FaxRequest | undefined } | undefined> {
  const { Items = [] } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      ConsistentRead: true,
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: toAttributes({ ":pk": faxKey(id).pk }),
    }),
  );
  const items = Items.map(fromAttributes);
  const fax = items.find((item) => item["sk"] === "fax");
  if (!fax || fax["deleted"] !== undefined) return undefined;
  const request = items.find((item) => item["sk"] === "request");
  return { fax: readFax(fax), request: request ? readRequest(request) : undefined };
}
