/** Titles of the carrier's error codes, in its words where they are known. */
const titles = {
  "10003": "Invalid URL",
  "10004": "Missing required parameter",
  "10005": "Resource not found",
  "10006": "Invalid ID",
  "10007": "Unexpected error",
  "10009": "Authentication failed",
  "10011": "Too many requests",
  "10014": "Unsupported Media Type",
  "10015": "Bad Request",
  "10016": "Phone number must be in +E.164 format",
  "10017": "Associated resource does not exist",
  "10021": "Resource is in use",
  "10023": "Invalid JSON",
  "10025": "Invalid length",
  "10026": "Invalid type",
  "10032": "Value outside of enumeration",
  "10033": "Value outside of range",
  "90017": "Invalid value for client_state",
  "90080": "Fax cannot be canceled in its state",
  "90081": "Inbound fax cannot be canceled",
} as const;

export type ErrorCode = keyof typeof titles;
export type ErrorItem = {
  code: ErrorCode;
  detail: string;
  source?: { pointer: string } | { parameter: string };
};

/** An answer of the API other than 2xx: HTTP status and one item per fault. */
export class Refusal extends Error {
  readonly status: number;
  readonly items: ErrorItem[];
  readonly headers: Record<string, string>;
  constructor(status: number, items: ErrorItem[], headers: Record<string, string> = {}) {
    super(items[0]?.detail ?? "refused");
    this.name = "Refusal";
    this.status = status;
    this.items = items;
    this.headers = headers;
  }
}

/** The carrier's error envelope. */
export const refusalBody = (refusal: Refusal) => ({
  errors: refusal.items.map((item) => ({
    code: item.code,
    title: titles[item.code],
    detail: item.detail,
    ...(item.source ? { source: item.source } : {}),
    meta: { url: `https://developers.telnyx.com/docs/overview/errors/${item.code}` },
  })),
});

export const refuse = (status: number, code: ErrorCode, detail: string): Refusal =>
  new Refusal(status, [{ code, detail }]);

export const notFound = (): Refusal =>
  refuse(404, "10005", "The requested resource or URL could not be found.");

export const internalError = (): Refusal => refuse(500, "10007", "An unexpected error occured.");
