import { badRequest } from "../errors.ts";

/** A form's values are all text: these fields are read as what they mean. */
const flags = ["monochrome", "optimize", "t38_enabled", "store_media", "store_preview"];
const integers = ["black_threshold"];
const lists = ["tags"];
const objects = ["cover_page", "documents", "retry"];

const maxFields = 200;

/** A JSON object from raw text; a 400 `Problem` for anything else. */
export function jsonFields(text: string): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw badRequest("Invalid JSON", "The body is not valid JSON.", { pointer: "" });
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    throw badRequest("Invalid JSON", "The body must be a JSON object.", { pointer: "" });
  }
  return parsed as Record<string, unknown>;
}

/**
 * Fields of a form. What cannot be read as its type stays text, so that validation names it.
 * A field given twice is a list, which only list fields accept.
 */
export function formFields(entries: Iterable<[string, string]>): Record<string, unknown> {
  const values = new Map<string, string[]>();
  let count = 0;
  for (const [name, value] of entries) {
    if (++count > maxFields) throw badRequest("Too many fields", `A form may have ${maxFields} fields.`);
    const known = values.get(name);
    if (known) known.push(value);
    else values.set(name, [value]);
  }
  const fields: Record<string, unknown> = {};
  for (const [name, all] of values) {
    const [only] = all;
    fields[name] = lists.includes(name) ? all : all.length > 1 ? all : readAs(name, only ?? "");
  }
  return fields;
}

function readAs(name: string, text: string): unknown {
  if (flags.includes(name) && (text === "true" || text === "false")) return text === "true";
  if (integers.includes(name) && /^-?\d{1,9}$/.test(text)) return Number(text);
  if (objects.includes(name)) return objectIn(text) ?? text;
  return text;
}

function objectIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** JSON under a form's content type, as the carrier's own quickstart curl sends it. */
export const looksLikeJson = (text: string): boolean => text.trimStart().startsWith("{");
