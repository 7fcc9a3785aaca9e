import type { IncomingMessage } from "node:http";
import { place } from "../template/place.ts";

/** Lambda's limit on a synchronous event, bytes; API Gateway answers 413 beyond it. */
export const longestEvent = 6 * 1024 * 1024;

/** What API Gateway hands to a function: HTTP API payload format 2.0. */
export type HttpEvent = {
  version: "2.0";
  routeKey: string;
  rawPath: string;
  rawQueryString: string;
  cookies?: string[];
  headers: Record<string, string>;
  queryStringParameters?: Record<string, string>;
  requestContext: Record<string, unknown>;
  body?: string;
  pathParameters?: Record<string, string>;
  isBase64Encoded: boolean;
};

/** Builds the event. @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html */
export function httpEvent(input: {
  request: IncomingMessage;
  body: Buffer;
  routeKey: string;
  pathParameters: Record<string, string>;
  apiId: string;
  requestId: string;
  now: Date;
}): HttpEvent {
  const { request, body, routeKey, pathParameters } = input;
  const url = request.url ?? "/";
  const mark = url.indexOf("?");
  const rawPath = mark < 0 ? url : url.slice(0, mark);
  const rawQueryString = mark < 0 ? "" : url.slice(mark + 1);
  const { headers, cookies } = joinHeaders(request);
  const isText = body.length === 0 || isTextual(headers);
  const query = rawQueryString === "" ? undefined : joinQuery(rawQueryString);
  return {
    version: "2.0",
    routeKey,
    rawPath,
    rawQueryString,
    ...(cookies.length > 0 && { cookies }),
    headers,
    ...(query && { queryStringParameters: query }),
    requestContext: requestContext(input, rawPath, headers),
    ...(body.length > 0 && { body: body.toString(isText ? "utf8" : "base64") }),
    ...(Object.keys(pathParameters).length > 0 && { pathParameters }),
    isBase64Encoded: !isText,
  };
}

function requestContext(
  { request, routeKey, apiId, requestId, now }: Parameters<typeof httpEvent>[0],
  path: string,
  headers: Record<string, string>,
): Record<string, unknown> {
  const domainName = headers["host"] ?? "127.0.0.1";
  return {
    accountId: place.account,
    apiId,
    domainName,
    domainPrefix: domainName.split(".")[0],
    http: {
      method: request.method,
      path,
      protocol: `HTTP/${request.httpVersion}`,
      sourceIp: request.socket.remoteAddress ?? "127.0.0.1",
      userAgent: headers["user-agent"] ?? "",
    },
    requestId,
    routeKey,
    stage: "$default",
    time: commonLogTime(now),
    timeEpoch: now.getTime(),
  };
}

/** Several values of one header become one, joined by commas; cookies travel apart. */
function joinHeaders(request: IncomingMessage): { headers: Record<string, string>; cookies: string[] } {
  const cookies: string[] = [];
  const headers: Record<string, string> = {};
  for (let index = 0; index + 1 < request.rawHeaders.length; index += 2) {
    const name = (request.rawHeaders[index] ?? "").toLowerCase();
    const value = request.rawHeaders[index + 1] ?? "";
    if (name === "cookie") cookies.push(...value.split(/; */).filter((cookie) => cookie !== ""));
    else if (!["connection", "transfer-encoding", "keep-alive", "upgrade", "te"].includes(name)) {
      const before = headers[name];
      headers[name] = before === undefined ? value : `${before},${value}`;
    }
  }
  headers["x-forwarded-for"] ??= request.socket.remoteAddress ?? "127.0.0.1";
  headers["x-forwarded-port"] ??= String(request.socket.localPort ?? 0);
  headers["x-forwarded-proto"] ??= "http";
  return { headers, cookies };
}

/** Any other content type, url-encoded forms and multipart too, reaches the function as base64. */
function isTextual(headers: Record<string, string>): boolean {
  if (headers["content-encoding"] !== undefined) return false;
  const type = (headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  return /^(text\/.+|application\/(json|[\w.-]+\+json|javascript|xml|[\w.-]+\+xml))$/.test(type);
}

function joinQuery(raw: string): Record<string, string> {
  const joined: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(raw)) {
    joined[name] = Object.hasOwn(joined, name) ? `${joined[name]},${value}` : value;
  }
  return joined;
}

/** `12/Mar/2020:19:03:58 +0000` */
function commonLogTime(time: Date): string {
  const [, day, month, year, clock] = /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(time.toUTCString()) ?? [];
  return `${day}/${month}/${year}:${clock} +0000`;
}
