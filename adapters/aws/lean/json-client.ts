import { openConnection, readText, type Connection, type HttpRequest } from "./open-connection.ts";
import { retryRequest } from "./retry-request.ts";
import { ServiceException, type ExceptionClass, type ExceptionFacts } from "./service-exception.ts";
import { openSigner } from "./sign-request.ts";
import { readSurroundings, type ServiceId, type Surroundings } from "./surroundings.ts";

export type ClientSettings = { maxAttempts?: number };

/** One call of a service: what it is named there, and what goes with it. */
export type Command<Input, Output> = {
  readonly operation: string;
  readonly input: Input;
  readonly answer?: Output;
};

/** The class of one operation, as the SDK has one of each. */
export const operation = <Input, Output>(name: string) =>
  class implements Command<Input, Output> {
    readonly operation = name;
    readonly input: Input;
    declare readonly answer?: Output;

    constructor(input: Input) {
      this.input = input;
    }
  };

export type JsonService = {
  service: ServiceId;
  /** `DynamoDB_20120810`: what stands before the operation's name. A service that knows calls by their path has none. */
  target?: string;
  contentType: string;
  exceptions: Record<string, ExceptionClass>;
  /** What is sent of an input, once for all tries of it; the input itself where there is nothing to say. */
  complete?: (operation: string, input: object) => object;
  /** Where the call goes, percent-encoded; `/` where a target tells calls apart. */
  pathOf?: (input: object) => string;
  /** An address that the input itself names. */
  addressOf?: (input: object) => string | undefined;
};

/** A client of a service that speaks JSON over POST: signs, sends, tries again as the SDK does, maps errors. */
export class JsonClient {
  private readonly kind: JsonService;
  private readonly surroundings: Surroundings;
  private readonly connection: Connection;
  private readonly signer: ReturnType<typeof openSigner>;
  private readonly maxAttempts: number;

  constructor(kind: JsonService, settings: ClientSettings) {
    this.kind = kind;
    this.surroundings = readSurroundings(kind.service);
    this.connection = openConnection(this.surroundings.endpoint.protocol);
    this.signer = openSigner(this.surroundings, kind.service);
    this.maxAttempts = settings.maxAttempts ?? 3;
  }

  /** Throws a `ServiceException` where the service refuses, node's error where it cannot be reached. */
  async send<Input extends object, Output>(command: Command<Input, Output>): Promise<Output> {
    const { complete, addressOf, pathOf } = this.kind;
    const body = JSON.stringify(complete?.(command.operation, command.input) ?? command.input);
    const address = addressOf?.(command.input);
    const endpoint = address === undefined ? this.surroundings.endpoint : new URL(address);
    const path = pathOf?.(command.input) ?? "/";
    return retryRequest(this.maxAttempts, () =>
      this.sendOnce<Output>(command.operation, endpoint, path, body),
    );
  }

  /** Closes idle connections; the client is not used again. */
  destroy(): void {
    this.connection.close();
  }

  private async sendOnce<Output>(
    operation: string,
    endpoint: URL,
    path: string,
    body: string,
  ): Promise<Output> {
    const { target } = this.kind;
    const request: HttpRequest = {
      method: "POST",
      protocol: endpoint.protocol,
      hostname: endpoint.hostname,
      ...(endpoint.port === "" ? {} : { port: Number(endpoint.port) }),
      path,
      query: {},
      headers: {
        host: endpoint.host,
        "content-type": this.kind.contentType,
        ...(target === undefined ? {} : { "x-amz-target": `${target}.${operation}` }),
      },
      body,
    };
    const { headers } = await this.signer.sign(request);
    const answer = await this.connection.exchange({ ...request, headers });
    const text = await readText(answer.body);
    const metadata = { httpStatusCode: answer.status, ...requestId(answer.headers["x-amzn-requestid"]) };
    if (answer.status >= 300) {
      throw exceptionOf(this.kind.exceptions, metadata, answer.headers["x-amzn-errortype"], text);
    }
    return { ...(JSON.parse(text || "{}") as Output), $metadata: metadata };
  }
}

const requestId = (header: string | string[] | undefined) =>
  typeof header === "string" ? { requestId: header } : {};

/** The service's own error; what is no JSON (a gateway's page) is known by its status only. */
function exceptionOf(
  exceptions: Record<string, ExceptionClass>,
  metadata: NonNullable<ExceptionFacts["$metadata"]>,
  header: string | string[] | undefined,
  text: string,
): ServiceException {
  const body = jsonOf(text);
  const code = codeOf(typeof header === "string" ? header : body["__type"]);
  const message = body["message"] ?? body["Message"];
  const facts = {
    ...body,
    name: code,
    message: typeof message === "string" ? message : code,
    $metadata: metadata,
  };
  return new (exceptions[code] ?? ServiceException)(facts);
}

function jsonOf(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** `com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException:http://...` without what surrounds the name. */
const codeOf = (written: unknown): string =>
  typeof written === "string"
    ? (written.split(":", 1)[0]?.split("#").at(-1) ?? "UnknownError")
    : "UnknownError";
