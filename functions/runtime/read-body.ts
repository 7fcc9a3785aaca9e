import { formFields, jsonFields, looksLikeJson } from "../../core/api/body-fields.ts";
import { badRequest, invalid, tooLarge, Problem } from "../../core/errors.ts";

export type ParsedBody = { fields: Record<string, unknown>; contents: Uint8Array[] };

/** Documents sent along are limited by what a function is given: 4 MB; larger ones go by `upload_url`. */
const maxContentsBytes = 4 * 1024 * 1024;
const maxFieldsBytes = 256 * 1024;
const maxFiles = 20;

/** Reads JSON, url-encoded forms, JSON under a form's content type, and multipart with `contents`. */
export async function readBody(request: Request): Promise<ParsedBody> {
  const type = (request.headers.get("content-type") ?? "").toLowerCase();
  if (type.startsWith("multipart/form-data")) return readMultipart(request);
  const bytes = Buffer.from(await request.arrayBuffer());
  if (bytes.byteLength > maxFieldsBytes) {
    throw tooLarge("The body is too large. Send documents as multipart 'contents' or by upload_url.");
  }
  const text = bytes.toString("utf8");
  if (type.startsWith("application/json") || type === "" || looksLikeJson(text)) {
    return { fields: jsonFields(text), contents: [] };
  }
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
    if (total > maxContentsBytes) throw contentsTooLarge();
    if (contents.length === maxFiles) throw contentsFault(`may be at most ${maxFiles} files`);
    contents.push(new Uint8Array(await value.arrayBuffer()));
  }
  return { fields: formFields(texts), contents };
}

const contentsFault = (what: string): Problem =>
  invalid("10026", "Invalid type", `The 'contents' parameter ${what}.`, { pointer: "/contents" });

const contentsTooLarge = (): Problem =>
  new Problem(413, [
    {
      code: "request_too_large",
      title: "Request too large",
      detail:
        "'contents' may have 4 MB in all. For larger documents leave it out and PUT the file to the upload_url of the answer.",
      source: { pointer: "/contents" },
    },
  ]);
