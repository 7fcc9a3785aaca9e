import { GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { pageLinkForgottenAt, type PageLink } from "../../core/page-link.ts";
import { fromAttributes, toAttributes, type Table } from "./table.ts";

const keyOf = (hash: string) => ({ pk: `link#${hash}`, sk: "link" });

/** Keeps a link under the hash of its token, until a day after it has ended. */
export async function putPageLink(table: Table, hash: string, link: PageLink): Promise<void> {
  const item = {
    ...keyOf(hash),
    v: 1,
    fax: link.faxId,
    until: link.expiresAt,
    expires: Math.ceil(pageLinkForgottenAt(link) / 1000),
  };
  await table.client.send(new PutItemCommand({ TableName: table.name, Item: toAttributes(item) }));
}

/** The link that is kept under this hash, whether or not it has ended. */
export async function readPageLink(table: Table, hash: string): Promise<PageLink | undefined> {
  const { Item } = await table.client.send(
    new GetItemCommand({ TableName: table.name, Key: toAttributes(keyOf(hash)), ConsistentRead: true }),
  );
  if (!Item) return undefined;
  const item = fromAttributes(Item);
  return { faxId: item["fax"] as string, expiresAt: item["until"] as number };
}
