import { createReadStream } from "node:fs";
import { request as requestHttp, type IncomingMessage } from "node:http";
import { request as requestHttps } from "node:https";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { RequestError } from "./failures.ts";
import { unreachable } from "./http-client.ts";

export type UploadDeps = {
  /** Called with the bytes handed to the network so far. */
  onProgress: (bytes: number) => void;
  sleep: (milliseconds: number) => Promise<void>;
};

const silenceMs = 60_000;
const pausesMs = [500, 2000];

/**
 * Puts a file to a presigned link, streamed from the disk with its length (S3 takes no chunked bodies).
 * Repeats after a broken connection or a 5xx: only a whole upload counts, and a second one changes nothing.
 * Throws `RequestError`.
 */
export async function uploadFile(
  link: string,
  file: { path: string; sizeBytes: number },
  deps: UploadDeps,
): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      return await putOnce(link, file, deps.onProgress);
    } catch (error) {
      const pause = pausesMs[tries];
      if (!(error instanceof RequestError && error.isPassing) || pause === undefined) throw error;
      await deps.sleep(pause);
    }
  }
}

async function putOnce(
  link: string,
  file: { path: string; sizeBytes: number },
  onProgress: (bytes: number) => void,
): Promise<void> {
  const url = new URL(link);
  const request = (url.protocol === "https:" ? requestHttps : requestHttp)(url, {
    method: "PUT",
    headers: { "content-length": file.sizeBytes },
    timeout: silenceMs,
  });
  request.on("timeout", () => request.destroy(Object.assign(new Error(), { name: "TimeoutError" })));
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    request.on("response", resolve);
    request.on("error", reject);
  });
  const sent = pipeline(createReadStream(file.path), meter(onProgress), request);
  // A refusal may come before the last byte is out: then the answer counts, not the broken pipe.
  sent.catch(() => undefined);
  try {
    const response = await answered;
    response.resume();
    if (response.statusCode !== 200) {
      request.destroy();
      throw new RequestError(uploadRefusal(response.statusCode ?? 0), response.statusCode ?? 0);
    }
    await sent;
  } catch (error) {
    throw error instanceof RequestError ? error : unreachable(url.origin, error);
  }
}

const uploadRefusal = (status: number): string =>
  status === 403
    ? "The upload was refused (403): the link is no longer valid, or the clock of this machine is wrong."
    : `The upload was refused (${status}); try again.`;

function meter(onProgress: (bytes: number) => void): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      onProgress((bytes += chunk.byteLength));
      done(null, chunk);
    },
  });
}
