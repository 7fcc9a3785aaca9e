import { GetItemCommand, QueryCommand, type TransactWriteItem } from "@aws-sdk/client-dynamodb";
import { contactPartition, type Addressee, type Contact } from "../../core/contact.ts";
import { fromAttributes, toAttributes, type Plain, type Table } from "./table.ts";
import { transact } from "./transact.ts";

const contactPrefix = "contact#";
const keyOf = (id: string) => ({ pk: contactPartition, sk: `${contactPrefix}${id}` });
/** An alias is a contact's as long as its claim says so. */
const claimKey = (alias: string) => ({ pk: contactPartition, sk: `alias#${alias}` });

export const writeContact = (contact: Contact): Plain => ({
  ...keyOf(contact.id),
  v: 1,
  name: contact.name,
  number: contact.number,
  alias: contact.alias,
  company: contact.company,
  notes: contact.notes,
  created: contact.createdAt,
  updated: contact.updatedAt,
});

/** What mail needs stands in the claim itself: one read per alias. */
export const writeClaim = (alias: string, { id, number, name }: Contact): Plain => ({
  ...claimKey(alias),
  v: 1,
  contact: id,
  number,
  name,
});

export function readContactItem(item: Plain): Contact {
  const optional = (name: "alias" | "company" | "notes") =>
    item[name] === undefined ? {} : { [name]: item[name] as string };
  return {
    id: String(item["sk"]).slice(contactPrefix.length),
    name: item["name"] as string,
    number: item["number"] as string,
    ...optional("alias"),
    ...optional("company"),
    ...optional("notes"),
    createdAt: item["created"] as number,
    updatedAt: item["updated"] as number,
  };
}

async function readItem(table: Table, key: Plain): Promise<Plain | undefined> {
  const { Item } = await table.client.send(
    new GetItemCommand({ TableName: table.name, Key: toAttributes(key), ConsistentRead: true }),
  );
  return Item && fromAttributes(Item);
}

export async function readContact(table: Table, id: string): Promise<Contact | undefined> {
  const item = await readItem(table, keyOf(id));
  return item && readContactItem(item);
}

/** Whom an alias means, with the id of the contact. */
export async function findAlias(
  table: Table,
  alias: string,
): Promise<(Addressee & { contactId: string }) | undefined> {
  const item = await readItem(table, claimKey(alias));
  if (!item) return undefined;
  return {
    contactId: item["contact"] as string,
    number: item["number"] as string,
    name: item["name"] as string,
  };
}

export type ContactPage = { contacts: Contact[]; next?: string };

/** A page of contacts, the oldest first; `after` is the id that an earlier page ended at. */
export async function listContacts(
  table: Table,
  { limit, after }: { limit: number; after?: string },
): Promise<ContactPage> {
  const { Items = [], LastEvaluatedKey } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: "pk = :pk AND begins_with(sk, :prefix)",
      ExpressionAttributeValues: toAttributes({ ":pk": contactPartition, ":prefix": contactPrefix }),
      ConsistentRead: true,
      Limit: limit,
      ...(after === undefined ? {} : { ExclusiveStartKey: toAttributes(keyOf(after)) }),
    }),
  );
  const contacts = Items.map((item) => readContactItem(fromAttributes(item)));
  const last = LastEvaluatedKey && String(fromAttributes(LastEvaluatedKey)["sk"]);
  return { contacts, ...(last ? { next: last.slice(contactPrefix.length) } : {}) };
}

/** Writes a contact and claims its alias, or neither. */
export async function createContact(table: Table, contact: Contact): Promise<"created" | "alias_taken"> {
  const isNew = { ConditionExpression: "attribute_not_exists(pk)" };
  const reasons = await transact(table, [
    { Put: { TableName: table.name, Item: toAttributes(writeContact(contact)), ...isNew } },
    ...claimOf(table, contact),
  ]);
  if (!reasons) return "created";
  if (isRefused(reasons[0])) throw new Error("a new contact has the id of another");
  return "alias_taken";
}

/** Writes a changed contact; its alias moves along in the same write. `stale`: it is no longer as it was `before`. */
export async function replaceContact(
  table: Table,
  before: Contact,
  after: Contact,
): Promise<"replaced" | "alias_taken" | "stale"> {
  const reasons = await transact(table, [
    { Put: { TableName: table.name, Item: toAttributes(writeContact(after)), ...unchanged(before) } },
    ...(before.alias === after.alias ? [] : releaseOf(table, before)),
    ...claimOf(table, after),
  ]);
  if (!reasons) return "replaced";
  return isRefused(reasons[0]) ? "stale" : "alias_taken";
}

/** Removes a contact and frees its alias. */
export async function removeContact(table: Table, contact: Contact): Promise<"removed" | "stale"> {
  const reasons = await transact(table, [
    { Delete: { TableName: table.name, Key: toAttributes(keyOf(contact.id)), ...unchanged(contact) } },
    ...releaseOf(table, contact),
  ]);
  return reasons ? "stale" : "removed";
}

const isRefused = (reason?: { Code?: string | undefined }): boolean =>
  reason?.Code === "ConditionalCheckFailed";

const unchanged = ({ updatedAt }: Contact) => ({
  ConditionExpression: "#updated = :updated",
  ExpressionAttributeNames: { "#updated": "updated" },
  ExpressionAttributeValues: toAttributes({ ":updated": updatedAt }),
});

/** The claim is nobody's, or this contact's own. */
const ownOrFree = ({ id }: Contact) => ({
  ConditionExpression: "attribute_not_exists(pk) OR #contact = :contact",
  ExpressionAttributeNames: { "#contact": "contact" },
  ExpressionAttributeValues: toAttributes({ ":contact": id }),
});

const claimOf = (table: Table, contact: Contact): TransactWriteItem[] => {
  if (contact.alias === undefined) return [];
  const Item = toAttributes(writeClaim(contact.alias, contact));
  return [{ Put: { TableName: table.name, Item, ...ownOrFree(contact) } }];
};

const releaseOf = (table: Table, contact: Contact): TransactWriteItem[] => {
  if (contact.alias === undefined) return [];
  const Key = toAttributes(claimKey(contact.alias));
  return [{ Delete: { TableName: table.name, Key, ...ownOrFree(contact) } }];
};
