import type { Schema } from "./openapi-shapes.ts";

/** What the description adds to a field's own rules. */
export type FieldWords = { description: string } & Schema;

const sameAsTelnyx = "Same as Telnyx's field.";

/** Every field of `POST /v2/faxes`; a test holds this list against the schema. */
export const createFaxWords: Record<string, FieldWords> = {
  connection_id: {
    description: `${sameAsTelnyx} Optional here: an installation has one. Another one than the installation's is refused (10017).`,
    examples: ["234423"],
  },
  to: {
    description: `Where the fax goes, in E.164. ${sameAsTelnyx} SIP addresses are not supported.`,
    examples: ["+13125550148"],
  },
  from: {
    description: `Your own number, in E.164. ${sameAsTelnyx} Optional here: the installation's number stands in.`,
    examples: ["+13125550100"],
  },
  from_display_name: {
    description: `The name that the receiver sees, if the network shows it. ${sameAsTelnyx}`,
  },
  media_url: {
    description:
      `Where the document (PDF, TIFF, PNG, JPEG, GIF, WebP, text or HTML) can be fetched by https, or a list of at most 20 such URLs, whose pages go as one fax in that order. ${sameAsTelnyx} We fetch it ourselves, once, and the carrier gets a copy of ours. ` +
      "Leave it out (or empty) and send `documents` or `contents`, or none of them: then the answer has an `upload_url`.",
    examples: ["https://files.example.com/letter.pdf"],
  },
  documents: {
    description:
      'Ours. In place of `media_url`: at most 20 documents in order, each a link (`{"media_url": "https://..."}`) or the document itself (`{"contents": "..."}` in Base64, together at most 4 MB before Base64). In a form, as JSON.',
    examples: [
      [{ contents: "RGVhciBEci4gTGVlLAo=" }, { media_url: "https://files.example.com/results.pdf" }],
    ],
  },
  media_name: { description: "Telnyx's field for files stored there. Not supported: leave it out." },
  quality: { description: `Resolution; \`high\` unless given. ${sameAsTelnyx}` },
  page_size: {
    description:
      "Ours. The paper of every page: `letter`, `a4` or `legal`. Unless given, a fax to a country is made on the paper that is usual there.",
  },
  cover_page: {
    description:
      "Ours. A page that goes before the documents, with who sends it to whom, the subject, a message, the number of pages and the date. `{}` makes a plain one. In a form, as JSON.",
    examples: [
      { template: "confidential", to_name: "Dr. Lee", subject: "Results", message: "As discussed." },
    ],
  },
  optimize: {
    description:
      "Ours. Makes pages clear that would suffer on the line, as the very dots of `quality`: uneven light on a photo of paper is made even, pale print black, pictures are spread into dots, what stands on its head is turned, crooked scans are straightened. Pages that need none of it stay as they are; `POST /v2/preview` shows the result. False unless given.",
  },
  monochrome: { description: `Pure black and white; false unless given. ${sameAsTelnyx}` },
  black_threshold: {
    description: `From which darkness on a dot is black, with \`monochrome\`. ${sameAsTelnyx}`,
  },
  t38_enabled: { description: `Whether T.38 may be used; true unless given. ${sameAsTelnyx}` },
  store_media: {
    description: `Whether the fax shows a \`stored_media_url\`; false unless given. ${sameAsTelnyx} Our own copy is kept in any case.`,
  },
  store_preview: { description: `Passed to the carrier. ${sameAsTelnyx}` },
  preview_format: { description: `Format of the carrier's preview. ${sameAsTelnyx}` },
  webhook_url: {
    description:
      "Telnyx's field: told what happens to this fax, in Telnyx's format, signed with the key of `GET /v2/webhook_endpoints/signing_key`. https, and an address of the public internet. What it answered is under `/v2/webhook_endpoints/fax_{id}/deliveries`. It is never passed to the carrier.",
    examples: ["https://app.example.com/fax-events"],
  },
  client_state: {
    description: `Any text of yours in Base64; it comes back on the fax. ${sameAsTelnyx} It is not passed to the carrier.`,
    examples: ["Y2FzZS00NzEx"],
  },
  reference: {
    description: "Your own word for this fax, such as a case number. Ours.",
    examples: ["case-4711"],
  },
  tags: { description: "Your own tags, at most 10. Ours.", examples: [["billing"]] },
  priority: {
    description:
      "Ours. Where faxes wait in line, `normal` stands as if it had come ten minutes later than `high`, `bulk` two hours. `normal` unless given.",
  },
  retry: {
    description:
      "Ours. How often and when to call again; every part is optional, and what is left out follows the API key, then the installation. `max_attempts` counts every call that was made (10 unless given). " +
      "For each kind of failure (`busy`; `no_answer`: not answered, declined or not reached; `handshake`; `network`; `document`: the carrier could not read the pages; `unknown`) `redials` says how often and `pauses_seconds` after what pause, the last one repeating. " +
      "`give_up_after_seconds` counts from creation; `give_up_at` goes before it. Whatever is asked for, a number is left alone for an hour after two calls in a row that were not answered, or fifteen that were busy (47 CFR 68.318).",
    examples: [{ max_attempts: 3, busy: { pauses_seconds: [60, 300], redials: 2 } }],
  },
  scheduled_at: {
    description:
      "Ours. When to call, ISO 8601; at most a year ahead, and before `give_up_at`. The pages are fetched and checked at once, then the fax rests as `scheduled`. The call begins at that time, usually within a minute or two, and never before it.",
    format: "date-time",
    examples: ["2026-10-02T06:30:00Z"],
  },
  give_up_at: {
    description: "Ours. After this moment no call begins any more, ISO 8601.",
    format: "date-time",
    examples: ["2026-10-02T18:00:00Z"],
  },
  upload_content_type: {
    description:
      "Ours. If given, the upload must carry exactly this `Content-Type`; if not, any or none will do.",
  },
};

/** Every field of `POST /v2/keys`. */
export const createKeyWords: Record<string, FieldWords> = {
  name: { description: "A name by which you will know the key.", examples: ["front desk"] },
  scopes: {
    description:
      "`send`: create, cancel and delete faxes. `read`: everything that only looks. `admin`: both, and keys. `send` and `read` unless given.",
  },
  retry: {
    description:
      "How faxes sent with this key are redialled, where it differs from the installation: as `retry` of `POST /v2/faxes`.",
    examples: [{ max_attempts: 3 }],
  },
  expires_at: {
    description: "When the key ends by itself, ISO 8601; never unless given.",
    format: "date-time",
  },
  duplicates: {
    description:
      "What becomes of a fax whose pages were accepted for the same number within ten minutes: it goes with a warning (`warn`), ends `failed`, `duplicate` (`refuse`), or just goes (`allow`). As the installation's settings say unless given.",
  },
  mailbox_id: {
    description:
      "The mailbox whose faxes are all that the key may see, send and act on; others are not there for it (404), and what is the whole installation's is refused (403). Not beside the scope `admin`.",
    examples: ["mbx_0123456789abcdef"],
  },
};

/** Every field of `PATCH /v2/keys/{id}`. */
export const changeKeyWords: Record<string, FieldWords> = {
  retry: {
    description: "As in `POST /v2/keys`; it replaces what was there, and `null` takes it away.",
    examples: [{ busy: { redials: 5 } }],
  },
  mailbox_id: {
    description:
      "As in `POST /v2/keys`; `null` takes it away, and the key is one of the whole installation then.",
    examples: ["mbx_0123456789abcdef"],
  },
};

/** Every field of `PUT /v2/carrier`. */
export const putCarrierWords: Record<string, FieldWords> = {
  api_key: {
    description: "The carrier's API v2 key. It is tried against the carrier first, and never shown again.",
    examples: ["KEY0123456789ABCDEF"],
  },
};

/** Puts the words to a schema's fields. */
export function withWords(schema: Schema, words: Record<string, FieldWords>): Schema {
  const fields = Object.entries((schema["properties"] ?? {}) as Record<string, Schema>);
  return {
    ...schema,
    properties: Object.fromEntries(fields.map(([name, field]) => [name, { ...field, ...words[name] }])),
  };
}
