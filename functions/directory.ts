import { randomBytes } from "node:crypto";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { readApiKey } from "../adapters/aws/api-keys.ts";
import {
  createContact,
  findAlias,
  listContacts,
  readContact,
  removeContact,
  replaceContact,
} from "../adapters/aws/contacts.ts";
import {
  createMailbox,
  listMailboxes,
  readMailbox,
  removeMailbox,
  replaceMailbox,
} from "../adapters/aws/mailboxes.ts";
import { openTable } from "../adapters/aws/table.ts";
import { createAuthenticator } from "./runtime/authenticate.ts";
import { contactRoutes } from "./runtime/contact-routes.ts";
import { readEnvironment } from "./runtime/env.ts";
import { addMailboxRoutes } from "./runtime/mailbox-routes.ts";
import { serve } from "./runtime/http.ts";

const settings = readEnvironment("directory");
const table = openTable(settings.TABLE);

const shared = {
  authenticate: createAuthenticator({
    firstKeyHash: settings.FIRST_API_KEY_SHA256,
    readKey: (id) => readApiKey(table, id),
    now: Date.now,
  }),
  now: Date.now,
  randomHex: (digits: number) => randomBytes(digits).toString("hex").slice(0, digits),
};

const app = contactRoutes({
  ...shared,
  create: (contact) => createContact(table, contact),
  read: (id) => readContact(table, id),
  list: (query) => listContacts(table, query),
  findAlias: (alias) => findAlias(table, alias),
  replace: (before, after) => replaceContact(table, before, after),
  remove: (contact) => removeContact(table, contact),
});

addMailboxRoutes(app, {
  ...shared,
  create: (mailbox) => createMailbox(table, mailbox),
  read: (id) => readMailbox(table, id),
  list: () => listMailboxes(table),
  replace: (before, after) => replaceMailbox(table, before, after),
  remove: (mailbox) => removeMailbox(table, mailbox),
});

/** The HTTP API of those whom one faxes, and of those who fax. */
export const handler = async (event: APIGatewayProxyEventV2) => serve(event, app);
