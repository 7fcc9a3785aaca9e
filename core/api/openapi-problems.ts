import { answerRef, schemaRef, type Answer, type Reference } from "./openapi-shapes.ts";

/** Every code of an error, with the status it comes with; a test holds this list against the source. */
export const problemCodes: { code: string; status: number; meaning: string }[] = [
  { code: "10015", status: 400, meaning: "The body cannot be read (422: fields that exclude each other)." },
  { code: "10009", status: 401, meaning: "The API key is missing, unknown, revoked or expired." },
  { code: "not_permitted", status: 403, meaning: "The API key lacks the scope, or is a mailbox's." },
  { code: "10005", status: 404, meaning: "There is no such fax, key, document or route." },
  { code: "request_too_large", status: 413, meaning: "The body is too large; use the upload way." },
  { code: "10014", status: 415, meaning: "The content type is none that is understood." },
  { code: "10003", status: 422, meaning: "A URL that cannot be used." },
  { code: "10004", status: 422, meaning: "A required field is missing." },
  { code: "document_refused", status: 422, meaning: "A document that cannot be faxed; the detail says why." },
  { code: "preview_too_long", status: 422, meaning: "More pages than a preview shows." },
  { code: "too_many_covers", status: 422, meaning: "More cover pages and logos than are kept." },
  { code: "too_many_webhook_endpoints", status: 422, meaning: "More webhook endpoints than are kept." },
  { code: "from_not_in_mailbox", status: 422, meaning: "`from` is no number of the key's mailbox." },
  { code: "mailbox_gone", status: 422, meaning: "The key's mailbox was deleted." },
  { code: "number_taken", status: 422, meaning: "Another mailbox has the number." },
  { code: "too_many_mailboxes", status: 422, meaning: "At most 200 mailboxes are kept." },
  { code: "alias_taken", status: 422, meaning: "Another contact has the alias." },
  { code: "10016", status: 422, meaning: "A number that is not in E.164." },
  {
    code: "10017",
    status: 422,
    meaning: "A connection_id that is not this installation's, or no mailbox's id.",
  },
  { code: "10025", status: 422, meaning: "Too short or too long." },
  { code: "10026", status: 422, meaning: "A value of the wrong type." },
  { code: "10032", status: 422, meaning: "A value that is none of those allowed." },
  { code: "10033", status: 422, meaning: "A value out of range." },
  { code: "90017", status: 422, meaning: "client_state is not Base64." },
  { code: "90080", status: 422, meaning: "The fax has ended and cannot be canceled." },
  { code: "90081", status: 422, meaning: "The fax is inbound and cannot be canceled." },
  {
    code: "fax_open",
    status: 422,
    meaning: "The fax has not ended: it cannot be deleted or sent again, and has no receipt.",
  },
  { code: "pages_gone", status: 422, meaning: "The pages are not stored, so they cannot be sent again." },
  {
    code: "broadcast_ended",
    status: 422,
    meaning: "The broadcast has ended: there is nothing to pause, resume or cancel.",
  },
  { code: "broadcast_open", status: 422, meaning: "The broadcast has not ended and cannot be deleted." },
  { code: "fax_outbound", status: 422, meaning: "The fax is outbound: there is no link to refresh." },
  { code: "carrier_key_refused", status: 422, meaning: "The carrier refuses the key, so it is not stored." },
  {
    code: "country_not_allowed",
    status: 422,
    meaning: "The settings do not allow this destination's country.",
  },
  { code: "number_not_allowed", status: 422, meaning: "The number is premium-rate, and never called." },
  { code: "idempotency_key_reused", status: 422, meaning: "The Idempotency-Key was used with another body." },
  { code: "unsupported", status: 422, meaning: "A field of the carrier's that is not supported." },
  {
    code: "daily_limit_reached",
    status: 429,
    meaning: "The day's limit of faxes is reached; see Retry-After.",
  },
  { code: "internal_error", status: 500, meaning: "Something went wrong on our side; try again." },
];

const names: Record<number, [name: string, words: string]> = {
  400: ["BadRequest", "The body cannot be read."],
  401: ["Unauthorized", "No usable API key."],
  403: ["Forbidden", "The API key lacks the scope, or is a mailbox's."],
  404: ["NotFound", "There is no such thing."],
  413: ["TooLarge", "The body is too large. Beyond 6 MB the gateway itself answers, with a bare `message`."],
  415: ["UnsupportedType", "The content type is none that is understood."],
  422: ["Unprocessable", "Something in the request is wrong; each fault names its field."],
  429: ["TooMany", "The day's limit of faxes is reached."],
  500: ["InternalError", "Something went wrong on our side."],
};

const shown: Record<number, { detail: string; source?: object }> = {
  400: { detail: "The body is not valid JSON.", source: { pointer: "" } },
  401: { detail: "The API key is unknown, revoked or expired." },
  403: { detail: 'This needs an API key with the scope "send".' },
  404: { detail: "The fax does not exist." },
  413: { detail: "The body is too large. Send documents as multipart 'contents' or by upload_url." },
  415: { detail: "Send application/json, application/x-www-form-urlencoded or multipart/form-data." },
  422: {
    detail: "The 'to' parameter must be in +E.164 format, such as +13125550148.",
    source: { pointer: "/to" },
  },
  429: {
    detail:
      "This installation sends at most 1000 faxes a day (UTC). Raise maxFaxesPerDay in the settings, or wait.",
  },
  500: { detail: "Something went wrong on our side; nothing of this request may be assumed. Try again." },
};

const titles: Record<string, string> = {
  "10015": "Invalid JSON",
  "10009": "Authentication failed",
  not_permitted: "Not permitted",
  "10005": "Resource not found",
  request_too_large: "Request too large",
  "10014": "Unsupported content type",
  "10016": "Phone number must be in +E.164 format",
  daily_limit_reached: "Daily limit reached",
  internal_error: "Internal error",
};

/** The error answers, by the names that operations refer to. */
export const problemAnswers = (): Record<string, Answer> =>
  Object.fromEntries(Object.keys(names).map((status) => [nameOf(Number(status)), answerOf(Number(status))]));

/** The error answers of an operation. */
export const refusals = (...statuses: number[]): Record<string, Reference> =>
  Object.fromEntries([...statuses, 500].map((status) => [String(status), answerRef(nameOf(status))]));

const nameOf = (status: number): string => names[status]?.[0] ?? "InternalError";

function answerOf(status: number): Answer {
  const codes = problemCodes.filter((entry) => entry.status === status).map(({ code }) => code);
  const code = status === 422 ? "10016" : (codes[0] ?? "");
  const { detail = "", source } = shown[status] ?? {};
  const title = titles[code] ?? "";
  const item = { code, title, detail, ...(source ? { source } : {}) };
  return {
    description: `${names[status]?.[1] ?? ""} Codes: ${codes.map((word) => `\`${word}\``).join(", ")}.`,
    ...(status === 429
      ? {
          headers: {
            "Retry-After": { description: "Seconds until the day ends (UTC).", schema: { type: "integer" } },
          },
        }
      : {}),
    content: {
      "application/problem+json": {
        schema: schemaRef("Problem"),
        example: { errors: [item], type: "about:blank", title, status, detail },
      },
    },
  };
}
