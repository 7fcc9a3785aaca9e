import { curl } from "./openapi-fax-routes.ts";
import { refusals } from "./openapi-problems.ts";
import { dataAnswer, schemaRef, type Operation, type Paths } from "./openapi-shapes.ts";

export const previewExample = {
  record_type: "preview",
  quality: "high",
  page_count: 1,
  seconds: 26.4,
  price: { amount: "0.0120", currency: "USD" },
  pages: [
    {
      page: 1,
      warnings: [
        {
          code: "text_too_small",
          detail:
            "Some print is smaller than 6.5 points and may not be readable. Enlarge it, or use quality very_high.",
          fix: { quality: "very_high" },
        },
      ],
      coded_bytes: 15420,
      seconds: 12.4,
      price: { amount: "0.0080", currency: "USD" },
      image: "data:image/png;base64,iVBORw0KGgo=",
    },
  ],
};

const previewFax: Operation = {
  operationId: "previewFax",
  tags: ["Faxes"],
  summary: "See what will be printed",
  description:
    "Makes the pages of `contents` as a fax would, sends nothing and keeps nothing: the dots that the recipient's machine will print, what is likely to go wrong with them, how long the call will take, and what it is likely to cost. Up to 50 pages. Scope `send`. Ours.",
  requestBody: {
    required: true,
    content: {
      "multipart/form-data": {
        schema: {
          type: "object",
          required: ["contents"],
          properties: {
            contents: {
              type: "array",
              minItems: 1,
              items: { type: "string", format: "binary" },
              description: "The documents, as for `POST /v2/faxes`: together at most 4 MB.",
            },
            to: {
              type: "string",
              description:
                "Where they are to go, in E.164: decides the paper of documents that have none of their own.",
            },
            from: {
              type: "string",
              description:
                "The sending number in header line and cover page; the installation's unless given.",
            },
            from_display_name: { type: "string", description: "The sender's name there." },
            page_size: { type: "string", description: "The paper, as for `POST /v2/faxes`." },
            cover_page: {
              type: "string",
              description: "A page before the documents, as JSON, as for `POST /v2/faxes`.",
            },
            optimize: { type: "boolean", description: "As for `POST /v2/faxes`." },
            quality: {
              type: "string",
              description: "The resolution, as for `POST /v2/faxes`; `high` unless given.",
            },
          },
        },
      },
    },
  },
  responses: {
    "200": dataAnswer("What will be printed.", schemaRef("Preview"), previewExample),
    ...refusals(400, 401, 403, 413, 415, 422),
  },
  "x-codeSamples": curl(`-F contents=@letter.pdf "$FAX_URL/v2/preview"`),
};

export const previewPaths: Paths = { "/v2/preview": { post: previewFax } };
