/** As much of OpenAPI 3.1 as our description uses. */
export type Schema = { [keyword: string]: unknown };
export type Media = Record<string, { schema: Schema; example?: unknown; encoding?: Record<string, Schema> }>;

export type Parameter = {
  name: string;
  in: "query" | "path" | "header";
  required?: boolean;
  description: string;
  schema: Schema;
  example?: unknown;
};

export type Answer = { description: string; content?: Media; headers?: Record<string, Schema> };
export type Reference = { $ref: string };

export type Operation = {
  operationId: string;
  tags: string[];
  summary: string;
  description: string;
  security?: Record<string, string[]>[];
  parameters?: Parameter[];
  requestBody?: { required: boolean; description?: string; content: Media };
  responses: Record<string, Answer | Reference>;
  "x-codeSamples": { lang: string; label: string; source: string }[];
};

/** What is sent to others, by the event's name. */
export type Webhooks = Record<string, { post: Omit<Operation, "x-codeSamples"> }>;

export type Method = "get" | "head" | "post" | "put" | "patch" | "delete";
export type Paths = Record<string, Partial<Record<Method, Operation>>>;

export type OpenApi = {
  openapi: "3.1.0";
  info: { title: string; version: string; summary: string; description: string; license: object };
  servers: {
    url: string;
    description: string;
    variables?: Record<string, { default: string; description: string }>;
  }[];
  tags: { name: string; description: string }[];
  security: Record<string, string[]>[];
  paths: Paths;
  webhooks: Webhooks;
  components: {
    schemas: Record<string, Schema>;
    responses: Record<string, Answer>;
    securitySchemes: Record<string, Schema & { description: string }>;
  };
};

export const schemaRef = (name: string): Reference => ({ $ref: `#/components/schemas/${name}` });
export const answerRef = (name: string): Reference => ({ $ref: `#/components/responses/${name}` });

/** A JSON body of a named schema. */
export const jsonBody = (name: string, example: object) => ({
  required: true,
  content: { "application/json": { schema: schemaRef(name), example } },
});

/** An answer in the API's envelope: `{"data": ...}`. */
export const dataAnswer = (description: string, schema: Schema, example: unknown): Answer => ({
  description,
  content: {
    "application/json": {
      schema: { type: "object", properties: { data: schema }, required: ["data"] },
      example: { data: example },
    },
  },
});

/** A page of a list, with where it stands. */
export const listOf = (name: string): Schema => ({ type: "array", items: schemaRef(name) });

export const listAnswer = (
  description: string,
  item: string,
  meta: string,
  example: object,
  facts: object,
): Answer => ({
  description,
  content: {
    "application/json": {
      schema: {
        type: "object",
        properties: { data: { type: "array", items: schemaRef(item) }, meta: schemaRef(meta) },
        required: ["data", "meta"],
      },
      example: { data: [example], meta: facts },
    },
  },
});
