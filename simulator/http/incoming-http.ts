import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { internalError, notFound, refuse, Refusal, refusalBody } from "./refusal.ts";

export type Exchange = {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** What the groups of the route's path matched. */
  params: string[];
};

export type Answer = {
  status: number;
  headers?: Record<string, string>;
  json?: unknown;
  body?: string | Uint8Array;
  /** Cuts the connection instead of answering. */
  hangsUp?: boolean;
  /** What begins once the answer is out, or can go out no more. */
  afterwards?: () => void;
};

export type Route = {
  /** `*` = any. */
  method: string;
  path: RegExp;
  /** The longest request body that is read. */
  maxBytes: number;
  handle(exchange: Exchange): Answer | Promise<Answer>;
};

const longestOverrunBytes = 100 * 1024 * 1024;

/** Refuses, by throwing, what may not come in; asked before the body is read. */
export type Guard = (path: string, headers: IncomingHttpHeaders) => void;

/** Finds the route, reads the body within its limit, answers. Nothing is thrown. */
export async function serve(
  routes: Route[],
  guard: Guard,
  request: IncomingMessage,
  response: ServerResponse,
  log: (line: string) => void,
): Promise<void> {
  const answer = await answerFor(routes, guard, request, log);
  if (answer.hangsUp) request.socket.destroy();
  else write(request, response, answer);
  answer.afterwards?.();
}

async function answerFor(
  routes: Route[],
  guard: Guard,
  request: IncomingMessage,
  log: (line: string) => void,
): Promise<Answer> {
  try {
    const { method = "GET", headers } = request;
    const [path = "/", ...queryParts] = (request.url ?? "/").split("?");
    guard(path, headers);
    for (const route of routes) {
      const match = route.method === "*" || route.method === method ? route.path.exec(path) : null;
      if (!match) continue;
      const body = await readBody(request, route.maxBytes);
      const query = new URLSearchParams(queryParts.join("?"));
      return await route.handle({ method, path, query, headers, body, params: match.slice(1) });
    }
    throw notFound();
  } catch (error) {
    if (!(error instanceof Refusal)) log(`unexpected: ${error instanceof Error ? error.message : "error"}`);
    const refusal = error instanceof Refusal ? error : internalError();
    return { status: refusal.status, headers: refusal.headers, json: refusalBody(refusal) };
  }
}

/** A body that is too long is read to its end all the same, so that its sender can read the answer. */
async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  let size = 0;
  request.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size <= maxBytes) chunks.push(chunk);
    else if (size > maxBytes + longestOverrunBytes) request.socket.destroy();
  });
  request.on("end", () => {
    if (size <= maxBytes) resolve(Buffer.concat(chunks));
    else reject(refuse(413, "10015", `The body may have at most ${maxBytes} bytes.`));
  });
  request.on("close", () => reject(refuse(400, "10015", "The body broke off.")));
  return promise;
}

function write(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  const body = answer.json === undefined ? answer.body : JSON.stringify(answer.json);
  response.writeHead(answer.status, {
    ...(answer.json === undefined ? {} : { "content-type": "application/json; charset=utf-8" }),
    ...(body === undefined ? {} : { "content-length": Buffer.byteLength(body) }),
    ...answer.headers,
  });
  response.end(request.method === "HEAD" ? undefined : body);
}
