/** A body that is not what its signature says, with the answer it gets. */
export class SignatureError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = "SignatureError";
    this.status = status;
    this.code = code;
  }
}
