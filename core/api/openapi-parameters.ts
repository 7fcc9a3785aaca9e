import { thumbnailWidths } from "../documents/fax-raster.ts";
import { maxPageSize, maxReach } from "./list-query.ts";
import { e164Pattern } from "../fax-number.ts";
import { faxStatuses } from "../fax.ts";
import type { Parameter } from "./openapi-shapes.ts";

/** Of lists that are walked from one page to the next. */
export const pageParameters: Parameter[] = [
  {
    name: "page[size]",
    in: "query",
    description: "How many at most; 20 unless given.",
    schema: { type: "integer", minimum: 1, maximum: maxPageSize },
  },
  {
    name: "page[after]",
    in: "query",
    description: "`meta.next` of an earlier answer.",
    schema: { type: "string" },
  },
];

export const faxIdParameter: Parameter = {
  name: "id",
  in: "path",
  required: true,
  description: "The fax's id.",
  schema: { type: "string", format: "uuid" },
  example: "4f1d6a52-8c1e-4b0a-9d3f-2a6b7c8d9e0f",
};

export const pageParameter: Parameter = {
  name: "page",
  in: "path",
  required: true,
  description: "The page's number, from 1, and `.png`.",
  schema: { type: "string", pattern: "^[1-9][0-9]{0,2}\\.png$" },
  example: "1.png",
};

export const widthParameter: Parameter = {
  name: "width",
  in: "query",
  description: "Makes it a small grey picture, so many dots wide; the dots of the line unless given.",
  schema: { type: "integer", minimum: thumbnailWidths.least, maximum: thumbnailWidths.most },
  example: 240,
};

export const coverNameParameter: Parameter = {
  name: "name",
  in: "path",
  required: true,
  description: "The cover's name.",
  schema: { type: "string", pattern: "^[a-z0-9][a-z0-9-]{0,39}$" },
  example: "letterhead",
};

export const keyIdParameter: Parameter = {
  name: "id",
  in: "path",
  required: true,
  description: "The key's id; `key_first` is the deployment's first key.",
  schema: { type: "string", pattern: "^key_[a-z0-9]{4,32}$" },
  example: "key_1f2e3d4c5b6a7988",
};

export const idempotencyKeyParameter: Parameter = {
  name: "Idempotency-Key",
  in: "header",
  description:
    "Any word of your own, one for each fax you mean to send. The same key with the same body answers the same fax and never sends a second one; " +
    "with another body it is refused. Repeat a request whose answer was lost under the same key.",
  schema: { type: "string", pattern: "^[\\x21-\\x7e]{1,255}$" },
  example: "invoice-2026-0042",
};

const equals = (
  name: string,
  description: string,
  schema: Parameter["schema"],
  example: string,
): Parameter => ({
  name: `filter[${name}][eq]`,
  in: "query",
  description: `${description} \`filter[${name}]=...\` means the same.`,
  schema,
  example,
});
const number = { type: "string", pattern: e164Pattern.source };
const bound = (name: string, words: string): Parameter => ({
  name: `filter[created_at][${name}]`,
  in: "query",
  description: `Only faxes created ${words} this time.`,
  schema: { type: "string", format: "date-time" },
  example: "2026-10-02T14:00:00Z",
});

/** The query of `GET /v2/faxes`; Telnyx's, and `filter[status]` and `page[after]` of ours. */
export const listParameters: Parameter[] = [
  equals(
    "direction",
    "Only `inbound` or only `outbound` faxes.",
    { enum: ["inbound", "outbound"] },
    "inbound",
  ),
  equals("status", "Only faxes with this status. Ours.", { enum: [...faxStatuses] }, "failed"),
  equals("to", "Only faxes to this number.", number, "+13125550148"),
  equals("from", "Only faxes from this number.", number, "+13125550100"),
  bound("gte", "at or after"),
  bound("gt", "after"),
  bound("lte", "at or before"),
  bound("lt", "before"),
  {
    name: "page[number]",
    in: "query",
    description: `Which page; page number times page size reaches ${maxReach}. Go further with \`page[after]\`.`,
    schema: { type: "integer", minimum: 1, maximum: maxReach, default: 1 },
    example: 2,
  },
  {
    name: "page[size]",
    in: "query",
    description: "Faxes on a page.",
    schema: { type: "integer", minimum: 1, maximum: maxPageSize, default: 20 },
    example: 50,
  },
  {
    name: "page[after]",
    in: "query",
    description: "`meta.next` of an earlier answer: goes on after it, to any depth. Ours.",
    schema: { type: "string", pattern: "^[A-Za-z0-9_-]{1,200}$" },
    example: "MjAyNi0xMC0wMlQxNDowMDowMC4wMDBaIzRmMWQ2YTUyLThjMWUtNGIwYS05ZDNmLTJhNmI3YzhkOWUwZg",
  },
];
