import type { ObjectCommand, S3Client } from "./client-s3.ts";
import { queryOf } from "./open-connection.ts";
import type { ObjectInput } from "./s3-operations.ts";

/** `expiresIn` in seconds; `signableHeaders` binds headers that are else left to whoever uses the link. */
export type LinkSettings = { expiresIn?: number; signableHeaders?: Set<string>; signingDate?: Date };

/** `@aws-sdk/s3-request-presigner` as far as our adapters use it: its very links. */
export async function getSignedUrl<Input extends ObjectInput, Output>(
  client: S3Client,
  command: ObjectCommand<Input, Output>,
  { expiresIn = 900, ...settings }: LinkSettings = {},
): Promise<string> {
  const request = client.requestOf(command);
  // Nobody knows yet what the body will be.
  request.headers["X-Amz-Content-Sha256"] = "UNSIGNED-PAYLOAD";
  const signed = await client.signer.presign(request, {
    expiresIn,
    unsignableHeaders: new Set(["content-type"]),
    ...settings,
  });
  const port = request.port === undefined ? "" : `:${request.port}`;
  return `${request.protocol}//${request.hostname}${port}${request.path}${queryOf(signed.query as Record<string, string>)}`;
}
