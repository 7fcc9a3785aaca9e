import { problemCodes } from "../../core/api/openapi-problems.ts";
import type { OpenApi, Operation } from "../../core/api/openapi-shapes.ts";
import { fieldsTable } from "./fields-table.ts";
import { escape, listing, paragraphs, prose, table } from "./html.ts";
import { operationSection } from "./operation-section.ts";
import { pageStyle } from "./page-style.ts";

type Call = { method: string; path: string; operation: Operation };
type Chapter = { name: string; description: string; calls: Call[] };

/** Objects that answers hold; the bodies of requests are shown with their calls. */
const shownSchemas = {
  Fax: "Fax",
  FaxList: "A list of faxes",
  FaxDocument: "A fax's document",
  FaxPages: "A fax's pages",
  Cover: "Cover or logo",
  Broadcast: "Broadcast",
  BroadcastRejection: "Rejection of a broadcast",
  BroadcastListMeta: "Where a list of broadcasts stands",
  PageMeta: "Where a page stands",
  WebhookEndpoint: "Webhook endpoint",
  WebhookSigningKey: "Webhook signing key",
  NewWebhookEndpoint: "New webhook endpoint",
  RotatedWebhookSecret: "Rotated secret",
  WebhookDelivery: "Webhook delivery",
  WebhookDeliveryListMeta: "Where a list of deliveries stands",
  ReplayedWebhookDeliveries: "Replayed deliveries",
  Mailbox: "Mailbox",
  Contact: "Contact",
  ContactListMeta: "Where a list of contacts stands",
  ApiKey: "API key",
  NewApiKey: "New API key",
  Refusal: "Refusal",
  Health: "Health",
  Carrier: "Set-up of the carrier",
  Resumed: "Faxes let go again",
  Preview: "Preview",
  Diagnosis: "Diagnosis",
  Done: "Done",
  Problem: "Problem",
};

/** The API's description as one page that needs nothing else: no script, no font, no picture. */
export function apiPage(api: OpenApi): string {
  const chapters = chaptersOf(api);
  return `${[
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escape(api.info.title)} API</title>`,
    `<meta name="description" content="${escape(api.info.summary)}">`,
    `<style>${pageStyle}</style>`,
    "</head>",
    "<body>",
    '<a class="skip" href="#content">Skip to the content</a>',
    '<div class="frame">',
    contents(chapters),
    '<main id="content">',
    introduction(api),
    ...chapters.map((chapter) => chapterPart(api, chapter)),
    errorsPart(),
    objectsPart(api),
    "</main>",
    "</div>",
    "</body>",
    "</html>",
  ].join("\n")}\n`;
}

function chaptersOf(api: OpenApi): Chapter[] {
  const calls = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  );
  return api.tags.map(({ name, description }) => ({
    name,
    description,
    calls: calls.filter(({ operation }) => operation.tags.includes(name)),
  }));
}

const anchorOf = (name: string): string => name.toLowerCase().replaceAll(" ", "-");

function contents(chapters: Chapter[]): string {
  const links = (entries: [anchor: string, text: string][]) =>
    `<ul>${entries.map(([anchor, text]) => `<li><a href="#${anchor}">${escape(text)}</a></li>`).join("\n")}</ul>`;
  return [
    '<nav aria-label="Contents">',
    ...chapters.flatMap(({ name, calls }) => [
      `<h2><a href="#${anchorOf(name)}">${escape(name)}</a></h2>`,
      links(calls.map(({ operation }) => [operation.operationId, operation.summary])),
    ]),
    '<h2><a href="#errors">Errors</a></h2>',
    '<h2><a href="#objects">Objects</a></h2>',
    links(Object.entries(shownSchemas).map(([name, title]) => [`schema-${name}`, title])),
    "</nav>",
  ].join("\n");
}

function introduction(api: OpenApi): string {
  const setUp = [
    "# the stack's output ApiUrl, and the key that npm run deploy printed",
    "export FAX_URL=https://example.execute-api.us-east-1.amazonaws.com",
    "export FAX_API_KEY='sfx_...'",
  ].join("\n");
  return [
    `<h1>${escape(api.info.title)} API</h1>`,
    `<p>Version ${escape(api.info.version)}. For programs: <a href="/openapi.json">openapi.json</a> (OpenAPI 3.1).</p>`,
    paragraphs(api.info.description),
    `<p>${prose(api.components.securitySchemes["apiKey"]?.description ?? "")}</p>`,
    "<p>The lines to paste below use these two:</p>",
    listing("Shell", setUp),
  ].join("\n");
}

const chapterPart = (api: OpenApi, { name, description, calls }: Chapter): string =>
  [
    `<h2 id="${anchorOf(name)}">${escape(name)}</h2>`,
    `<p>${prose(description)}</p>`,
    ...calls.map(({ method, path, operation }) => operationSection(api, method, path, operation)),
  ].join("\n");

function errorsPart(): string {
  const rows = problemCodes.map(({ code, status, meaning }) => [
    `<code>${escape(code)}</code>`,
    String(status),
    prose(meaning),
  ]);
  return [
    '<h2 id="errors">Errors</h2>',
    '<p>Every error is <code>application/problem+json</code>: a <a href="#schema-Problem">Problem</a> whose',
    "<code>errors</code> name each fault and the field it is in. Codes that are numbers are the carrier's own.</p>",
    table("Codes", ["Code", "Status", "Meaning"], rows),
  ].join("\n");
}

function objectsPart(api: OpenApi): string {
  return [
    '<h2 id="objects">Objects</h2>',
    "<p>New fields may be added at any time; let programs pass over those they do not know.</p>",
    ...Object.entries(shownSchemas).flatMap(([name, title]) => [
      `<h3 id="schema-${name}">${escape(title)}</h3>`,
      fieldsTable(`Fields of ${name}`, api.components.schemas[name] ?? {}, { optional: "not always there" }),
    ]),
  ].join("\n");
}
