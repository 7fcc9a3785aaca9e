import type { Exchange } from "./incoming-http.ts";
import { refuse } from "./refusal.ts";

/** The fields of a request however they were sent, and the uploaded file of a multipart form. */
export type RequestFields = {
  fields: Record<string, unknown>;
  contents?: Uint8Array;
  /** Values of a form are text, whatever they mean. */
  isForm: boolean;
};

/** Reads JSON, url-encoded and multipart bodies; JSON under a form's content type too, as curl sends it. */
export async function readFields({ headers, body }: Exchange): Promise<RequestFields> {
  const contentType = headers["content-type"] ?? "";
  switch (contentType.split(";")[0]?.trim().toLowerCase()) {
    case "application/json":
      return { fields: jsonFields(body), isForm: false };
    case "application/x-www-form-urlencoded":
      if (body.toString("utf8").trimStart().startsWith("{"))
        return { fields: jsonFields(body), isForm: false };
      return { fields: Object.fromEntries(new URLSearchParams(body.toString("utf8"))), isForm: true };
    case "multipart/form-data":
      return multipartFields(body, contentType);
    default:
      throw refuse(
        415,
        "10014",
        "Send application/json, application/x-www-form-urlencoded or a multipart form.",
      );
  }
}

/** The fields of a request that comes as JSON and in no other way. */
export function readJson({ headers, body }: Exchange): Record<string, unknown> {
  const contentType = headers["content-type"]?.split(";")[0]?.trim().toLowerCase();
  if (contentType === "application/json") return jsonFields(body);
  throw refuse(415, "10014", "Send application/json.");
}

function jsonFields(body: Buffer): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(body.toString("utf8"));
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) {
      return parsed as Record<string, unknown>;
    }
  } catch {
    // Said below.
  }
  throw refuse(400, "10023", "The request body is not a valid JSON object.");
}

/** The fields that the carrier's multipart form has; it ignores all others. */
const multipartNames = [
  "connection_id",
  "to",
  "from",
  "quality",
  "monochrome",
  "t38_enabled",
  "store_media",
  "store_preview",
];

async function multipartFields(body: Buffer, contentType: string): Promise<RequestFields> {
  let form: FormData;
  try {
    form = await new Response(new Uint8Array(body), { headers: { "content-type": contentType } }).formData();
  } catch {
    throw refuse(400, "10015", "The multipart form is not well-formed.");
  }
  const fields = Object.fromEntries([...form].filter(([name]) => multipartNames.includes(name)));
  const contents = form.get("contents");
  if (contents === null) return { fields, isForm: true };
  const bytes =
    typeof contents === "string" ? Buffer.from(contents) : new Uint8Array(await contents.arrayBuffer());
  return { fields, contents: bytes, isForm: true };
}
