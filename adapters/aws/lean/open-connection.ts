import { Readable } from "node:stream";
import type { Agent, ClientRequest, IncomingHttpHeaders, IncomingMessage, RequestOptions } from "node:http";

export type HttpRequest = {
  method: string;
  protocol: string;
  hostname: string;
  port?: number;
  /** Percent-encoded. */
  path: string;
  query: Record<string, string>;
  headers: Record<string, string>;
  /** A stream has its length among the headers. */
  body?: string | Uint8Array | Readable;
};

export type HttpAnswer = { status: number; headers: IncomingHttpHeaders; body: IncomingMessage };

export type Connection = {
  /** Sends one request; answers as soon as status and headers are there. The body must be read or destroyed. */
  exchange: (request: HttpRequest) => Promise<HttpAnswer>;
  close: () => void;
};

/** Milliseconds. Within a region a connection stands in a few; `silence` is without a byte in or out. */
export type TimeLimits = { connect: number; silence: number };
const usualLimits: TimeLimits = { connect: 2_000, silence: 10_000 };

/** Keep-alive connections by `protocol` ("http:" or "https:"). */
export function openConnection(protocol: string, limits = usualLimits): Connection {
  // Not imported: an import evaluates every export of the built-in module, and only one of the two is needed.
  const http = isSecure(protocol)
    ? process.getBuiltinModule("node:https")
    : process.getBuiltinModule("node:http");
  const agent: Agent = new http.Agent({ keepAlive: true });
  return {
    exchange: (request) =>
      new Promise((resolve, reject) => {
        const sent = http.request({ agent, ...optionsOf(request) }, (answer) =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: answer }),
        );
        limitTime(sent, isSecure(protocol), limits);
        sent.on("error", (error) => {
          if (sent.reusedSocket) dropIdle(agent);
          reject(sent.reusedSocket ? Object.assign(error, { wasReused: true }) : error);
        });
        if (!(request.body instanceof Readable)) return void sent.end(request.body);
        request.body.on("error", (error) => sent.destroy(error)).pipe(sent);
      }),
    close: () => agent.destroy(),
  };
}

const isSecure = (protocol: string): boolean => protocol === "https:";

const optionsOf = (request: HttpRequest): RequestOptions => ({
  method: request.method,
  hostname: request.hostname,
  port: request.port,
  path: request.path + queryOf(request.query),
  headers: {
    ...request.headers,
    ...(request.body === undefined || request.body instanceof Readable
      ? {}
      : { "content-length": Buffer.byteLength(request.body) }),
  },
});

/** `?a=1&b=2`, or nothing. */
export function queryOf(query: Record<string, string>): string {
  const pairs = Object.keys(query)
    .sort()
    .map((name) => `${escapeUri(name)}=${escapeUri(query[name] ?? "")}`);
  return pairs.length > 0 ? `?${pairs.join("&")}` : "";
}

/** Percent-encodes everything but RFC 3986's unreserved characters. */
export const escapeUri = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/** Lambda thaws with connections that died in its sleep: where one has, the others have too. */
function dropIdle(agent: Agent): void {
  for (const sockets of Object.values(agent.freeSockets))
    for (const socket of sockets ?? []) socket.destroy();
}

function limitTime(sent: ClientRequest, isSecure: boolean, { connect, silence }: TimeLimits): void {
  sent.setTimeout(silence, () => sent.destroy(timeout("no answer came in time")));
  sent.on("socket", (socket) => {
    if (!socket.connecting) return;
    const timer = setTimeout(() => sent.destroy(timeout("no connection stood in time")), connect);
    socket.once(isSecure ? "secureConnect" : "connect", () => clearTimeout(timer));
    socket.once("close", () => clearTimeout(timer));
  });
}

const timeout = (message: string): Error => Object.assign(new Error(message), { name: "TimeoutError" });

/** Reads a body to its end; fails where the connection breaks off. */
export async function readBytes(body: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk as Buffer);
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}

export const readText = async (body: IncomingMessage): Promise<string> =>
  (await readBytes(body)).toString("utf8");
