import { Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { openBucket, openObject, readMetadata } from "../adapters/aws/bucket.ts";
import { noteFetch } from "../adapters/aws/outbound-changes.ts";
import { openTable } from "../adapters/aws/table.ts";
import { serveMedia, type ServeMediaDeps } from "../core/operations/serve-media.ts";
import { readEnvironment } from "./runtime/env.ts";
import { overlaid } from "./runtime/overlaid.ts";
import { describeError, log } from "./runtime/log.ts";
import { sameText } from "./runtime/same-text.ts";
import { streamAnswer } from "./runtime/stream-answer.ts";

const settings = readEnvironment("media");
const table = openTable(settings.TABLE);
const bucket = openBucket(settings.BUCKET);

const deps: ServeMediaDeps<Readable> = {
  now: Date.now,
  isSame: sameText,
  readMetadata: (key) => readMetadata(bucket, key),
  open: (key, range) => openObject(bucket, key, range),
  discard: (body) => void body.destroy(),
  overlay: overlaid,
  note: (fax, note, at) => noteFetch(table, fax, note, at),
};

/** Hands the carrier the pages of one attempt, streamed, under a link that only it was told. */
export const handler = streamAnswer<APIGatewayProxyEventV2>(async (event, begin) => {
  const answer = await serveMedia(deps, {
    method: event.requestContext.http.method,
    path: event.rawPath,
    query: event.rawQueryString,
    range: event.headers["range"],
  });
  const isWhole = await send(answer.body ?? Readable.from([]), begin(answer.status, answer.headers));
  // The pages are out: what cannot be noted now must not break them.
  await answer
    .afterwards?.(isWhole)
    .catch((error: unknown) => log("warn", "fetch_not_noted", { error: describeError(error) }));
});

/** Whether all of the body went out. */
const send = (body: Readable, out: Writable): Promise<boolean> =>
  pipeline(body, out).then(
    () => true,
    () => false,
  );
