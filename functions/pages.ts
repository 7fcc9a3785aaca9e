import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { Hono } from "hono/tiny";
import { readApiKey } from "../adapters/aws/api-keys.ts";
import { deleteObject, linkToRead, openBucket, putObject, readObject } from "../adapters/aws/bucket.ts";
import { readFaxById } from "../adapters/aws/change-fax.ts";
import { forgetCover, listCovers, noteCover } from "../adapters/aws/covers.ts";
import { readPageLink } from "../adapters/aws/page-links.ts";
import { openTable } from "../adapters/aws/table.ts";
import { coverContentTypes } from "../core/covers.ts";
import { lookAtCover } from "../core/documents/cover/kept-cover.ts";
import { coverKey } from "../core/keys-in-bucket.ts";
import { reachOf } from "../core/mailbox/reach.ts";
import { createAuthenticator } from "./runtime/authenticate.ts";
import { addCoverRoutes } from "./runtime/cover-routes.ts";
import { openEngines } from "./runtime/document-engines.ts";
import { readEnvironment } from "./runtime/env.ts";
import { documentLinkSeconds } from "./runtime/fax-links.ts";
import { serve, toErrorResponse } from "./runtime/http.ts";
import { addLinkRoute } from "./runtime/link-route.ts";
import { keptMailboxes } from "./runtime/kept-mailboxes.ts";
import { addPageRoutes } from "./runtime/page-routes.ts";

const settings = readEnvironment("pages");
const table = openTable(settings.TABLE);
const bucket = openBucket(settings.BUCKET);
const withEngines = openEngines();
const shared = {
  authenticate: createAuthenticator({
    firstKeyHash: settings.FIRST_API_KEY_SHA256,
    readKey: (id) => readApiKey(table, id),
    now: Date.now,
  }),
  withEngines,
  now: Date.now,
  readObject: (key: string, maxBytes: number) => readObject(bucket, key, maxBytes),
};

const mailboxes = keptMailboxes(table);

const app = new Hono();
addPageRoutes(app, {
  ...shared,
  reach: (key) => reachOf(key, mailboxes),
  readFax: (id) => readFaxById(table, id),
  timeZone: settings.HEADER?.timeZone ?? "UTC",
  country: settings.DEFAULT_COUNTRY,
});
addCoverRoutes(app, {
  ...shared,
  look: (bytes) => withEngines((engines) => Promise.resolve(lookAtCover(engines.pdf, bytes))),
  list: () => listCovers(table),
  store: async (cover, bytes) => {
    await putObject(bucket, coverKey(cover.name), bytes, coverContentTypes[cover.kind]);
    await noteCover(table, cover);
  },
  remove: async (name) => {
    const wasThere = await forgetCover(table, name);
    await deleteObject(bucket, coverKey(name));
    return wasThere;
  },
});
addLinkRoute(app, {
  now: Date.now,
  readLink: (hash) => readPageLink(table, hash),
  readFax: (id) => readFaxById(table, id),
  linkToRead: (key, fileName) => linkToRead(bucket, key, documentLinkSeconds, fileName),
});
app.onError((error) => toErrorResponse(error));

/** Pages of stored faxes, the links in mails that lead to them, and covers of the installation's own. */
export const handler = async (event: APIGatewayProxyEventV2) => serve(event, app);
