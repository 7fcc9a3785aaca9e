/** Errors classed by what the caller can do about them; the one map to HTTP. */

export type ErrorItem = {
  /** Telnyx's number as a string where one is listed, else a snake_case word. */
  code: string;
  title: string;
  detail: string;
  source?: { pointer: string } | { parameter: string };
};

/** The answer to a request that cannot be served: `application/problem+json` (RFC 9457) with Telnyx's `errors`. */
export class Problem extends Error {
  readonly status: number;
  readonly errors: ErrorItem[];
  readonly headers: Record<string, string>;

  constructor(status: number, errors: ErrorItem[], headers: Record<string, string> = {}) {
    super(errors.map((error) => error.detail).join(" "));
    this.name = "Problem";
    this.status = status;
    this.errors = errors;
    this.headers = headers;
  }
}

const at = (where?: { pointer: string } | { parameter: string }) => (where ? { source: where } : {});

export const invalid = (
  code: string,
  title: string,
  detail: string,
  where?: { pointer: string } | { parameter: string },
): Problem => new Problem(422, [{ code, title, detail, ...at(where) }]);

export const badRequest = (title: string, detail: string, where?: { pointer: string }): Problem =>
  new Problem(400, [{ code: "10015", title, detail, ...at(where) }]);

export const unauthenticated = (detail: string): Problem =>
  new Problem(401, [{ code: "10009", title: "Authentication failed", detail }], {
    "www-authenticate": "Bearer",
  });

export const notPermitted = (scope: string): Problem =>
  new Problem(403, [
    {
      code: "not_permitted",
      title: "Not permitted",
      detail: `This needs an API key with the scope "${scope}".`,
    },
  ]);

export const notForMailboxKeys = (): Problem =>
  new Problem(403, [
    {
      code: "not_permitted",
      title: "Not permitted",
      detail:
        "A key of a mailbox sees and sends the faxes of its mailbox only; this needs one that has none.",
    },
  ]);

export const notFound = (what: string): Problem =>
  new Problem(404, [{ code: "10005", title: "Resource not found", detail: `${what} does not exist.` }]);

export const tooLarge = (detail: string): Problem =>
  new Problem(413, [{ code: "request_too_large", title: "Request too large", detail }]);

/** Documents in the body of a request; `field`: the one they came in. */
export const contentsTooLarge = (field: string): Problem =>
  new Problem(413, [
    {
      code: "request_too_large",
      title: "Request too large",
      detail: `'${field}' may have 4 MB in all. For larger documents leave it out and PUT the file to the upload_url of the answer.`,
      source: { pointer: `/${field}` },
    },
  ]);

export const dailyLimitReached = (limit: number, retryAfterSeconds: number): Problem =>
  new Problem(
    429,
    [
      {
        code: "daily_limit_reached",
        title: "Daily limit reached",
        detail: `This installation sends at most ${limit} faxes a day (UTC). Raise maxFaxesPerDay in the settings, or wait.`,
      },
    ],
    { "retry-after": String(retryAfterSeconds) },
  );

/** The body of a problem answer. */
export function problemBody(problem: Problem): Record<string, unknown> {
  const first = problem.errors[0];
  return {
    errors: problem.errors,
    type: "about:blank",
    title: first?.title ?? "Error",
    status: problem.status,
    detail: first?.detail ?? "",
  };
}
