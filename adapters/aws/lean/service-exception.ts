export type ResponseMetadata = { httpStatusCode?: number; requestId?: string };
export type ExceptionFacts = { name?: string; message?: string | undefined; $metadata: ResponseMetadata };

/** What a service of AWS refused, in its own words; never with a credential or a signature in them. */
export class ServiceException extends Error {
  readonly $metadata: ResponseMetadata;
  readonly $fault: "client" | "server";

  constructor(facts: ExceptionFacts) {
    super(withoutSignature(facts.message ?? ""));
    this.name = facts.name ?? "UnknownError";
    this.$metadata = facts.$metadata;
    this.$fault = (facts.$metadata.httpStatusCode ?? 500) < 500 ? "client" : "server";
  }
}

/** A refused signature is told with the request as the service saw it, session token included. */
const withoutSignature = (message: string): string => message.split(/\s*The Canonical String/, 1)[0] ?? "";

/** An exception class for one error of a service, named by its code. */
export type ExceptionClass = new (facts: ExceptionFacts) => ServiceException;
