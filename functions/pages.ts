import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { Hono } from "hono/tiny";
import { readApiKey } from "../adapters/aws/api-keys.ts";
import { openBucket, readObject } from "../adapters/aws/bucket.ts";
import { readFaxById } from "../adapters/aws/change-fax.ts";
import { openTable } from "../adapters/aws/table.ts";
import { documentFailure, maxDocumentBytes } from "../core/document-check.ts";
import { invalid, notFound } from "../core/errors.ts";
import { isUuid } from "../core/ids.ts";
import { qualityShown, showPage } from "../core/operations/show-page.ts";
import { createAuthenticator } from "./runtime/authenticate.ts";
import { openEngines } from "./runtime/document-engines.ts";
import { readEnvironment } from "./runtime/env.ts";
import { pagesKey } from "./runtime/fax-links.ts";
import { png, serve, toErrorResponse } from "./runtime/http.ts";

const settings = readEnvironment("pages");
const table = openTable(settings.TABLE);
const bucket = openBucket(settings.BUCKET);
const withEngines = openEngines();
const authenticate = createAuthenticator({
  firstKeyHash: settings.FIRST_API_KEY_SHA256,
  readKey: (id) => readApiKey(table, id),
  now: Date.now,
});

const app = new Hono();
app.get("/v2/faxes/:id/pages/:page", async (c) => {
  await authenticate(c.req.raw, "read");
  const page = pageNumber(c.req.param("page"));
  const id = c.req.param("id");
  const fax = isUuid(id) ? await readFaxById(table, id) : undefined;
  if (!fax || fax.deletedAt !== undefined) throw notFound("The fax");
  const key = pagesKey(fax);
  const file = key ? await readObject(bucket, key, maxDocumentBytes) : "missing";
  if (typeof file === "string") throw notFound("The fax has no stored pages (yet); its page");
  const shown = await withEngines((engines) => showPage(engines, file.bytes, page, qualityShown(fax)));
  if (shown === undefined) throw notFound(`Page ${page} of the fax`);
  if (typeof shown === "string") {
    const { internalReason, detail } = documentFailure(shown);
    throw invalid(internalReason, "The pages cannot be shown", detail);
  }
  return png(shown);
});
app.onError((error) => toErrorResponse(error));

function pageNumber(name: string): number {
  const [, digits] = /^([1-9]\d{0,2})\.png$/.exec(name) ?? [];
  if (digits === undefined) throw notFound("A page is named by its number, from 1, like 1.png; this page");
  return Number(digits);
}

/** Single pages as the recipient's machine prints them; scope `read`. */
export const handler = async (event: APIGatewayProxyEventV2) => serve(event, app);
