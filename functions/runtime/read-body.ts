import { formFields, jsonFields, looksLikeJson } from "../../core/api/body-fields.ts";
import { maxContentsBytes, maxDocuments } from "../../core/document-check.ts";
import { badRequest, contentsTooLarge, invalid, tooLarge, Problem } from "../../core/errors.ts";

export type ParsedBody = { fields: Record<string, unknown>; contents: Uint8Array[] };

const maxFieldsBytes = 256 * 1024;
/** Base64 of all documents, and the fields. */
const maxJsonBytes = (maxContentsBytes * 4) / 3 + maxFieldsBytes;

/** Reads JSON, url-encoded forms, JSON under a form's content type, and multipart with `contents`. */
export async function readBody(request: Request): Promise<ParsedBody> {
  const type = (request.headers.get("content-type") ?? "").toLowerCase();
  if (type.startsWith("multipart/form-data")) return readMultipart(request);
  const bytes = Buffer.from(await request.arrayBuffer());
  if (bytes.byteLength > maxJsonBytes) throw bodyTooLarge();
  const text = bytes.toString("utf8");
  if (type.startsWith("application/json") || type === "" || looksLikeJson(text)) {
    const fields = jsonFields(text);
    if (bytes.byteLength > maxFieldsBytes && !("documents" in fields)) throw bodyTooLarge();
    return { fields, contents: [] };
  }
  if (bytes.byteLength > maxFieldsBytes) throw bodyTooLarge();
  if (type.startsWith("application/x-www-form-urlencoded")) {
    return { fields: formFields(new URLSearchParams(text)), contents: [] };
  }
  throw new Problem(415, [
    {
      code: "10014",
      title: "Unsupported content type",
      detail: "Send application/json, application/x-www-form-urlencoded or multipart/form-data.",
    },
  ]);
}

/** The fields of a body that may be left out: without one there are none. Files are refused. */
export async function readOptionalFields(request: Request): Promise<Record<string, unknown>> {
  if (request.body === null || request.headers.get("content-length") === "0") return {};
  const { fields, contents } = await readBody(request);
  if (contents.length > 0) throw contentsFault("has no place here");
  return fields;
}

async function readMultipart(request: Request): Promise<ParsedBody> {
  let form: FormData;
  try {
    form = await request.formData();
  } catch {
    throw badRequest("Malformed body", "The multipart body cannot be read; check its boundary and its end.", {
      pointer: "",
    });
  }
  const texts: [string, string][] = [];
  const contents: Uint8Array[] = [];
  let total = 0;
  let textTotal = 0;
  for (const [name, value] of form) {
    if (typeof value === "string") {
      if (name === "contents") throw contentsFault("must be a file (in curl: -F contents=@letter.pdf)");
      textTotal += value.length;
      if (textTotal > maxFieldsBytes) throw tooLarge("The fields of the form are too large.");
      texts.push([name, value]);
      continue;
    }
    if (name !== "contents") {
      throw invalid("10026", "Invalid type", `The '${name}' parameter must not be a file.`, {
        pointer: `/${name}`,
      });
    }
    total += value.size;
    if (value.size === 0) throw contentsFault("must not be empty");
    if (total > maxContentsBytes) throw contentsTooLarge("contents");
    if (contents.length === maxDocuments) throw contentsFault(`may be at most ${maxDocuments} files`);
    contents.push(new Uint8Array(await value.arrayBuffer()));
  }
  return { fields: formFields(texts), contents };
}

const contentsFault = (what: string): Problem =>
  invalid("10026", "Invalid type", `The 'contents' parameter ${what}.`, { pointer: "/contents" });

const bodyTooLarge = (): Problem =>
  tooLarge("The body is too large. Send documents as multipart 'contents' or by upload_url.");
