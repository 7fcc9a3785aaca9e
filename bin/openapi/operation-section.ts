import type { Answer, Media, OpenApi, Operation, Parameter } from "../../core/api/openapi-shapes.ts";
import { fieldsTable, limits, typeWords } from "./fields-table.ts";
import { escape, listing, paragraphs, prose, table } from "./html.ts";

/** One call of the API: what it takes and answers, with a line to paste. */
export function operationSection(api: OpenApi, method: string, path: string, operation: Operation): string {
  const { operationId, summary, description, parameters, requestBody, security } = operation;
  return [
    `<section class="call" aria-labelledby="${operationId}">`,
    `<h3 id="${operationId}">${escape(summary)}</h3>`,
    `<p class="route"><span class="method ${method}">${method.toUpperCase()}</span> <code>${escape(path)}</code>`,
    `<span class="auth">${security?.length === 0 ? "no key needed" : "API key"}</span></p>`,
    paragraphs(description),
    ...operation["x-codeSamples"].map((sample) => listing(sample.label, sample.source)),
    parameters ? parametersTable(parameters) : "",
    requestBody ? bodyPart(api, requestBody.content) : "",
    answersTable(api, operation),
    exampleAnswer(operation),
    "</section>",
  ]
    .filter(Boolean)
    .join("\n");
}

function parametersTable(parameters: Parameter[]): string {
  const rows = parameters.map((parameter) => [
    `<code>${escape(parameter.name)}</code>`,
    `${escape(parameter.in)}<br>${typeWords(parameter.schema)}${parameter.required ? "<br><strong>required</strong>" : ""}`,
    `${prose(parameter.description)}${limits(parameter.schema)}`,
  ]);
  return table("Parameters", ["Name", "Where", "Meaning"], rows);
}

function bodyPart(api: OpenApi, content: Media): string {
  const types = Object.keys(content);
  const [first] = Object.values(content);
  const name = referenceIn(first?.schema);
  const schema = name ? api.components.schemas[name] : undefined;
  const form = content["multipart/form-data"];
  return [
    `<p>Body: ${types.map((type) => `<code>${escape(type)}</code>`).join(", ")}.`,
    form
      ? "The multipart form takes the same fields without <code>media_url</code> and <code>documents</code>, and the files as <code>contents</code> (repeated for several).</p>"
      : "</p>",
    schema ? fieldsTable("Fields of the body", schema, { required: "required" }) : "",
    first?.example === undefined ? "" : listing("Example body", JSON.stringify(first.example, undefined, 2)),
  ].join("\n");
}

function answersTable(api: OpenApi, operation: Operation): string {
  const rows = Object.entries(operation.responses).map(([status, given]) => {
    const answer = "$ref" in given ? api.components.responses[given.$ref.split("/").at(-1) ?? ""] : given;
    return [escape(status), prose(answer?.description ?? ""), answer ? contentWords(answer) : ""];
  });
  return table("Answers", ["Status", "Meaning", "Body"], rows);
}

function contentWords(answer: Answer): string {
  const [[type, media] = []] = Object.entries(answer.content ?? {});
  if (!type || !media) return "none";
  if (!type.endsWith("json")) return `<code>${escape(type)}</code>`;
  const properties = media.schema["properties"] as Record<string, Record<string, unknown>> | undefined;
  return properties?.["data"]
    ? `<code>data</code>: ${typeWords(properties["data"])}`
    : typeWords(media.schema);
}

function exampleAnswer(operation: Operation): string {
  const [[status, answer] = []] = Object.entries(operation.responses);
  const example = answer && "content" in answer ? answer.content?.["application/json"]?.example : undefined;
  return example === undefined
    ? ""
    : `<details><summary>Example answer (${status})</summary>${listing("JSON", JSON.stringify(example, undefined, 2))}</details>`;
}

const referenceIn = (schema: unknown): string | undefined => {
  const reference = (schema as { $ref?: unknown } | undefined)?.$ref;
  return typeof reference === "string" ? reference.split("/").at(-1) : undefined;
};
