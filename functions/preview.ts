import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { Hono } from "hono/tiny";
import { readApiKey } from "../adapters/aws/api-keys.ts";
import { openBucket, readObject } from "../adapters/aws/bucket.ts";
import { openTable } from "../adapters/aws/table.ts";
import { createAuthenticator } from "./runtime/authenticate.ts";
import { openEngines } from "./runtime/document-engines.ts";
import { readEnvironment } from "./runtime/env.ts";
import { serve, toErrorResponse } from "./runtime/http.ts";
import { keptMailboxes } from "./runtime/kept-mailboxes.ts";
import { officeConverter } from "./runtime/office-converter.ts";
import { addPreviewRoute } from "./runtime/preview-route.ts";
import type { WithEngines } from "./runtime/shown-pages.ts";

const settings = readEnvironment("preview");
const table = openTable(settings.TABLE);
const bucket = openBucket(settings.BUCKET);
const withEngines = openEngines();

/** Somebody waits for the answer, at most 29 s: LibreOffice gets the greater part. */
const office = settings.OFFICE === "libreoffice" ? { convertOffice: officeConverter(20_000) } : {};
const withOffice: WithEngines = (work) => withEngines((engines) => work({ ...engines, ...office }));

const app = new Hono();
addPreviewRoute(app, {
  authenticate: createAuthenticator({
    firstKeyHash: settings.FIRST_API_KEY_SHA256,
    readKey: (id) => readApiKey(table, id),
    now: Date.now,
  }),
  withEngines: withOffice,
  now: Date.now,
  readObject: (key, maxBytes) => readObject(bucket, key, maxBytes),
  countryOf: async (to) =>
    (to === undefined ? undefined : (await import("../core/numbering-plan.ts")).countryOf(to)) ??
    settings.DEFAULT_COUNTRY,
  defaultFrom: settings.DEFAULT_FROM,
  listMailboxes: keptMailboxes(table),
  header: settings.HEADER,
  rates: settings.RATES,
});
app.onError((error) => toErrorResponse(error));

/** Documents as the recipient will see them, before they are sent; it stores nothing. */
export const handler = async (event: APIGatewayProxyEventV2) => serve(event, app);
