import { apiKey, health, newApiKey, refusal } from "./openapi-examples.ts";
import { curl } from "./openapi-fax-routes.ts";
import { keyIdParameter } from "./openapi-parameters.ts";
import { refusals } from "./openapi-problems.ts";
import { dataAnswer, listOf, schemaRef, type Operation, type Paths } from "./openapi-shapes.ts";

const withoutKey = (source: string): Operation["x-codeSamples"] => [{ lang: "Shell", label: "curl", source }];

const keyPaths: Paths = {
  "/v2/keys": {
    post: {
      operationId: "createKey",
      tags: ["API keys"],
      summary: "Make an API key",
      description: "Makes a key and shows it, this once. Scope `admin`.",
      requestBody: {
        required: true,
        content: {
          "application/json": {
            schema: schemaRef("CreateKey"),
            example: { name: "front desk", scopes: ["send", "read"] },
          },
        },
      },
      responses: {
        "201": dataAnswer("The key.", schemaRef("NewApiKey"), newApiKey),
        ...refusals(400, 401, 403, 413, 415, 422),
      },
      "x-codeSamples": curl(
        `-H "Content-Type: application/json"`,
        `-d '{"name":"front desk","scopes":["send","read"]}' "$FAX_URL/v2/keys"`,
      ),
    },
    get: {
      operationId: "listKeys",
      tags: ["API keys"],
      summary: "List API keys",
      description: "All keys, never the secret parts. Scope `admin`.",
      responses: { "200": dataAnswer("The keys.", listOf("ApiKey"), [apiKey]), ...refusals(401, 403) },
      "x-codeSamples": curl(`"$FAX_URL/v2/keys"`),
    },
  },
  "/v2/keys/{id}": {
    patch: {
      operationId: "changeKey",
      tags: ["API keys"],
      summary: "Change how a key's faxes are redialled, or whose mailbox it is",
      description:
        "Changes what is given; null takes away. It counts within a minute. The deployment's first key follows the settings and cannot be changed: 404. Scope `admin`.",
      parameters: [keyIdParameter],
      requestBody: {
        required: true,
        content: {
          "application/json": {
            schema: schemaRef("ChangeKey"),
            example: { retry: { busy: { redials: 5 } } },
          },
        },
      },
      responses: {
        "200": dataAnswer("The key.", schemaRef("ApiKey"), { ...apiKey, retry: { busy: { redials: 5 } } }),
        ...refusals(400, 401, 403, 404, 413, 415, 422),
      },
      "x-codeSamples": curl(
        `-X PATCH -H "Content-Type: application/json"`,
        `-d '{"retry":{"busy":{"redials":5}}}' "$FAX_URL/v2/keys/$ID"`,
      ),
    },
    delete: {
      operationId: "revokeKey",
      tags: ["API keys"],
      summary: "Revoke an API key",
      description: "Revokes a key; it may still be taken for up to a minute. Scope `admin`.",
      parameters: [keyIdParameter],
      responses: { "204": { description: "The key is revoked." }, ...refusals(401, 403, 404) },
      "x-codeSamples": curl(`-X DELETE "$FAX_URL/v2/keys/$ID"`),
    },
  },
};

const installationPaths: Paths = {
  "/v2/refusals": {
    get: {
      operationId: "listRefusals",
      tags: ["Installation"],
      summary: "List what was not faxed",
      description:
        "What came by mail or hot folder and could not become a fax, with why: the newest 200. Scope `read`; a key of a mailbox may not.",
      responses: { "200": dataAnswer("The records.", listOf("Refusal"), [refusal]), ...refusals(401, 403) },
      "x-codeSamples": curl(`"$FAX_URL/v2/refusals"`),
    },
  },
  "/v2/health": {
    get: {
      operationId: "getHealth",
      tags: ["Installation"],
      summary: "Ask whether faxes can go",
      description: "Whether faxes can go now. Needs no key and tells nothing else.",
      security: [],
      responses: {
        "200": dataAnswer("Faxes are accepted; `degraded` if they wait.", schemaRef("Health"), health),
        "503": dataAnswer("Faxes cannot be accepted now.", schemaRef("Health"), {
          ...health,
          status: "degraded",
          table: "unreachable",
        }),
      },
      "x-codeSamples": withoutKey(`curl "$FAX_URL/v2/health"`),
    },
  },
  "/webhooks/telnyx": {
    post: {
      operationId: "receiveCarrierEvent",
      tags: ["Installation"],
      summary: "Take an event of the carrier",
      description:
        "For the carrier only: give this address as the webhook URL of the fax application. Events are signed with Ed25519; one that is forged or stale is refused and stores nothing.",
      security: [],
      parameters: [
        {
          name: "telnyx-signature-ed25519",
          in: "header",
          required: true,
          description: "Base64 of the signature over timestamp, `|` and the raw body.",
          schema: { type: "string" },
        },
        {
          name: "telnyx-timestamp",
          in: "header",
          required: true,
          description: "When it was signed, Unix seconds; at most 300 seconds from now.",
          schema: { type: "string", pattern: "^\\d+$" },
        },
      ],
      requestBody: {
        required: true,
        content: { "application/json": { schema: { type: "object", description: "The carrier's event." } } },
      },
      responses: {
        "200": { description: "The event is kept." },
        "403": { description: "The signature is wrong, missing or stale." },
        "413": { description: "Larger than any event of the carrier." },
        "500": { description: "The event could not be kept; the carrier sends it again." },
      },
      "x-codeSamples": [],
    },
  },
};

const descriptionPaths: Paths = {
  "/docs": {
    get: {
      operationId: "getDocs",
      tags: ["Installation"],
      summary: "Read this page",
      description: "This description for people. Needs no key.",
      security: [],
      responses: {
        "200": { description: "The page.", content: { "text/html": { schema: { type: "string" } } } },
      },
      "x-codeSamples": withoutKey(`curl "$FAX_URL/docs"`),
    },
  },
  "/openapi.json": {
    get: {
      operationId: "getOpenApi",
      tags: ["Installation"],
      summary: "Get this description for programs",
      description: "OpenAPI 3.1. Needs no key.",
      security: [],
      responses: {
        "200": {
          description: "The document.",
          content: { "application/json": { schema: { type: "object" } } },
        },
      },
      "x-codeSamples": withoutKey(`curl "$FAX_URL/openapi.json"`),
    },
  },
};

export const otherPaths: Paths = { ...keyPaths, ...installationPaths, ...descriptionPaths };
