import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { Problem, badRequest, problemBody } from "../../core/errors.ts";
import { describeError, log } from "./log.ts";

/** A gateway event as a web `Request`; path and query exactly as they were received. */
export function toRequest(event: APIGatewayProxyEventV2): Request {
  const query = event.rawQueryString ? `?${event.rawQueryString}` : "";
  const method = event.requestContext.http.method;
  const body =
    event.body === undefined ? null : Buffer.from(event.body, event.isBase64Encoded ? "base64" : "utf8");
  const headers = new Headers();
  for (const [name, value] of Object.entries(event.headers))
    if (value !== undefined) headers.set(name, value);
  return new Request(`https://api.internal${event.rawPath}${query}`, {
    method,
    headers,
    ...(method === "GET" || method === "HEAD" ? {} : { body }),
  });
}

/** Serves an event by an app of routes; what cannot even be a `Request` is a 400. */
export async function serve(
  event: APIGatewayProxyEventV2,
  app: { fetch: (request: Request) => Response | Promise<Response> },
): Promise<APIGatewayProxyStructuredResultV2> {
  let request: Request;
  try {
    request = toRequest(event);
  } catch {
    return toResult(
      toErrorResponse(badRequest("Bad request", "The request's method or headers cannot be read.")),
    );
  }
  return toResult(await app.fetch(request));
}

/** A web `Response` as the gateway wants it: text as it is, pictures and PDFs in Base64. */
export async function toResult(response: Response): Promise<APIGatewayProxyStructuredResultV2> {
  const headers = Object.fromEntries(response.headers);
  if (/^(image\/|application\/pdf)/.test(headers["content-type"] ?? "")) {
    const body = Buffer.from(await response.arrayBuffer()).toString("base64");
    return { statusCode: response.status, headers, body, isBase64Encoded: true };
  }
  return { statusCode: response.status, headers, body: await response.text() };
}

export const json = (status: number, body: unknown): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/json", "cache-control": "no-store" },
  });

/** A picture that never changes; what it shows is for whoever asked and nobody between. */
export const png = (bytes: Uint8Array): Response =>
  new Response(new Uint8Array(bytes), {
    headers: { "content-type": "image/png", "cache-control": "private, max-age=3600" },
  });

/** A document made for whoever asked. */
export const pdf = (bytes: Uint8Array, fileName: string): Response =>
  new Response(new Uint8Array(bytes), {
    headers: {
      "content-type": "application/pdf",
      "content-disposition": `inline; filename="${fileName}"`,
      "cache-control": "private, no-store",
    },
  });

export const empty = (status: number): Response => new Response(null, { status });

/** The one map from errors to HTTP. What is not a `Problem` is ours: logged, and told without its words. */
export function toErrorResponse(error: unknown): Response {
  const problem = error instanceof Problem ? error : unexpected(error);
  return new Response(JSON.stringify(problemBody(problem)), {
    status: problem.status,
    headers: { "content-type": "application/problem+json", "cache-control": "no-store", ...problem.headers },
  });
}

function unexpected(error: unknown): Problem {
  log("error", "request_failed", { error: describeError(error) });
  const detail = "Something went wrong on our side; nothing of this request may be assumed. Try again.";
  return new Problem(500, [{ code: "internal_error", title: "Internal error", detail }]);
}
