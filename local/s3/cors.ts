/** Cross-origin rules of a bucket (S3 User Guide, "Using cross-origin resource sharing"). */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Catalog } from "./catalog.ts";
import { setHeaders } from "./call.ts";
import { malformedXml, S3Error } from "./s3-error.ts";
import { parseTarget } from "./target.ts";
import { branch, childrenOf, leaf, parseXml, textOf, xmlDocument, type XmlNode } from "./xml.ts";

/** As in the template: each list may hold `*`, and an origin or header one `*` within. */
export type CorsRule = {
  allowedOrigins: string[];
  allowedMethods: string[];
  allowedHeaders?: string[] | undefined;
  exposedHeaders?: string[] | undefined;
  maxAgeSeconds?: number | undefined;
};

const corsMethods = ["GET", "PUT", "POST", "DELETE", "HEAD"];

/** Reads a CORSConfiguration; throws MalformedXML or InvalidRequest. */
export function corsRulesOf(text: string): CorsRule[] {
  const root = parseXml(text);
  const rules = childrenOf(root, "CORSRule");
  if (root.name !== "CORSConfiguration" || rules.length === 0 || rules.length > 100) throw malformedXml();
  const all = (rule: XmlNode, name: string) => childrenOf(rule, name).map((node) => node.text.trim());
  return rules.map((rule) => {
    const maxAge = textOf(rule, "MaxAgeSeconds");
    const allowedMethods = all(rule, "AllowedMethod");
    const allowedOrigins = all(rule, "AllowedOrigin");
    if (allowedMethods.length === 0 || allowedOrigins.length === 0) throw malformedXml();
    const odd = allowedMethods.find((method) => !corsMethods.includes(method));
    if (odd !== undefined) {
      throw new S3Error(400, "InvalidRequest", `Found unsupported HTTP method in CORS config: ${odd}`);
    }
    return {
      allowedOrigins,
      allowedMethods,
      allowedHeaders: all(rule, "AllowedHeader"),
      exposedHeaders: all(rule, "ExposeHeader"),
      maxAgeSeconds: maxAge === undefined ? undefined : Number(maxAge),
    };
  });
}

export function corsXml(rules: CorsRule[]): string {
  const each = (name: string, values: string[] | undefined) =>
    (values ?? []).map((value) => leaf(name, value));
  return xmlDocument(
    "CORSConfiguration",
    ...rules.map((rule) =>
      branch(
        "CORSRule",
        ...each("AllowedOrigin", rule.allowedOrigins),
        ...each("AllowedMethod", rule.allowedMethods),
        ...each("AllowedHeader", rule.allowedHeaders),
        ...each("ExposeHeader", rule.exposedHeaders),
        leaf("MaxAgeSeconds", rule.maxAgeSeconds),
      ),
    ),
  );
}

function matchesPattern(pattern: string, value: string): boolean {
  const star = pattern.indexOf("*");
  if (star < 0) return pattern === value;
  const [head, tail] = [pattern.slice(0, star), pattern.slice(star + 1)];
  return value.length >= head.length + tail.length && value.startsWith(head) && value.endsWith(tail);
}

function ruleFor(
  catalog: Catalog,
  request: IncomingMessage,
  wanted: { origin: string; method: string; headers: string[] },
): CorsRule | undefined {
  const bucket = catalog.buckets.get(parseTarget(request.url ?? "")?.bucket ?? "");
  const text = bucket?.configs.get("cors");
  if (text === undefined) return undefined;
  return corsRulesOf(text).find(
    (rule) =>
      rule.allowedOrigins.some((pattern) => matchesPattern(pattern, wanted.origin)) &&
      rule.allowedMethods.includes(wanted.method) &&
      wanted.headers.every((header) =>
        rule.allowedHeaders?.some((pattern) => matchesPattern(pattern.toLowerCase(), header)),
      ),
  );
}

function headersFor(rule: CorsRule, origin: string): Record<string, string | undefined> {
  const isAny = rule.allowedOrigins.includes("*");
  return {
    "access-control-allow-origin": isAny ? "*" : origin,
    "access-control-allow-credentials": isAny ? undefined : "true",
    "access-control-allow-methods": rule.allowedMethods.join(", "),
    "access-control-expose-headers": rule.exposedHeaders?.length ? rule.exposedHeaders.join(", ") : undefined,
    "access-control-max-age": rule.maxAgeSeconds === undefined ? undefined : String(rule.maxAgeSeconds),
    vary: "Origin, Access-Control-Request-Headers, Access-Control-Request-Method",
  };
}

/** Adds the CORS headers that an answer to this request carries, if a rule allows its origin. */
export function applyCors(catalog: Catalog, request: IncomingMessage, response: ServerResponse): void {
  const { origin } = request.headers;
  if (origin === undefined) return;
  const rule = ruleFor(catalog, request, { origin, method: request.method ?? "", headers: [] });
  if (rule) setHeaders(response, headersFor(rule, origin));
}

/** Answers a preflight; throws what S3 answers when no rule allows it. */
export function answerPreflight(catalog: Catalog, request: IncomingMessage, response: ServerResponse): void {
  const { origin } = request.headers;
  const method = request.headers["access-control-request-method"];
  if (origin === undefined || method === undefined) {
    throw new S3Error(400, "BadRequest", "Insufficient information. Origin request header needed.");
  }
  const asked = request.headers["access-control-request-headers"] ?? "";
  const headers = asked
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "");
  const rule = ruleFor(catalog, request, { origin, method, headers });
  if (!rule) {
    throw new S3Error(403, "AccessForbidden", "CORSResponse: This CORS request is not allowed.");
  }
  setHeaders(response, {
    ...headersFor(rule, origin),
    "access-control-allow-headers": headers.length > 0 ? headers.join(", ") : undefined,
    "content-length": "0",
  });
  response.writeHead(200).end();
}
