import type { Writable } from "node:stream";

type Prelude = { statusCode: number; headers: Record<string, string> };

/** What Lambda's Node runtime puts into the global scope of a function that streams its answer. */
type StreamingRuntime = {
  streamifyResponse: (
    handler: (event: unknown, out: Writable, context: unknown) => Promise<void>,
  ) => (event: unknown, context: unknown) => unknown;
  HttpResponseStream: { from: (out: Writable, prelude: Prelude) => Writable };
};

/** Answers an HTTP request as a stream; `begin` sends status and headers and gives the stream of the body. */
export function streamAnswer<Event>(
  answer: (
    event: Event,
    begin: (status: number, headers: Record<string, string>) => Writable,
  ) => Promise<void>,
) {
  const { awslambda } = globalThis as unknown as { awslambda: StreamingRuntime };
  return awslambda.streamifyResponse((event, out) =>
    answer(event as Event, (statusCode, headers) => {
      const body = awslambda.HttpResponseStream.from(out, { statusCode, headers });
      // The runtime sends status and headers with the first write: an answer without a body would have none.
      body.write("");
      return body;
    }),
  );
}
