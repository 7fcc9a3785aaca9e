import http from "node:http";
import https from "node:https";

export type OutgoingRequest = {
  method: "GET" | "HEAD" | "POST";
  url: string;
  headers?: Record<string, string>;
  body?: string;
  /** Real milliseconds for the whole exchange. */
  timeoutMs: number;
  maxBytes: number;
  signal: AbortSignal;
};
export type OutgoingAnswer =
  | { kind: "answered"; status: number; headers: [name: string, value: string][]; body: Buffer }
  | { kind: "too_large" }
  | { kind: "unreachable" };

/** One request on a fresh connection: no redirect is followed, nothing is tried again, nothing is thrown. */
export function sendRequest(request: OutgoingRequest): Promise<OutgoingAnswer> {
  if (!URL.canParse(request.url)) return Promise.resolve({ kind: "unreachable" });
  const { promise, resolve } = Promise.withResolvers<OutgoingAnswer>();
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(request.timeoutMs)]);
  const client = request.url.startsWith("https:") ? https : http;
  const outgoing = client.request(new URL(request.url), {
    method: request.method,
    agent: false,
    signal,
    headers: {
      ...request.headers,
      ...(request.body === undefined ? {} : { "content-length": Buffer.byteLength(request.body) }),
    },
  });
  outgoing.on("error", () => resolve({ kind: "unreachable" }));
  outgoing.on("response", (response) => {
    const chunks: Buffer[] = [];
    let size = 0;
    response.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > request.maxBytes) {
        resolve({ kind: "too_large" });
        outgoing.destroy();
      } else chunks.push(chunk);
    });
    response.on("error", () => resolve({ kind: "unreachable" }));
    response.on("end", () =>
      resolve({
        kind: "answered",
        status: response.statusCode ?? 0,
        headers: pairs(response.rawHeaders),
        body: Buffer.concat(chunks),
      }),
    );
    response.on("close", () => resolve({ kind: "unreachable" }));
  });
  outgoing.end(request.body);
  return promise;
}

const pairs = (raw: string[]): [string, string][] =>
  Array.from({ length: raw.length / 2 }, (_, index) => [raw[index * 2] ?? "", raw[index * 2 + 1] ?? ""]);
