import type { IncomingHttpHeaders } from "node:http";
import type { ApiModel } from "../template/model.ts";

export type CorsPolicy = NonNullable<ApiModel["properties"]["CorsConfiguration"]>;

/** The headers of the API's CORS configuration for one request; none when the origin is not allowed. */
export function corsHeaders(policy: CorsPolicy, request: IncomingHttpHeaders): [string, string][] {
  const origin = request.origin;
  if (origin === undefined) return [];
  const isAny = policy.AllowOrigins.includes("*");
  if (!isAny && !policy.AllowOrigins.some((allowed) => fits(allowed, origin))) return [];
  const headers: [string, string][] = [["access-control-allow-origin", isAny ? "*" : origin]];
  if (!isAny) headers.push(["vary", "Origin"]);
  if (policy.AllowCredentials) headers.push(["access-control-allow-credentials", "true"]);
  if (policy.ExposeHeaders.length > 0) {
    headers.push(["access-control-expose-headers", policy.ExposeHeaders.join(",")]);
  }
  return headers;
}

/** The headers that answer a preflight, on top of `corsHeaders`. */
export function preflightHeaders(policy: CorsPolicy): [string, string][] {
  const headers: [string, string][] = [
    ["access-control-allow-methods", policy.AllowMethods.join(",")],
    ["access-control-allow-headers", policy.AllowHeaders.join(",")],
  ];
  if (policy.MaxAge !== undefined) headers.push(["access-control-max-age", String(policy.MaxAge)]);
  return headers;
}

export const isPreflight = (method: string | undefined, headers: IncomingHttpHeaders): boolean =>
  method === "OPTIONS" &&
  headers.origin !== undefined &&
  headers["access-control-request-method"] !== undefined;

const fits = (allowed: string, origin: string): boolean =>
  allowed === origin || (allowed.endsWith("://*") && origin.startsWith(allowed.slice(0, -1)));
