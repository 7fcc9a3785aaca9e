/** What the exit code of `fax` tells a script. */
export const exitCodes = { done: 0, notDelivered: 1, usage: 2, unreachable: 3 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Something on the command line, or a file it names, cannot be used; the message says what to do. */
export class UsageError extends Error {}

/** The server could not be reached, or refused; the message is fit for a person. */
export class RequestError extends Error {
  /** The HTTP status; undefined when no answer came. */
  readonly status: number | undefined;
  /** The API's own list of faults, as it came. */
  readonly errors: unknown[];

  constructor(message: string, status?: number, errors: unknown[] = [], cause?: unknown) {
    super(message, { cause });
    this.status = status;
    this.errors = errors;
  }

  /** Whether the same request may do better later. */
  get isPassing(): boolean {
    return this.status === undefined || this.status === 429 || this.status >= 500;
  }
}
