import * as v from "valibot";
import { Problem, type ErrorItem } from "../errors.ts";

/** A rule's message carries its code before the bar: `"10016|must be in +E.164 format"`. */
const titles: Record<string, string> = {
  "10003": "Invalid URL",
  "10004": "Missing required parameter",
  "10016": "Phone number must be in +E.164 format",
  "10025": "Invalid length",
  "10026": "Invalid type",
  "10032": "Invalid value",
  "10033": "Value out of range",
  "90017": "client_state must be Base64",
  unsupported: "Not supported",
};

/** Where a value came from decides how an error names it. */
export type Place = "body" | "query";

/** Checks `input` against the schema; throws a 422 `Problem` with one item per fault, each naming its field. */
export function validate<S extends v.GenericSchema>(
  schema: S,
  input: unknown,
  place: Place = "body",
): v.InferOutput<S> {
  const result = v.safeParse(schema, input);
  if (result.success) return result.output;
  throw new Problem(
    422,
    result.issues.slice(0, 20).map((issue) => errorItem(issue, place)),
  );
}

function errorItem(issue: v.BaseIssue<unknown>, place: Place): ErrorItem {
  const path = (issue.path ?? []).map((step) => String(step.key));
  const missing = issue.input === undefined;
  const [code = "10026", text] = issue.message.includes("|")
    ? issue.message.split("|")
    : [missing ? "10004" : defaultCode(issue), undefined];
  const name = place === "query" ? queryName(path) : path.join(".");
  const detail =
    missing && !issue.message.includes("|")
      ? `The '${name}' parameter is required.`
      : `The '${name}' parameter ${text ?? `is not valid: expected ${issue.expected ?? "another value"}`}.`;
  return {
    code,
    title: titles[code] ?? "Invalid value",
    detail,
    source: place === "query" ? { parameter: name } : { pointer: `/${path.map(escapePointer).join("/")}` },
  };
}

function defaultCode(issue: v.BaseIssue<unknown>): string {
  switch (issue.type) {
    case "picklist":
      return "10032";
    case "min_value":
    case "max_value":
      return "10033";
    case "min_length":
    case "max_length":
      return "10025";
    default:
      return "10026";
  }
}

/** `["filter", "to", "eq"]` as it stands in a query string: `filter[to][eq]`. */
const queryName = ([first = "", ...rest]: string[]): string =>
  first + rest.map((part) => `[${part}]`).join("");

const escapePointer = (part: string): string => part.replaceAll("~", "~0").replaceAll("/", "~1");
