import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { Hono } from "hono/tiny";
import { readApiKey } from "../adapters/aws/api-keys.ts";
import { deleteObject, openBucket, putObject, readObject } from "../adapters/aws/bucket.ts";
import { forgetCover, listCovers, noteCover } from "../adapters/aws/covers.ts";
import { readFaxById } from "../adapters/aws/change-fax.ts";
import { openTable } from "../adapters/aws/table.ts";
import { faxPagesView } from "../core/api/fax-pages.ts";
import { previewBody, previewView } from "../core/api/preview.ts";
import { validate } from "../core/api/validation.ts";
import { documentFailure, maxDocumentBytes, type DocumentFault } from "../core/document-check.ts";
import { invalid, notFound, type Problem } from "../core/errors.ts";
import type { Fax } from "../core/fax.ts";
import { coverKey } from "../core/keys-in-bucket.ts";
import { coverContentTypes } from "../core/covers.ts";
import { lookAtCover } from "../core/documents/cover/kept-cover.ts";
import { isUuid } from "../core/ids.ts";
import type { CheckedDocument } from "../core/documents/engines.ts";
import { thumbnailWidths } from "../core/documents/fax-raster.ts";
import { timeOperand, withTime } from "../core/documents/sent-time.ts";
import { pricesOf } from "../core/rates.ts";
import { withKeptCovers } from "../core/operations/kept-covers.ts";
import { makeOptions } from "../core/operations/make-options.ts";
import { wishesOf } from "../core/api/create-fax.ts";
import { makeDocument } from "../core/operations/make-document.ts";
import { previewDocument } from "../core/operations/preview-pages.ts";
import { lookOverPages } from "../core/operations/look-over-pages.ts";
import { qualityShown, showPage, showThumbnail, timeShown } from "../core/operations/show-page.ts";
import { createAuthenticator } from "./runtime/authenticate.ts";
import { openEngines } from "./runtime/document-engines.ts";
import { readEnvironment } from "./runtime/env.ts";
import { addCoverRoutes } from "./runtime/cover-routes.ts";
import { pagesKey } from "./runtime/fax-links.ts";
import { readBody } from "./runtime/read-body.ts";
import { json, png, serve, toErrorResponse } from "./runtime/http.ts";

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
app.get("/v2/faxes/:id/pages", async (c) => {
  await authenticate(c.req.raw, "read");
  const { fax, bytes } = await storedPages(c.req.param("id"));
  const looked = await withEngines((engines) => lookOverPages(engines, bytes));
  if (typeof looked === "string") throw cannotBeShown(looked);
  return json(200, { data: faxPagesView(fax, looked) });
});

app.get("/v2/faxes/:id/pages/:page", async (c) => {
  await authenticate(c.req.raw, "read");
  const page = pageNumber(c.req.param("page"));
  const width = thumbnailWidth(c.req.query("width"));
  const { fax, bytes } = await storedPages(c.req.param("id"));
  const time = timeShown(fax, settings.HEADER?.timeZone ?? "UTC", Date.now());
  const shown = await withEngines((engines) =>
    width === undefined
      ? showPage(engines, bytes, page, qualityShown(fax), time)
      : showThumbnail(engines, bytes, page, width, time),
  );
  if (shown === undefined) throw notFound(`Page ${page} of the fax`);
  if (typeof shown === "string") throw cannotBeShown(shown);
  return png(shown);
});

async function storedPages(id: string): Promise<{ fax: Fax; bytes: Uint8Array }> {
  const fax = isUuid(id) ? await readFaxById(table, id) : undefined;
  if (!fax || fax.deletedAt !== undefined) throw notFound("The fax");
  const key = pagesKey(fax);
  const file = key ? await readObject(bucket, key, maxDocumentBytes) : "missing";
  if (typeof file === "string") throw notFound("The fax has no stored pages (yet); its page");
  return { fax, bytes: file.bytes };
}

/** Larger documents are shown page by page once they are sent: this answer is waited for. */
const maxPreviewPages = 50;

app.post("/v2/preview", async (c) => {
  await authenticate(c.req.raw, "send");
  const { fields, contents } = await readBody(c.req.raw);
  const body = validate(previewBody, fields);
  const { to, quality = "high" } = body;
  if (contents.length === 0) throw contentsMissing();
  const country = await countryOf(to);
  const usual = makeOptions(wishesOf(body, settings.DEFAULT_FROM), settings.HEADER, country, Date.now());
  const read = (key: string, maxBytes: number) => readObject(bucket, key, maxBytes);
  const options = await withKeptCovers(read, usual, body.cover_page);
  if (typeof options === "string") throw cannotBeShown(options, { pointer: "/cover_page" });
  const shown = await withEngines(async (engines) => {
    const document = await makeDocument(engines, contents, options);
    if (typeof document === "string") return document;
    if (document.pages > maxPreviewPages) return "too_long";
    return previewDocument(engines.pdf, timed(document), {
      quality,
      hasHeader: settings.HEADER !== undefined,
    });
  });
  if (shown === "too_long") {
    const detail = `A preview has at most ${maxPreviewPages} pages. Send a part of the document.`;
    throw invalid("preview_too_long", "Too many pages", detail, { pointer: "/contents" });
  }
  if (typeof shown === "string") throw cannotBeShown(shown, { pointer: "/contents" });
  const pageSeconds = shown.pages.map(({ seconds }) => seconds);
  const prices = settings.RATES && pricesOf(settings.RATES, country, pageSeconds, shown.seconds);
  return json(200, { data: previewView(quality, shown, prices) });
});

addCoverRoutes(app, {
  authenticate,
  now: Date.now,
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

app.onError((error) => toErrorResponse(error));

/** A call made now would look so. */
const timed = ({ bytes, timeOffset }: CheckedDocument): Uint8Array =>
  timeOffset === undefined
    ? bytes
    : withTime(bytes, timeOffset, timeOperand(Date.now(), settings.HEADER?.timeZone ?? "UTC"));

/** Paper is chosen by the destination; without one, or one that the numbering plan does not know, it is our own. */
const countryOf = async (to: string | undefined): Promise<string> =>
  (to === undefined ? undefined : (await import("../core/numbering-plan.ts")).countryOf(to)) ??
  settings.DEFAULT_COUNTRY;

const cannotBeShown = (fault: DocumentFault, where?: { pointer: string }): Problem =>
  invalid("document_refused", "The document cannot be shown", documentFailure(fault).detail, where);

const contentsMissing = (): Problem =>
  invalid(
    "10004",
    "Missing required parameter",
    "The 'contents' parameter is required: the documents as files.",
    {
      pointer: "/contents",
    },
  );

function pageNumber(name: string): number {
  const [, digits] = /^([1-9]\d{0,2})\.png$/.exec(name) ?? [];
  if (digits === undefined) throw notFound("A page is named by its number, from 1, like 1.png; this page");
  return Number(digits);
}

function thumbnailWidth(given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  const { least, most } = thumbnailWidths;
  const width = /^\d{1,4}$/.test(given) ? Number(given) : 0;
  if (width >= least && width <= most) return width;
  const detail = `The 'width' parameter must be from ${least} to ${most}; leave it out for the dots of the line.`;
  throw invalid("10033", "Value out of range", detail, { parameter: "width" });
}

/** Pages as the recipient's machine prints them: of stored faxes (scope `read`), and of documents before they are sent (scope `send`). */
export const handler = async (event: APIGatewayProxyEventV2) => serve(event, app);
