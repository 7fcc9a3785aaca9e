import { Readable } from "node:stream";
import type * as Sdk from "@aws-sdk/client-s3";
import {
  openConnection,
  readText,
  type Connection,
  type HttpAnswer,
  type HttpRequest,
} from "./open-connection.ts";
import { retryRequest } from "./retry-request.ts";
import { objectAddress } from "./s3-address.ts";
import {
  copyObject,
  deleteObject,
  getObject,
  headObject,
  putObject,
  type ObjectInput,
  type ObjectOperation,
} from "./s3-operations.ts";
import { s3Exception } from "./s3-exceptions.ts";
import type { ResponseMetadata } from "./service-exception.ts";
import { openSigner } from "./sign-request.ts";
import { readSurroundings, type Surroundings } from "./surroundings.ts";

/** Checksums beside the signed SHA-256 of a body are neither sent nor checked: the SDK's `WHEN_REQUIRED`. */
export type S3Settings = { maxAttempts?: number; requestChecksumCalculation?: "WHEN_REQUIRED" };

export type ObjectCommand<Input extends ObjectInput, Output> = {
  readonly operation: ObjectOperation<Input, Output>;
  readonly input: Input;
};

const commandOf = <Input extends ObjectInput, Output>(operation: ObjectOperation<Input, Output>) =>
  class implements ObjectCommand<Input, Output> {
    readonly operation = operation;
    readonly input: Input;

    constructor(input: Input) {
      this.input = input;
    }
  };

export const CopyObjectCommand = commandOf<Sdk.CopyObjectCommandInput, Sdk.CopyObjectCommandOutput>(
  copyObject,
);
export const DeleteObjectCommand = commandOf<Sdk.DeleteObjectCommandInput, Sdk.DeleteObjectCommandOutput>(
  deleteObject,
);
export const GetObjectCommand = commandOf<Sdk.GetObjectCommandInput, Sdk.GetObjectCommandOutput>(getObject);
export const HeadObjectCommand = commandOf<Sdk.HeadObjectCommandInput, Sdk.HeadObjectCommandOutput>(
  headObject,
);
export const PutObjectCommand = commandOf<Sdk.PutObjectCommandInput, Sdk.PutObjectCommandOutput>(putObject);

export { NoSuchKey, S3ServiceException } from "./s3-exceptions.ts";

/** `@aws-sdk/client-s3` as far as our adapters use it. */
export class S3Client {
  private readonly surroundings: Surroundings = readSurroundings("s3");
  private readonly connection: Connection = openConnection(this.surroundings.endpoint.protocol);
  /** The signer of this client's links, too. */
  readonly signer = openSigner(this.surroundings, "s3");
  private readonly maxAttempts: number;

  constructor(settings: S3Settings = {}) {
    this.maxAttempts = settings.maxAttempts ?? 3;
  }

  /** Throws an `S3ServiceException` where S3 refuses, node's error where it cannot be reached. */
  send<Input extends ObjectInput, Output>({
    operation,
    input,
  }: ObjectCommand<Input, Output>): Promise<Output> {
    const body = operation.body?.(input);
    const request = { ...this.requestOf({ operation, input }), ...(body === undefined ? {} : { body }) };
    // A stream can be read once.
    return retryRequest(body instanceof Readable ? 1 : this.maxAttempts, async () => {
      const { headers } = await this.signer.sign(request);
      const answer = await this.connection.exchange({ ...request, headers });
      const $metadata = metadataOf(answer);
      if (answer.status >= 300) throw s3Exception($metadata, await readText(answer.body));
      return { ...(await operation.read(answer)), $metadata } as Output;
    });
  }

  /** The request of a command, neither signed nor with its body. */
  requestOf<Input extends ObjectInput, Output>({
    operation,
    input,
  }: ObjectCommand<Input, Output>): HttpRequest {
    const { host, ...address } = objectAddress(
      this.surroundings.endpoint,
      input.Bucket ?? "",
      input.Key ?? "",
    );
    return {
      ...address,
      method: operation.method,
      // Says nothing to S3, but the SDK writes it, and links are to be the SDK's to the letter.
      query: given({
        ...operation.query?.(input),
        "x-id": operation.method === "HEAD" ? undefined : operation.name,
      }),
      headers: { host, ...given(operation.headers(input)) },
    };
  }

  /** Closes idle connections; the client is not used again. */
  destroy(): void {
    this.connection.close();
  }
}

const given = (pairs: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(Object.entries(pairs).filter((pair): pair is [string, string] => pair[1] !== undefined));

const metadataOf = ({ status, headers }: HttpAnswer): ResponseMetadata => {
  const requestId = headers["x-amz-request-id"];
  return { httpStatusCode: status, ...(typeof requestId === "string" ? { requestId } : {}) };
};
