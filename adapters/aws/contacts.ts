import { GetItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { contactPartition, type Addressee, type Contact } from "../../core/contact.ts";
import { fromAttributes, toAttributes, type Plain, type Table } from "./table.ts";
import { createWithClaims, removeWithClaims, replaceWithClaims, type WithClaims } from "./with-claims.ts";

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

/** What mail needs stands in the claim of the alias itself: one read per alias. */
const withClaims = (contact: Contact): WithClaims => ({
  item: writeContact(contact),
  version: "updated",
  claims: contact.alias === undefined ? [] : [writeClaim(contact.alias, contact)],
  owner: { attribute: "contact", id: contact.id },
});

export const writeClaim = (alias: string, { number, name }: Contact): Plain => ({
  ...claimKey(alias),
  v: 1,
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
  const outcome = await createWithClaims(table, withClaims(contact));
  return outcome === "taken" ? "alias_taken" : outcome;
}

/** Writes a changed contact; its alias moves along in the same write. `stale`: it is no longer as it was `before`. */
export async function replaceContact(
  table: Table,
  before: Contact,
  after: Contact,
): Promise<"replaced" | "alias_taken" | "stale"> {
  const outcome = await replaceWithClaims(table, withClaims(before), withClaims(after));
  return outcome === "taken" ? "alias_taken" : outcome;
}

/** Removes a contact and frees its alias. */
export const removeContact = (table: Table, contact: Contact): Promise<"removed" | "stale"> =>
  removeWithClaims(table, withClaims(contact));
