import type { Schema } from "../../core/api/openapi-shapes.ts";
import { escape, prose, table } from "./html.ts";

const schemaOf = (value: unknown): Schema =>
  typeof value === "object" && value !== null ? (value as Schema) : {};
const schemasOf = (value: unknown): Schema[] => (Array.isArray(value) ? value.map(schemaOf) : []);
const wordsOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/** The fields of an object in a table; those of objects within stand below them, as `document.pages`. */
export function fieldsTable(
  caption: string,
  schema: Schema,
  marks: { required?: string; optional?: string },
): string {
  const rows = fieldRows(schema, "").map(({ name, field, isRequired }) => [
    `<code>${escape(name)}</code>`,
    `${typeWords(field)}${mark(isRequired ? marks.required : marks.optional)}`,
    `${prose(textOf(field["description"]))}${limits(field)}`,
  ]);
  return table(caption, ["Field", "Type", "Meaning"], rows);
}

const mark = (words: string | undefined): string => (words ? `<br><strong>${words}</strong>` : "");

type Row = { name: string; field: Schema; isRequired: boolean };

function fieldRows(schema: Schema, prefix: string): Row[] {
  const required = wordsOf(schema["required"]);
  return Object.entries(schemaOf(schema["properties"])).flatMap(([name, value]) => {
    const field = schemaOf(value);
    const row = { name: `${prefix}${name}`, field, isRequired: required.includes(name) };
    const innerPrefix = `${prefix}${name}${field["type"] === "array" ? "[]" : ""}.`;
    return [row, ...objectsWithin(field).flatMap((inner) => fieldRows(inner, innerPrefix))];
  });
}

/** The objects that a field is, may be, or is a list of. */
const objectsWithin = (field: Schema): Schema[] =>
  [field, schemaOf(field["items"]), ...schemasOf(field["anyOf"])].filter(
    (candidate) => candidate["properties"] !== undefined,
  );

/** The type in words: `string or null`, `list of strings`, a link to a named object. */
export function typeWords(schema: Schema): string {
  const reference = textOf(schema["$ref"]).split("/").at(-1);
  if (reference) return `<a href="#schema-${escape(reference)}">${escape(reference)}</a>`;
  const choices = schemasOf(schema["anyOf"]);
  if (choices.length > 0) return [...new Set(choices.map(typeWords))].join(" or ");
  if (schema["type"] === "array") return `list of ${typeWords(schemaOf(schema["items"]))}`;
  if (schema["const"] !== undefined) return `<code>${escape(JSON.stringify(schema["const"]))}</code>`;
  if (schema["contentMediaType"]) return "file";
  const format = textOf(schema["format"]);
  return escape(`${textOf(schema["type"]) || "string"}${format ? ` (${format})` : ""}`);
}

/** Allowed values and bounds, as far as the schema states them. */
export function limits(schema: Schema): string {
  const inner = schemasOf(schema["anyOf"])[0] ?? schema;
  const values = wordsOf(inner["enum"]);
  const bounds = [
    values.length > 0 ? `One of ${values.map((value) => `<code>${escape(value)}</code>`).join(", ")}.` : "",
    inner["minimum"] === undefined
      ? ""
      : `From ${JSON.stringify(inner["minimum"])} to ${JSON.stringify(inner["maximum"])}.`,
    // A field that may only be empty says so in its own words.
    inner["maxLength"] ? `At most ${JSON.stringify(inner["maxLength"])} characters.` : "",
    inner["default"] === undefined ? "" : `Default <code>${escape(JSON.stringify(inner["default"]))}</code>.`,
  ];
  return bounds
    .filter(Boolean)
    .map((bound) => `<br>${bound}`)
    .join("");
}
