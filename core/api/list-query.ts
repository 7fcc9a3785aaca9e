import * as v from "valibot";
import { type Problem, invalid } from "../errors.ts";
import { e164Pattern } from "../fax-number.ts";
import { faxStatuses, type FaxStatus } from "../fax.ts";
import { validate } from "./validation.ts";

export const maxPageSize = 250;
export const maxReach = 1000;

const wholeNumber = (max: number, text: string) =>
  v.pipe(
    v.string(),
    v.regex(/^\d{1,6}$/, `10026|${text}`),
    v.transform(Number),
    v.minValue(1, `10033|${text}`),
    v.maxValue(max, `10033|${text}`),
  );
const time = v.pipe(
  v.string("10026|must be an ISO 8601 time"),
  v.check(
    (text) => /^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(Date.parse(text)),
    "10026|must be an ISO 8601 time, such as 2026-10-02T14:00:00Z",
  ),
  v.transform((text) => Date.parse(text)),
);
const faxNumber = v.pipe(v.string(), v.regex(e164Pattern, "10016|must be in +E.164 format"));
const equals = <S extends v.GenericSchema<unknown, unknown>>(schema: S) =>
  v.optional(v.strictObject({ eq: v.optional(schema) }, "10032|takes [eq] only"));

/** Query of `GET /v2/faxes`, after its brackets were read into nested names. */
const listQuery = v.object({
  page: v.optional(
    v.strictObject(
      {
        number: v.optional(wholeNumber(maxReach, `must be a whole number from 1 to ${maxReach}`)),
        size: v.optional(wholeNumber(maxPageSize, `must be a whole number from 1 to ${maxPageSize}`)),
        after: v.optional(
          v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,200}$/, "10032|is not a cursor of ours")),
        ),
      },
      "10032|takes [number], [size] and [after]",
    ),
  ),
  filter: v.optional(
    v.strictObject(
      {
        created_at: v.optional(
          v.strictObject(
            { gte: v.optional(time), gt: v.optional(time), lte: v.optional(time), lt: v.optional(time) },
            "10032|takes [gte], [gt], [lte] and [lt]",
          ),
        ),
        direction: equals(v.picklist(["inbound", "outbound"], "10032|must be inbound or outbound")),
        from: equals(faxNumber),
        to: equals(faxNumber),
        status: equals(v.picklist(faxStatuses, `10032|must be one of ${faxStatuses.join(", ")}`)),
      },
      "10032|is not a filter; there are created_at, direction, from, to and status",
    ),
  ),
});

export type ListQuery = {
  pageNumber: number;
  pageSize: number;
  /** Position after which to go on (`createdAt#id`), instead of a page number. */
  after?: string;
  createdFrom?: number;
  createdUntil?: number;
  direction?: "inbound" | "outbound";
  from?: string;
  to?: string;
  status?: FaxStatus;
  /** Only what is of these numbers of ours: as the caller's key says, never the query itself. */
  reach?: string[];
};

/** Reads a raw query string; a 422 `Problem` names the parameter that is wrong. Bounds are inclusive, epoch ms. */
export function readListQuery(rawQuery: string): ListQuery {
  const parsed = validate(listQuery, nested(new URLSearchParams(rawQuery)), "query");
  const pageNumber = parsed.page?.number ?? 1;
  const pageSize = parsed.page?.size ?? 20;
  if (pageNumber * pageSize > maxReach) {
    throw invalid(
      "10033",
      "Value out of range",
      `Page numbers reach the newest ${maxReach} faxes; beyond them go on with page[after] = meta.next.`,
      { parameter: "page[number]" },
    );
  }
  const created = parsed.filter?.created_at;
  const from = Math.max(created?.gte ?? -Infinity, (created?.gt ?? -Infinity) + 1);
  const until = Math.min(created?.lte ?? Infinity, (created?.lt ?? Infinity) - 1);
  return {
    pageNumber,
    pageSize,
    ...(parsed.page?.after ? { after: readCursor(parsed.page.after) } : {}),
    ...(Number.isFinite(from) ? { createdFrom: from } : {}),
    ...(Number.isFinite(until) ? { createdUntil: until } : {}),
    ...(parsed.filter?.direction?.eq ? { direction: parsed.filter.direction.eq } : {}),
    ...(parsed.filter?.from?.eq ? { from: parsed.filter.from.eq } : {}),
    ...(parsed.filter?.to?.eq ? { to: parsed.filter.to.eq } : {}),
    ...(parsed.filter?.status?.eq ? { status: parsed.filter.status.eq } : {}),
  };
}

/** A list position as an opaque word for `page[after]`. */
export const writeCursor = (position: string): string => Buffer.from(position).toString("base64url");

function readCursor(cursor: string): string {
  const position = Buffer.from(cursor, "base64url").toString("latin1");
  if (/^\d{4}-\d\d-\d\dT[\d:.]{12}Z#[0-9a-f-]{36}$/.test(position)) return position;
  throw invalid("10032", "Invalid value", "page[after] takes meta.next of an earlier answer.", {
    parameter: "page[after]",
  });
}

type Nested = { [name: string]: string | Nested };

/** `filter[to][eq]=x` to `{filter: {to: {eq: "x"}}}`; only `page` and `filter` are ours, others are let be. */
function nested(params: URLSearchParams): Nested {
  const result: Nested = Object.create(null) as Nested;
  for (const [name, value] of params) {
    const match = /^(page|filter)((?:\[[a-z_]{1,30}\]){1,3})$/.exec(name);
    if (!match?.[1] || !match[2]) {
      if (/^(page|filter)(\[|$)/.test(name)) throw unknownParameter(name);
      continue;
    }
    const path = [match[1], ...match[2].slice(1, -1).split("][")];
    place(result, path, value, name);
  }
  return result;
}

function place(root: Nested, path: string[], value: string, name: string): void {
  let spot = root;
  const last = path.pop() ?? "";
  for (const part of path) {
    const next = spot[part] ?? (spot[part] = Object.create(null) as Nested);
    if (typeof next === "string") throw unknownParameter(name);
    spot = next;
  }
  if (spot[last] !== undefined) throw unknownParameter(name, "is given twice");
  // Telnyx's docs also write filter[to]=x for filter[to][eq]=x.
  const bare = path.length === 1 && path[0] === "filter" && last !== "created_at";
  spot[last] = bare ? { eq: value } : value;
}

function unknownParameter(name: string, why = "is not a parameter of this list"): Problem {
  const shown = name.slice(0, 80);
  return invalid("10032", "Invalid value", `The '${shown}' parameter ${why}.`, { parameter: shown });
}
