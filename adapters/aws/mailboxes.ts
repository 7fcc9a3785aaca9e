import { GetItemCommand, QueryCommand, type TransactWriteItem } from "@aws-sdk/client-dynamodb";
import { mailboxPartition, maxMailboxes, type Mailbox } from "../../core/mailbox/mailbox.ts";
import { fromAttributes, toAttributes, type Plain, type Table } from "./table.ts";
import { transact } from "./transact.ts";

const mailboxPrefix = "mailbox#";
const keyOf = (id: string) => ({ pk: mailboxPartition, sk: `${mailboxPrefix}${id}` });
/** A number is a mailbox's as long as its claim says so. */
const claimKey = (number: string) => ({ pk: mailboxPartition, sk: `number#${number}` });

export const writeMailbox = ({ id, ...facts }: Mailbox): Plain => ({ ...keyOf(id), v: 1, ...facts });

export function readMailboxItem({ pk: _pk, sk, v: _v, ...facts }: Plain): Mailbox {
  return { id: String(sk).slice(mailboxPrefix.length), ...facts } as Mailbox;
}

export async function readMailbox(table: Table, id: string): Promise<Mailbox | undefined> {
  const { Item } = await table.client.send(
    new GetItemCommand({ TableName: table.name, Key: toAttributes(keyOf(id)), ConsistentRead: true }),
  );
  return Item && readMailboxItem(fromAttributes(Item));
}

/** All of them, the oldest first. */
export async function listMailboxes(table: Table): Promise<Mailbox[]> {
  const { Items = [] } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: "pk = :pk AND begins_with(sk, :prefix)",
      ExpressionAttributeValues: toAttributes({ ":pk": mailboxPartition, ":prefix": mailboxPrefix }),
      ConsistentRead: true,
      // Some more than there can be, for two that were made at once.
      Limit: 2 * maxMailboxes,
    }),
  );
  return Items.map((item) => readMailboxItem(fromAttributes(item))).sort((a, b) => a.createdAt - b.createdAt);
}

/** Writes a mailbox and claims its numbers, or nothing. */
export async function createMailbox(table: Table, mailbox: Mailbox): Promise<"created" | "number_taken"> {
  const isNew = { ConditionExpression: "attribute_not_exists(pk)" };
  const reasons = await transact(table, [
    { Put: { TableName: table.name, Item: toAttributes(writeMailbox(mailbox)), ...isNew } },
    ...claimsOf(table, mailbox),
  ]);
  if (!reasons) return "created";
  if (isRefused(reasons[0])) throw new Error("a new mailbox has the id of another");
  return "number_taken";
}

/** Writes a changed mailbox; its numbers move along in the same write. `stale`: it is no longer as it was `before`. */
export async function replaceMailbox(
  table: Table,
  before: Mailbox,
  after: Mailbox,
): Promise<"replaced" | "number_taken" | "stale"> {
  const without = before.numbers.filter((number) => !after.numbers.includes(number));
  const reasons = await transact(table, [
    { Put: { TableName: table.name, Item: toAttributes(writeMailbox(after)), ...unchanged(before) } },
    ...releasesOf(table, { ...before, numbers: without }),
    ...claimsOf(table, after),
  ]);
  if (!reasons) return "replaced";
  return isRefused(reasons[0]) ? "stale" : "number_taken";
}

/** Removes a mailbox and frees its numbers. */
export async function removeMailbox(table: Table, mailbox: Mailbox): Promise<"removed" | "stale"> {
  const reasons = await transact(table, [
    { Delete: { TableName: table.name, Key: toAttributes(keyOf(mailbox.id)), ...unchanged(mailbox) } },
    ...releasesOf(table, mailbox),
  ]);
  return reasons ? "stale" : "removed";
}

const isRefused = (reason?: { Code?: string | undefined }): boolean =>
  reason?.Code === "ConditionalCheckFailed";

const unchanged = ({ updatedAt }: Mailbox) => ({
  ConditionExpression: "updatedAt = :updated",
  ExpressionAttributeValues: toAttributes({ ":updated": updatedAt }),
});

/** The claim is nobody's, or this mailbox's own. */
const ownOrFree = ({ id }: Mailbox) => ({
  ConditionExpression: "attribute_not_exists(pk) OR mailbox = :mailbox",
  ExpressionAttributeValues: toAttributes({ ":mailbox": id }),
});

const claimsOf = (table: Table, mailbox: Mailbox): TransactWriteItem[] =>
  mailbox.numbers.map((number) => {
    const Item = toAttributes({ ...claimKey(number), v: 1, mailbox: mailbox.id });
    return { Put: { TableName: table.name, Item, ...ownOrFree(mailbox) } };
  });

const releasesOf = (table: Table, mailbox: Mailbox): TransactWriteItem[] =>
  mailbox.numbers.map((number) => {
    const Key = toAttributes(claimKey(number));
    return { Delete: { TableName: table.name, Key, ...ownOrFree(mailbox) } };
  });
