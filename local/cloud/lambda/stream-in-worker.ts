import { Writable } from "node:stream";
import type { FromWorker, StreamPrelude } from "./messages.ts";

/** A handler that streams its answer instead of returning it. */
export type StreamingHandler = (event: unknown, out: Writable, context: unknown) => Promise<unknown>;

const streams = Symbol("streams its answer");

/** The stream that Lambda's runtime hands to such a handler. */
class ResponseStream extends Writable {
  prelude: StreamPrelude | undefined;
  private isBegun = false;
  private readonly send: (message: FromWorker) => void;
  private taken: (() => void) | undefined;

  constructor(send: (message: FromWorker) => void) {
    super();
    this.send = send;
  }

  /** As on AWS, status and headers go out with the first write and not before; an empty one will do. */
  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: () => void): void {
    if (!this.isBegun) {
      this.isBegun = true;
      this.send({ kind: "stream_head", prelude: this.prelude ?? { statusCode: 200, headers: {} } });
    }
    if (chunk.byteLength === 0) return done();
    this.taken = done;
    this.send({ kind: "stream_chunk", bytes: Uint8Array.from(chunk) });
  }

  /** The client's side has taken the chunk. */
  take(): void {
    const { taken } = this;
    this.taken = undefined;
    taken?.();
  }
}

/** Puts `awslambda` into the global scope, as Lambda's Node runtime does. */
export function installStreaming(): void {
  Object.assign(globalThis, {
    awslambda: {
      streamifyResponse: (handler: StreamingHandler) => Object.assign(handler, { [streams]: true }),
      HttpResponseStream: {
        from(out: ResponseStream, prelude: StreamPrelude) {
          out.prelude = prelude;
          return out;
        },
      },
    },
  });
}

export const isStreaming = (handler: unknown): handler is StreamingHandler =>
  typeof handler === "function" && streams in handler;

export const openResponseStream = (send: (message: FromWorker) => void): ResponseStream =>
  new ResponseStream(send);
export type { ResponseStream };
