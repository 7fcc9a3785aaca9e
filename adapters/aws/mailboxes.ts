import { GetItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { mailboxPartition, maxMailboxes, type Mailbox } from "../../core/mailbox/mailbox.ts";
import { fromAttributes, toAttributes, type Plain, type Table } from "./table.ts";
import { createWithClaims, removeWithClaims, replaceWithClaims, type WithClaims } from "./with-claims.ts";

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

const withClaims = (mailbox: Mailbox): WithClaims => ({
  item: writeMailbox(mailbox),
  version: "updatedAt",
  claims: mailbox.numbers.map((number) => ({ ...claimKey(number), v: 1 })),
  owner: { attribute: "mailbox", id: mailbox.id },
});

/** Writes a mailbox and claims its numbers, or nothing. */
export async function createMailbox(table: Table, mailbox: Mailbox): Promise<"created" | "number_taken"> {
  const outcome = await createWithClaims(table, withClaims(mailbox));
  return outcome === "taken" ? "number_taken" : outcome;
}

/** Writes a changed mailbox; its numbers move along in the same write. `stale`: it is no longer as it was `before`. */
export async function replaceMailbox(
  table: Table,
  before: Mailbox,
  after: Mailbox,
): Promise<"replaced" | "number_taken" | "stale"> {
  const outcome = await replaceWithClaims(table, withClaims(before), withClaims(after));
  return outcome === "taken" ? "number_taken" : outcome;
}

/** Removes a mailbox and frees its numbers. */
export const removeMailbox = (table: Table, mailbox: Mailbox): Promise<"removed" | "stale"> =>
  removeWithClaims(table, withClaims(mailbox));
