import { createFaxWords, type FieldWords } from "./openapi-field-words.ts";

const sameAsFax = (...names: string[]): Record<string, FieldWords> =>
  Object.fromEntries(names.map((name) => [name, createFaxWords[name] ?? { description: "" }]));

/** Every field of `POST /v2/broadcasts`: those of a fax, for all its faxes, and the numbers. A test holds this list against the schema. */
export const createBroadcastWords: Record<string, FieldWords> = {
  to: {
    description:
      "The numbers, at most 1,000, in E.164 or as people of the installation's country write them. One that cannot be called becomes a rejection. Leave it out to upload a list.",
    examples: [["+13125550148", "(312) 555-0149"]],
  },
  ...sameAsFax("connection_id", "from", "from_display_name"),
  media_url: {
    description:
      "Where the document can be fetched by https, once for all faxes, or a list of such URLs. Leave it out and send `documents` or `contents`, or none of them: then the answer has a `document_upload_url`.",
    examples: ["https://files.example.com/letter.pdf"],
  },
  ...sameAsFax("documents"),
  ...sameAsFax("quality", "page_size", "optimize", "monochrome", "black_threshold", "t38_enabled"),
  ...sameAsFax("store_media", "store_preview", "preview_format", "webhook_url", "client_state"),
  ...sameAsFax("reference", "tags"),
  priority: {
    description:
      "Its faxes' place where faxes wait in line: `bulk` unless given, so that single faxes go first.",
  },
  ...sameAsFax("retry", "give_up_at", "upload_content_type"),
};
