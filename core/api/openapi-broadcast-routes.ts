import { acceptedBroadcast, broadcast, rejection } from "./openapi-broadcast-examples.ts";
import { deliveredFax } from "./openapi-examples.ts";
import { curl } from "./openapi-fax-routes.ts";
import { idempotencyKeyParameter } from "./openapi-parameters.ts";
import { refusals } from "./openapi-problems.ts";
import {
  dataAnswer,
  listAnswer,
  schemaRef,
  type Operation,
  type Parameter,
  type Paths,
} from "./openapi-shapes.ts";

const idParameter: Parameter = {
  name: "id",
  in: "path",
  required: true,
  description: "The broadcast's id.",
  schema: { type: "string", pattern: "^brd_[0-9a-f]{16}$" },
  example: broadcast.id,
};
const numbered = (name: string, description: string, usual: number, maximum: number): Parameter => ({
  name: `page[${name}]`,
  in: "query",
  description,
  schema: { type: "integer", minimum: 1, maximum, default: usual },
  example: 2,
});
const pageParameters = [
  idParameter,
  numbered("number", "Which page.", 1, 100_000),
  numbered("size", "Entries on a page.", 20, 250),
];

const firstPage = { page_number: 1, page_size: 20, total_pages: 1, total_results: 1 };

const create: Operation = {
  operationId: "createBroadcast",
  tags: ["Broadcasts"],
  summary: "Send one document to many numbers",
  description:
    "Accepts a broadcast and answers at once. The numbers come in `to` (at most 1,000), or without it as a CSV of at most 100,000 rows that you `PUT` to the answer's `upload_url`. " +
    "The document comes as a fax's does: by `media_url`, in `documents`, as `contents`, or without them by a `PUT` to `document_upload_url`. When both are there, one fax for each number is created, the same number once. " +
    "A row that cannot be a fax stops nothing: it becomes a rejection. Scope `send`.",
  parameters: [idempotencyKeyParameter],
  requestBody: {
    required: true,
    content: {
      "application/json": {
        schema: schemaRef("CreateBroadcast"),
        example: {
          to: ["+13125550148", "(312) 555-0149"],
          media_url: "https://files.example.com/letter.pdf",
        },
      },
      "multipart/form-data": {
        schema: schemaRef("CreateBroadcastWithContents"),
        encoding: { contents: { contentType: "application/pdf" } },
      },
    },
  },
  responses: {
    "202": dataAnswer("The broadcast is accepted.", schemaRef("Broadcast"), acceptedBroadcast),
    ...refusals(400, 401, 403, 413, 415, 422),
  },
  "x-codeSamples": curl(
    `-H "Idempotency-Key: recall-2026-10"`,
    `-F contents=@letter.pdf "$FAX_URL/v2/broadcasts" # then: curl -T numbers.csv "$UPLOAD_URL"`,
  ),
};

const list: Operation = {
  operationId: "listBroadcasts",
  tags: ["Broadcasts"],
  summary: "List broadcasts",
  description: "Broadcasts, newest first. Scope `read`.",
  parameters: [
    numbered("size", "Broadcasts on a page.", 20, 50),
    {
      name: "page[after]",
      in: "query",
      description: "`meta.next` of an earlier answer: goes on after it.",
      schema: { type: "string", pattern: "^[A-Za-z0-9_-]{1,200}$" },
    },
  ],
  responses: {
    "200": listAnswer("A page of broadcasts.", "Broadcast", "BroadcastListMeta", broadcast, {
      page_size: 20,
    }),
    ...refusals(401, 403, 422),
  },
  "x-codeSamples": curl(`"$FAX_URL/v2/broadcasts"`),
};

const get: Operation = {
  operationId: "getBroadcast",
  tags: ["Broadcasts"],
  summary: "See how far a broadcast is",
  description: "The broadcast with its counts. Scope `read`.",
  parameters: [idParameter],
  responses: {
    "200": dataAnswer("The broadcast.", schemaRef("Broadcast"), broadcast),
    ...refusals(401, 403, 404),
  },
  "x-codeSamples": curl(`"$FAX_URL/v2/broadcasts/$ID"`),
};

const remove: Operation = {
  operationId: "deleteBroadcast",
  tags: ["Broadcasts"],
  summary: "Delete a broadcast",
  description:
    "Removes a broadcast that has ended: its list, its rejections, and the one copy of the document that its faxes share. The faxes themselves stay, without their pages. Scope `send`.",
  parameters: [idParameter],
  responses: { "204": { description: "The broadcast is removed." }, ...refusals(401, 403, 404, 422) },
  "x-codeSamples": curl(`-X DELETE "$FAX_URL/v2/broadcasts/$ID"`),
};

const faxes: Operation = {
  operationId: "listBroadcastFaxes",
  tags: ["Broadcasts"],
  summary: "List a broadcast's faxes",
  description: "The faxes created so far, in the order of the list. Scope `read`.",
  parameters: pageParameters,
  responses: {
    "200": listAnswer(
      "A page of its faxes.",
      "Fax",
      "PageMeta",
      { ...deliveredFax, broadcast_id: broadcast.id },
      firstPage,
    ),
    ...refusals(401, 403, 404, 422),
  },
  "x-codeSamples": curl(`"$FAX_URL/v2/broadcasts/$ID/faxes"`),
};

const rejections: Operation = {
  operationId: "listBroadcastRejections",
  tags: ["Broadcasts"],
  summary: "List the rows that make no fax",
  description:
    "Each row that makes no fax, with why, in the order of the list; kept for 90 days. Scope `read`.",
  parameters: pageParameters,
  responses: {
    "200": listAnswer("A page of rejections.", "BroadcastRejection", "PageMeta", rejection, firstPage),
    ...refusals(401, 403, 404, 422),
  },
  "x-codeSamples": curl(`"$FAX_URL/v2/broadcasts/$ID/rejections"`),
};

const action = (name: string, summary: string, description: string): Operation => ({
  operationId: `${name}Broadcast`,
  tags: ["Broadcasts"],
  summary,
  description: `${description} Scope \`send\`. Asking twice is no error; one that has ended is refused.`,
  parameters: [idParameter],
  responses: {
    "202": dataAnswer("It is under way.", schemaRef("Broadcast"), broadcast),
    ...refusals(401, 403, 404, 422),
  },
  "x-codeSamples": curl(`-X POST "$FAX_URL/v2/broadcasts/$ID/actions/${name}"`),
});

export const broadcastPaths: Paths = {
  "/v2/broadcasts": { post: create, get: list },
  "/v2/broadcasts/{id}": { get, delete: remove },
  "/v2/broadcasts/{id}/faxes": { get: faxes },
  "/v2/broadcasts/{id}/rejections": { get: rejections },
  "/v2/broadcasts/{id}/actions/pause": {
    post: action(
      "pause",
      "Pause a broadcast",
      "No further fax is created, and none of those that wait is called; calls under way go on to their end.",
    ),
  },
  "/v2/broadcasts/{id}/actions/resume": {
    post: action("resume", "Resume a broadcast", "Goes on where it paused."),
  },
  "/v2/broadcasts/{id}/actions/cancel": {
    post: action(
      "cancel",
      "Cancel a broadcast",
      "No further fax is created, and those that wait are canceled; for calls under way the carrier is asked to stop, and what it says decides.",
    ),
  },
};
