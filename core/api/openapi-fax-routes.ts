import {
  acceptedFax,
  deliveredFax,
  deliveredFaxInFull,
  faxDocument,
  faxPagesExample,
} from "./openapi-examples.ts";
import {
  faxIdParameter,
  idempotencyKeyParameter,
  listParameters,
  pageParameter,
  widthParameter,
} from "./openapi-parameters.ts";
import { refusals } from "./openapi-problems.ts";
import { dataAnswer, schemaRef, type Media, type Operation, type Paths } from "./openapi-shapes.ts";

/** A curl line as people paste it; `$FAX_URL` and `$FAX_API_KEY` are theirs. */
export const curl = (...lines: string[]): Operation["x-codeSamples"] => [
  {
    lang: "Shell",
    label: "curl",
    source: [`curl -H "Authorization: Bearer $FAX_API_KEY"`, ...lines].join(" \\\n  "),
  },
];

const sendBodies: Media = {
  "application/json": {
    schema: schemaRef("CreateFax"),
    example: {
      to: "+13125550148",
      media_url: "https://files.example.com/letter.pdf",
      reference: "case-4711",
    },
  },
  "multipart/form-data": {
    schema: schemaRef("CreateFaxWithContents"),
    encoding: { contents: { contentType: "application/pdf" } },
  },
  "application/x-www-form-urlencoded": {
    schema: schemaRef("CreateFax"),
    example: { to: "+13125550148", media_url: "https://files.example.com/letter.pdf" },
  },
};

const sendFax: Operation = {
  operationId: "sendFax",
  tags: ["Faxes"],
  summary: "Send a fax",
  description:
    "Accepts a fax and answers at once; what is accepted is kept and ends `delivered`, `failed` with a reason, or `canceled`. Scope `send`.\n\n" +
    "The pages come in one of four ways: we fetch them from `media_url` (one link or several); they come along as `contents` (multipart, up to 4 MB in all, one or more files in order); `documents` lists links and documents, mixed in order; " +
    "or none of these is given, and the answer has an `upload_url` to `PUT` a document of up to 50 MB to: the finished upload sends the fax.\n\n" +
    "The body and the answer are those of Telnyx's own `POST /v2/faxes`, so that its SDKs and examples work when the host and the key are changed. " +
    "JSON under a form's content type is understood too, because curl sends it so.",
  parameters: [idempotencyKeyParameter],
  requestBody: { required: true, content: sendBodies },
  responses: {
    "202": dataAnswer("The fax is accepted.", schemaRef("Fax"), acceptedFax),
    ...refusals(400, 401, 403, 413, 415, 422, 429),
  },
  "x-codeSamples": curl(
    `-H "Idempotency-Key: invoice-2026-0042"`,
    `-F to=+13125550148 -F contents=@letter.pdf "$FAX_URL/v2/faxes"`,
  ),
};

const listFaxes: Operation = {
  operationId: "listFaxes",
  tags: ["Faxes"],
  summary: "List faxes",
  description:
    "Faxes of both directions, newest first. Scope `read`. A filtered page may hold fewer faxes than its size although there are more: `meta.next` tells.",
  parameters: listParameters,
  responses: {
    "200": {
      description: "A page of faxes.",
      content: {
        "application/json": {
          schema: schemaRef("FaxList"),
          example: { data: [deliveredFax], meta: { page_number: 1, page_size: 20, total_pages: 1 } },
        },
      },
    },
    ...refusals(401, 403, 422),
  },
  "x-codeSamples": curl(`-G --data-urlencode "filter[status][eq]=failed" "$FAX_URL/v2/faxes"`),
};

const getFax: Operation = {
  operationId: "getFax",
  tags: ["Faxes"],
  summary: "Get a fax",
  description:
    "One fax with every call that was made (`attempts`) and its timeline (`events`). Scope `read`.",
  parameters: [faxIdParameter],
  responses: {
    "200": dataAnswer("The fax.", schemaRef("Fax"), deliveredFaxInFull),
    ...refusals(401, 403, 404),
  },
  "x-codeSamples": curl(`"$FAX_URL/v2/faxes/$ID"`),
};

const deleteFax: Operation = {
  operationId: "deleteFax",
  tags: ["Faxes"],
  summary: "Delete a fax",
  description:
    "Removes a fax that has ended, and its pages, for good. Scope `send`. One that has not ended is refused.",
  parameters: [faxIdParameter],
  responses: { "204": { description: "The fax is removed." }, ...refusals(401, 403, 404, 422) },
  "x-codeSamples": curl(`-X DELETE "$FAX_URL/v2/faxes/$ID"`),
};

const getDocument: Operation = {
  operationId: "getFaxDocument",
  tags: ["Faxes"],
  summary: "Get a link to the pages",
  description:
    "A link to the stored pages, received or sent, that works for 10 minutes and needs no key. Scope `read`. Ours; 404 while there are no pages.",
  parameters: [faxIdParameter],
  responses: {
    "200": dataAnswer(
      "The link, and facts to check the download against.",
      schemaRef("FaxDocument"),
      faxDocument,
    ),
    ...refusals(401, 403, 404),
  },
  "x-codeSamples": curl(`"$FAX_URL/v2/faxes/$ID/document"`),
};

const listPages: Operation = {
  operationId: "listFaxPages",
  tags: ["Faxes"],
  summary: "Look over the pages",
  description:
    "How many pages are stored, which of them are blank, and whether some are missing. Every page is looked at when this is asked. Scope `read`. Ours; 404 while there are no pages.",
  parameters: [faxIdParameter],
  responses: {
    "200": dataAnswer("The pages.", schemaRef("FaxPages"), faxPagesExample),
    ...refusals(401, 403, 404, 422),
  },
  "x-codeSamples": curl(`"$FAX_URL/v2/faxes/$ID/pages"`),
};

const getReceipt: Operation = {
  operationId: "getFaxReceipt",
  tags: ["Faxes"],
  summary: "Get a receipt",
  description:
    "A PDF that says what became of a fax that has ended: result, number, time of completion and pages, every call, the digest of the pages, and the first page as it was sent. Times in the installation's zone. Scope `read`. Ours; 422 while the fax has not ended.",
  parameters: [faxIdParameter],
  responses: {
    "200": {
      description: "The receipt.",
      content: { "application/pdf": { schema: { type: "string", format: "binary" } } },
    },
    ...refusals(401, 403, 404, 422),
  },
  "x-codeSamples": curl(`-o receipt.pdf "$FAX_URL/v2/faxes/$ID/receipt"`),
};

const getPage: Operation = {
  operationId: "getFaxPage",
  tags: ["Faxes"],
  summary: "See a page",
  description:
    "One page in the very dots, black and white, that the recipient's machine prints at the fax's `quality`; a received one as fine as it came. With `width` a small grey picture of it. Scope `read`. Ours; 404 while there are no pages.",
  parameters: [faxIdParameter, pageParameter, widthParameter],
  responses: {
    "200": {
      description: "The page.",
      content: { "image/png": { schema: { type: "string", format: "binary" } } },
    },
    ...refusals(401, 403, 404, 422),
  },
  "x-codeSamples": curl(`-o 1.png "$FAX_URL/v2/faxes/$ID/pages/1.png"`),
};

const cancelFax: Operation = {
  operationId: "cancelFax",
  tags: ["Faxes"],
  summary: "Cancel a fax",
  description:
    "Cancels at once if no call has begun. During a call the carrier is asked to stop, and what it says afterwards decides: look at the fax again. " +
    "Scope `send`. Asking twice is no error.",
  parameters: [faxIdParameter],
  responses: {
    "202": dataAnswer("The cancel is accepted.", schemaRef("Done"), { result: "ok" }),
    ...refusals(401, 403, 404, 422),
  },
  "x-codeSamples": curl(`-X POST "$FAX_URL/v2/faxes/$ID/actions/cancel"`),
};

const refreshFax: Operation = {
  operationId: "refreshFax",
  tags: ["Faxes"],
  summary: "Refresh an inbound fax's link",
  description:
    "Telnyx's call for a new link. Here every `GET` of the fax has a fresh one, so it only answers `ok`. Scope `read`. Inbound faxes only.",
  parameters: [faxIdParameter],
  responses: {
    "200": dataAnswer("Get the fax for a fresh link.", schemaRef("Done"), { result: "ok" }),
    ...refusals(401, 403, 404, 422),
  },
  "x-codeSamples": curl(`-X POST "$FAX_URL/v2/faxes/$ID/actions/refresh"`),
};

export const faxPaths: Paths = {
  "/v2/faxes": { post: sendFax, get: listFaxes },
  "/v2/faxes/{id}": { get: getFax, delete: deleteFax },
  "/v2/faxes/{id}/document": { get: getDocument },
  "/v2/faxes/{id}/receipt": { get: getReceipt },
  "/v2/faxes/{id}/pages": { get: listPages },
  "/v2/faxes/{id}/pages/{page}": { get: getPage },
  "/v2/faxes/{id}/actions/cancel": { post: cancelFax },
  "/v2/faxes/{id}/actions/refresh": { post: refreshFax },
};
